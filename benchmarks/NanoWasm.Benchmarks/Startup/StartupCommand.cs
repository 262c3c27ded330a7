// startup: what a cold start takes, of the tool and of the library.
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace NanoWasm.Benchmarks.Startup;

/// <summary><c>startup</c>: starts processes in turns and prints, for each, its time, the methods compiled and the assemblies loaded.</summary>
internal static class StartupCommand
{
    private const string ToolProject = "NanoWasm.Cli";
    private const string ProbeProject = "NanoWasm.StartupProbe";

    private const string Help = """
        Measures cold starts: publishes the tool and a program that uses the library, compiled ahead for this machine and as IL, starts them in
        turns, and prints a table in Markdown. The first line of each kind is a program that only prints a word: .NET's own share.
        """;

    /// <summary>The command.</summary>
    /// <param name="output">Where the table goes.</param>
    /// <param name="progress">Where it says what it is doing.</param>
    public static Command Make(TextWriter output, TextWriter progress)
    {
        Option<int> rounds = new("--rounds") { Description = "How often each process is started.", DefaultValueFactory = static _ => 15 };
        rounds.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--rounds has to be 1 at least");
            }
        });
        Command command = new("startup", Help) { rounds };
        command.SetAction(result =>
        {
            string root = FindRepository();
            List<StartupProcess> processes = [];
            foreach ((string name, string? runtime) in ((string, string?)[])[("compiled ahead", RuntimeInformation.RuntimeIdentifier), ("IL", null)])
            {
                processes.AddRange(Publish(root, name, runtime, progress));
            }

            Report(processes, result.GetValue(rounds), Hook(root), output, progress);
        });
        return command;
    }

    private static void Report(List<StartupProcess> processes, int rounds, string hook, TextWriter output, TextWriter progress)
    {
        List<double>[] whole = [.. processes.Select(static _ => new List<double>())];
        List<double>[] inside = [.. processes.Select(static _ => new List<double>())];
        long[] methodsInside = new long[processes.Count];
        for (int round = 0; round <= rounds; round++)
        {
            progress.WriteLine($"round {round} of {rounds}");
            for (int i = 0; i < processes.Count; i++)
            {
                (double time, string line) = processes[i].Time();
                if (round == 0)
                {
                    // Files that have not been read lately.
                    continue;
                }

                whole[i].Add(time);
                if (line.Split(' ') is [_, string milliseconds, string methods])
                {
                    inside[i].Add(double.Parse(milliseconds, CultureInfo.InvariantCulture));
                    methodsInside[i] = long.Parse(methods, CultureInfo.InvariantCulture);
                }
            }
        }

        output.WriteLine("| process | median ms | least ms | first result: ms | methods for it | methods compiled | assemblies |");
        output.WriteLine("|---|---|---|---|---|---|---|");
        for (int i = 0; i < processes.Count; i++)
        {
            (string time, string methods) = inside[i].Count == 0 ? ("", "") : (Number(Median(inside[i])), $"{methodsInside[i]}");
            output.WriteLine(
                $"| {processes[i].Name} | {Number(Median(whole[i]))} | {Number(whole[i].Min())} | {time} | {methods} | {processes[i].CountMethods()} | {processes[i].CountAssemblies(hook)} |");
        }
    }

    private static IEnumerable<StartupProcess> Publish(string root, string kind, string? runtime, TextWriter progress)
    {
        foreach (string project in (string[])[Path.Combine("src", ToolProject), Path.Combine("benchmarks", ProbeProject)])
        {
            progress.WriteLine($"publishing {Path.GetFileName(project)}, {kind}");
            List<string> arguments = ["publish", Path.Combine(root, project), "-c", "Release", "-v", "q", "--nologo", "-o", Target(root, kind)];
            if (runtime is not null)
            {
                arguments.AddRange(["-r", runtime]);
            }

            using Process publish = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
            string output = publish.StandardOutput.ReadToEnd();
            publish.WaitForExit();
            if (publish.ExitCode != 0)
            {
                throw new InvalidOperationException(output);
            }
        }

        string extension = OperatingSystem.IsWindows() ? ".exe" : string.Empty;
        string tool = Path.Combine(Target(root, kind), ToolProject + extension);
        string probe = Path.Combine(Target(root, kind), ProbeProject + extension);
        string fib = Path.Combine(root, "samples", "fib.wasm");
        yield return new StartupProcess($"a program that prints a word, {kind}", probe, []);
        yield return new StartupProcess($"library, fib(5), {kind}", probe, [fib, "fib", "5"]);
        yield return new StartupProcess($"nanowasm run, fib(5), {kind}", tool, ["run", "--invoke", "fib", fib, "5"]);
        yield return new StartupProcess($"nanowasm --version, {kind}", tool, ["--version"]);
    }

    private static string Target(string root, string kind) => Path.Combine(root, "artifacts", "startup", kind.Replace(' ', '-'));

    private static string Hook(string root) => Path.Combine(Target(root, "IL"), ProbeProject + ".dll");

    private static string FindRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "NanoWasm.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("There is no NanoWasm.sln above this program: what is measured is published from there.");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Number(double value) => value.ToString("F1", CultureInfo.InvariantCulture);
}
