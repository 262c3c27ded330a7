// nanowasm profile
using System.CommandLine;
using System.Globalization;

namespace NanoWasm.Cli.Commands;

/// <summary><c>nanowasm profile FILE</c>: runs a module and shows what was executed.</summary>
internal static class ProfileCommand
{
    public const string Name = "profile";

    public const string Help = $"""
        {GuestRun.Help}

        What is counted: every instruction that is executed, so the figures are exact and the same in every run. A sequence is what lies in the code
        and is executed one behind the other: taken branches, calls and returns end it. "Est. time" is an estimate by constant costs of handlers.
        Where the guest traps or is interrupted (Ctrl+C), the profile is of what ran up to then.

        Examples:
          nanowasm profile samples/raytracer.wasm
          nanowasm profile --top 40 --invoke fib samples/fib.wasm 20
          nanowasm profile --json profile.json samples/raytracer.wasm

        Exit codes: those of run; 3 if the JSON file cannot be written, 130 if interrupted.
        """;

    private const int UsualTop = 15;

    public static Command Make(Terminal terminal)
    {
        Argument<string> file = CommonArguments.MakeFile();
        Argument<string[]> arguments = CommonArguments.MakeFunctionArguments();
        Option<string?> invoke = CommonArguments.MakeInvoke(file);
        Option<int> top = new("--top")
        {
            Description = $"How many rows a table has at most; left out: {UsualTop}.",
            HelpName = "N",
            DefaultValueFactory = static _ => UsualTop,
            CustomParser = static result =>
            {
                if (!int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int rows) || rows < 1)
                {
                    result.AddError($"--top has to be a number from 1, but is \"{result.Tokens[0].Value}\".");
                }

                return rows;
            },
        };
        Option<string?> json = new("--json") { Description = "A file to write the whole profile to, as JSON.", HelpName = "FILE" };

        Option<string?> features = CommonArguments.MakeFeatures();
        Command command = new(Name, "Runs a module and shows which opcodes, sequences, functions and loops were executed most.") { invoke, top, json, features, file, arguments };
        command.SetAction(result =>
        {
            ModuleFile moduleFile = ModuleFile.Read(result.GetRequiredValue(file), terminal) with { Options = CommonArguments.ToOptions(result.GetValue(features)) };
            return Run(moduleFile, result.GetValue(invoke), result.GetValue(arguments) ?? [], result.GetValue(top), result.GetValue(json), terminal);
        });
        return command;
    }

    private static int Run(ModuleFile file, string? name, string[] words, int top, string? json, Terminal terminal)
    {
        Profiler profiler = new();
        int exitCode;
        try
        {
            exitCode = new GuestRun(file, terminal, GuestSurroundings.None).Run(name, words, new InstanceOptions { Profiler = profiler });
        }
        catch (CommandException exception)
        {
            // From a host function that the guest called, or from before anything ran.
            terminal.WriteError(exception.Message);
            exitCode = exception.ExitCode;
        }

        Report(file, profiler, top, json, terminal);
        return exitCode;
    }

    /// <summary>Reports what has been executed, if anything has.</summary>
    private static void Report(ModuleFile file, Profiler profiler, int top, string? json, Terminal terminal)
    {
        if (!profiler.IsInUse)
        {
            return;
        }

        ExecutionProfile profile = profiler.GetProfile();
        terminal.WriteLine(string.Empty);
        ProfileReport.Write(terminal, profile, top);
        if (json is not null)
        {
            ProfileJson.Write(json, file, profile);
        }
    }
}
