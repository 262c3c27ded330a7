// nanowasm run
using System.CommandLine;
using System.Globalization;

namespace NanoWasm.Cli.Commands;

/// <summary><c>nanowasm run FILE</c>: instantiates a module and calls one of its functions.</summary>
internal static class RunCommand
{
    public const string Name = "run";

    public const string Help = $"""
        {GuestRun.Help}

        Programs for WASI (preview 1) get the words behind FILE as their arguments, the standard streams, and nothing else of the machine but what
        --dir and --env give them. Their exit code becomes that of nanowasm.

        Examples:
          nanowasm run samples/raytracer.wasm
          nanowasm run --invoke fib samples/fib.wasm 30
          nanowasm run --dir . --env LANG=C program.wasm --verbose input.txt
          nanowasm run --dispatch switch --invoke color samples/raytracer.wasm
          cat module.wasm | nanowasm run - 1 2.5

        Exit codes: 0 done, 2 no such function or wrong arguments, 3 unreadable file, 4 invalid module, 5 missing imports, 130 interrupted, 134 trap,
        or what a program for WASI ends with.
        """;

    public static Command Make(Terminal terminal)
    {
        Argument<string> file = CommonArguments.MakeFile();
        Argument<string[]> arguments = CommonArguments.MakeFunctionArguments();
        Option<string?> invoke = CommonArguments.MakeInvoke(file);
        // A string: options of our own types would be compiled at every start.
        Option<string?> dispatch = new("--dispatch")
        {
            Description = "How to get from one instruction to the next. Results are the same; left out: the fastest one that works here.",
            HelpName = "threaded|switch",
        };
        dispatch.AcceptOnlyFromAmong("threaded", "switch");
        Option<string[]> directories = new("--dir")
        {
            Description = "A directory for the guest, and the path that it has there; left out: the same. Ends in :ro if the guest may only read.",
            HelpName = "HOST[::GUEST]",
        };
        Option<string[]> variables = new("--env") { Description = "An environment variable for the guest; without a value: that of nanowasm.", HelpName = "NAME[=VALUE]" };
        Option<string?> input = new("--stdin") { Description = "A file for the guest's standard input.", HelpName = "FILE" };
        Option<string?> memory = new("--max-memory") { Description = "What the guest's memory may grow to, in bytes, or with K, M or G.", HelpName = "SIZE" };
        Option<bool> anyNaNs = new("--any-nans") { Description = "NaNs are the processor's, within what the specification allows; left out: the same on every machine." };
        Option<string?> features = CommonArguments.MakeFeatures();

        Command command = new(Name, "Runs a module: a program for WASI, or one of its functions, whose results it prints.")
        {
            invoke, directories, variables, input, memory, dispatch, anyNaNs, features, file, arguments,
        };
        command.SetAction(result =>
        {
            InstanceOptions options = new() { Dispatch = ToMode(result.GetValue(dispatch)), CanonicalNaNs = !result.GetValue(anyNaNs) };
            if (result.GetValue(memory) is string size)
            {
                options = options with { MaxMemoryBytes = ToBytes(size) };
            }

            GuestSurroundings surroundings = new(result.GetValue(directories) ?? [], result.GetValue(variables) ?? [], result.GetValue(input));
            ModuleFile moduleFile = ModuleFile.Read(result.GetRequiredValue(file), terminal) with { Options = CommonArguments.ToOptions(result.GetValue(features)) };
            return new GuestRun(moduleFile, terminal, surroundings).Run(result.GetValue(invoke), result.GetValue(arguments) ?? [], options);
        });
        return command;
    }

    private static DispatchMode ToMode(string? word) => word switch
    {
        null => DispatchMode.Auto,
        "switch" => DispatchMode.Switch,
        _ => DispatchMode.Threaded,
    };

    /// <summary>A size, e.g. <c>64M</c>.</summary>
    private static long ToBytes(string word)
    {
        int shift = word is [.., char unit] ? char.ToUpperInvariant(unit) switch { 'K' => 10, 'M' => 20, 'G' => 30, _ => 0 } : 0;
        return long.TryParse(shift == 0 ? word : word[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && number <= InstanceOptions.MemoryBytesLimit >> shift
            ? number << shift
            : throw new CommandException(ExitCodes.Usage, $"--max-memory has to be a number of bytes, K, M or G that memories can have, but is \"{word}\".");
    }
}
