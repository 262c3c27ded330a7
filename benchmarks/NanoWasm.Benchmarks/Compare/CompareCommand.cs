// compare: this interpreter and others, side by side.
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using BenchmarkDotNet.Environments;
using Spectre.Console;

namespace NanoWasm.Benchmarks.Compare;

/// <summary><c>compare</c>: runs engines and NanoWasm in turns, as whole processes, and says how their processor times compare.</summary>
internal static class CompareCommand
{
    private const string DefaultNanoWasm = "nanowasm={nanowasm} run --invoke {export} {wasm} {args}";

    private const string Help = """
        Runs engines and NanoWasm in turns, as whole processes, and compares processor time (user and system) and results.

        A template is a name, an equals sign and a command. {export}, {wasm} and {args} stand for the function, the module's file and the arguments
        (a word each, or within a longer word separated by spaces), {nanowasm} for the tool built beside this program. Quotes keep words together.

          --engine "wasm3=wasm3 --func {export} {wasm} {args}"
          --engine "wamr=iwasm -f {export} {wasm} {args}"
          --engine "toywasm=toywasm --load {wasm} --invoke '{export} {args}'"
          --nanowasm "switch={nanowasm} run --dispatch switch --invoke {export} {wasm} {args}"

        Exit codes: 0 done, 1 an engine failed or results differ.
        """;

    /// <summary>The command.</summary>
    /// <param name="console">Where tables go.</param>
    /// <param name="progress">Where it says what it is doing.</param>
    public static Command Make(IAnsiConsole console, TextWriter progress)
    {
        Option<CommandTemplate[]> engines = MakeTemplates("--engine", "An engine; may be given several times. The first one is what all are compared with.");
        Option<CommandTemplate[]> nanoWasm = MakeTemplates("--nanowasm", $"NanoWasm itself; may be given several times. Left out: \"{DefaultNanoWasm}\"");
        Option<Workload[]> programs = new("--program")
        {
            Description = "Another program without imports; may be given several times.",
            HelpName = "name=FILE:export:args",
            CustomParser = static result => ParseAll(result, Workload.Parse),
        };
        Option<string[]> kernels = new("--kernel") { Description = "Only these kernels. Left out: all that engines without vectors can run.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
        kernels.AcceptOnlyFromAmong([.. Kernel.All.Select(static kernel => kernel.Name)]);
        Option<bool> simd = new("--simd") { Description = "The kernels that come in twos, with vectors and without, and what vectors bring." };
        Option<bool> noKernels = new("--no-kernels") { Description = "No kernels: only what --program names." };
        Option<bool> shortly = new("--short") { Description = "Kernels with arguments that take milliseconds: to see whether all engines agree." };
        Option<int> rounds = new("--rounds") { Description = "How often each engine runs each program.", DefaultValueFactory = static _ => 5 };
        rounds.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--rounds has to be 1 at least");
            }
        });
        Option<int> timeout = new("--timeout") { Description = "The seconds that a process may take.", DefaultValueFactory = static _ => 300 };
        Option<string?> markdown = new("--markdown") { Description = "Write the tables there, in Markdown.", HelpName = "FILE" };
        Option<string?> chart = new("--chart") { Description = "Draw the ratios there, in SVG.", HelpName = "FILE" };

        Command command = new("compare", Help) { engines, nanoWasm, programs, kernels, simd, noKernels, shortly, rounds, timeout, markdown, chart };
        command.SetAction(result =>
        {
            CommandTemplate[] ours = result.GetValue(nanoWasm) is { Length: > 0 } given ? given : [CommandTemplate.Parse(DefaultNanoWasm)];
            string[] names = result.GetValue(kernels) is { Length: > 0 } chosen ? chosen : [.. (result.GetValue(simd) ? Kernel.Twins : Kernel.Singles).Select(static kernel => kernel.Name)];
            IEnumerable<string> wanted = result.GetValue(noKernels) ? [] : names;
            Workload[] workloads =
            [
                .. wanted.Select(name => Workload.FromKernel(Kernel.Get(name), result.GetValue(shortly))),
                .. result.GetValue(programs) ?? [],
            ];
            Comparison comparison = Comparison.Run(
                [.. result.GetValue(engines) ?? [], .. ours],
                workloads,
                result.GetValue(rounds),
                TimeSpan.FromSeconds(result.GetValue(timeout)),
                (workload, cells) => progress.WriteLine($"{workload.Name}: {string.Join(", ", cells.Select(Describe))}"));
            Report(comparison, console);
            Save(comparison, result.GetValue(markdown), result.GetValue(chart));
            return comparison.Succeeded ? 0 : 1;
        });
        return command;
    }

    private static void Report(Comparison comparison, IAnsiConsole console)
    {
        TableWriter.Write(console, Tables.Times(comparison));
        TableWriter.Write(console, Tables.Ratios(comparison));
        if (Tables.SpeedUps(comparison) is TextTable speedUps)
        {
            TableWriter.Write(console, speedUps);
        }

        foreach (string problem in Tables.Problems(comparison))
        {
            console.MarkupLineInterpolated($"[red]{problem}[/]");
        }
    }

    private static void Save(Comparison comparison, string? markdown, string? chart)
    {
        if (markdown is not null)
        {
            // The machine and the runtime.
            string environment = string.Join("\n", HostEnvironmentInfo.GetCurrent().ToFormattedString().Select(static line => "    " + line));
            string problems = string.Concat(Tables.Problems(comparison).Select(static problem => $"\n- {problem}"));
            string speedUps = Tables.SpeedUps(comparison) is TextTable table ? $"{TableWriter.ToMarkdown(table)}\n" : string.Empty;
            File.WriteAllText(
                markdown,
                $"{TableWriter.ToMarkdown(Tables.Ratios(comparison))}\n{speedUps}{TableWriter.ToMarkdown(Tables.Times(comparison))}{problems}\n{environment}\n");
        }

        if (chart is not null)
        {
            File.WriteAllText(chart, $"{BarChart.Draw(comparison)}\n");
        }
    }

    private static string Describe(Cell cell) => cell.Problem ?? string.Create(CultureInfo.InvariantCulture, $"{cell.Cpu.Median:0.000} s");

    private static Option<CommandTemplate[]> MakeTemplates(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "name=command",
        CustomParser = static result => ParseAll(result, CommandTemplate.Parse),
    };

    private static T[] ParseAll<T>(ArgumentResult result, Func<string, T> parse)
    {
        try
        {
            return [.. result.Tokens.Select(token => parse(token.Value))];
        }
        catch (FormatException exception)
        {
            result.AddError(exception.Message);
            return [];
        }
    }
}
