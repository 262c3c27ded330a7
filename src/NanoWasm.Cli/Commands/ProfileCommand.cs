// nanowasm profile
using System.CommandLine;

namespace NanoWasm.Cli.Commands;

/// <summary><c>nanowasm profile FILE</c>: runs a module and shows what was executed.</summary>
internal static class ProfileCommand
{
    public const string Name = "profile";

    public const string Help = $"""
        {GuestRun.Help}

        What is counted: every instruction that is executed, so the figures are exact and the same in every run. A sequence is what lies in the code
        and is executed one behind the other: taken branches, calls and returns end it. Where the guest traps, the profile is of what ran up to then.

        Examples:
          nanowasm profile samples/raytracer.wasm
          nanowasm profile --top 40 --invoke fib samples/fib.wasm 20
          nanowasm profile --json profile.json samples/raytracer.wasm

        Exit codes: those of run.
        """;

    private const int UsualTop = 15;

    public static Command Make(Terminal terminal)
    {
        Argument<string> file = CommonArguments.MakeFile();
        Argument<string[]> arguments = CommonArguments.MakeFunctionArguments();
        Option<string?> invoke = CommonArguments.MakeInvoke(file);
        Option<int> top = new("--top") { Description = $"How many rows each table has at most; left out: {UsualTop}.", HelpName = "N", DefaultValueFactory = static _ => UsualTop };
        top.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--top takes a number from 1.");
            }
        });
        Option<string?> json = new("--json") { Description = "A file to write the whole profile to, as JSON.", HelpName = "FILE" };

        Command command = new(Name, "Runs a module and shows which opcodes, sequences, functions and loops were executed most.") { invoke, top, json, file, arguments };
        command.SetAction(result =>
        {
            ModuleFile moduleFile = ModuleFile.Read(result.GetRequiredValue(file), terminal);
            return Run(moduleFile, result.GetValue(invoke), result.GetValue(arguments) ?? [], result.GetValue(top), result.GetValue(json), terminal);
        });
        return command;
    }

    private static int Run(ModuleFile file, string? name, string[] words, int top, string? json, Terminal terminal)
    {
        Profiler profiler = new();
        int exitCode = new GuestRun(file, terminal).Run(name, words, new InstanceOptions { Profiler = profiler });
        ExecutionProfile profile = profiler.GetProfile();
        ProfileReport.Write(terminal, profile, top);
        if (json is not null)
        {
            ProfileJson.Write(json, file, profile);
        }

        return exitCode;
    }
}
