// nanowasm validate
using System.CommandLine;

namespace NanoWasm.Cli.Commands;

/// <summary><c>nanowasm validate FILE…</c>: says of each file whether it is a valid module.</summary>
internal static class ValidateCommand
{
    public const string Name = "validate";

    public const string Help = """
        Examples:
          nanowasm validate samples/fib.wasm
          nanowasm validate *.wasm && echo all are valid
          nanowasm validate --features wasm1,sign-extension samples/fib.wasm
          cat module.wasm | nanowasm validate -

        Exit codes: 0 where all files are valid, 4 where one is not, 3 where one cannot be read (and the others are valid).
        """;

    public static Command Make(Terminal terminal)
    {
        Argument<string[]> files = new("FILE")
        {
            Description = "The binary modules; - for the standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string?> features = CommonArguments.MakeFeatures();
        Command command = new(Name, "Validates modules: OK, or the file, offset and function of the first error, and what was expected there.") { features, files };
        command.SetAction(result => Run(result.GetRequiredValue(files), CommonArguments.ToOptions(result.GetValue(features)), terminal));
        return command;
    }

    private static int Run(string[] files, ModuleOptions options, Terminal terminal)
    {
        int exitCode = ExitCodes.Success;
        foreach (string path in files)
        {
            try
            {
                ModuleFile file = ModuleFile.Read(path, terminal) with { Options = options };
                file.Validate();
                terminal.WriteLine($"{file.DisplayName}: OK");
            }
            catch (CommandException exception)
            {
                terminal.WriteError(exception.Message);
                exitCode = Math.Max(exitCode, exception.ExitCode);
            }
        }

        return exitCode;
    }
}
