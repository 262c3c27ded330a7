// nanowasm run
using System.CommandLine;

namespace NanoWasm.Cli.Commands;

/// <summary><c>nanowasm run FILE</c>: instantiates a module and calls one of its functions.</summary>
internal static class RunCommand
{
    public const string Name = "run";

    public const string Help = $"""
        {GuestRun.Help}

        Examples:
          nanowasm run samples/raytracer.wasm
          nanowasm run --invoke fib samples/fib.wasm 30
          nanowasm run --dispatch switch --invoke color samples/raytracer.wasm
          cat module.wasm | nanowasm run - 1 2.5

        Exit codes: 0 done, 2 no such function or wrong arguments, 3 unreadable file, 4 invalid module, 5 missing imports, 134 trap.
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

        Option<string?> features = CommonArguments.MakeFeatures();
        Command command = new(Name, "Runs a module: calls one of its functions and prints the results.") { invoke, dispatch, features, file, arguments };
        command.SetAction(result =>
        {
            ModuleFile moduleFile = ModuleFile.Read(result.GetRequiredValue(file), terminal) with { Options = CommonArguments.ToOptions(result.GetValue(features)) };
            InstanceOptions options = new() { Dispatch = ToMode(result.GetValue(dispatch)) };
            return new GuestRun(moduleFile, terminal).Run(result.GetValue(invoke), result.GetValue(arguments) ?? [], options);
        });
        return command;
    }

    private static DispatchMode ToMode(string? word) => word switch
    {
        null => DispatchMode.Auto,
        "switch" => DispatchMode.Switch,
        _ => DispatchMode.Threaded,
    };
}
