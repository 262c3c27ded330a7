// The command line: its commands, its help and how errors leave it.
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Diagnostics.CodeAnalysis;
using NanoWasm.Cli.Commands;

namespace NanoWasm.Cli;

/// <summary>The command <c>nanowasm</c>.</summary>
internal static class CommandLineApp
{
    /// <summary>Runs a command line.</summary>
    /// <param name="args">The words behind <c>nanowasm</c>.</param>
    /// <param name="terminal">Where to read and write.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Users get a message whatever happens, never a stack trace of ours.")]
    public static int Run(string[] args, Terminal terminal)
    {
        // Words that begin with @ are words, and -inf is no bundle of options.
        ParserConfiguration parser = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };
        RootCommand root = MakeRootCommand(terminal, args);
        ParseResult result = root.Parse(GuestWords.Separate(root, args), parser);
        if (result.Action is ParseErrorAction)
        {
            // Messages that list choices have line breaks and tabs in them.
            IEnumerable<string> words = result.Errors.SelectMany(static error => error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            return UsageError(terminal, result, string.Join(' ', words));
        }

        // What looks like an option and is none would be taken for a file or an argument.
        if (result.Tokens.TakeWhile(static token => token.Type != TokenType.DoubleDash).FirstOrDefault(IsUnknownOption) is Token unknown)
        {
            return UsageError(terminal, result, $"Unrecognized option '{unknown.Value}'. Put -- before arguments that begin with --.");
        }

        try
        {
            return result.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = terminal.Out });
        }
        catch (CommandException exception)
        {
            terminal.WriteError(exception.Message);
            return exception.ExitCode;
        }
        catch (Exception exception)
        {
            terminal.WriteError($"internal error: {exception.GetType().Name}: {exception.Message}\n  This is a mistake in nanowasm. Please report it.");
            return ExitCodes.Internal;
        }
    }

    /// <summary>All commands, or, where the first word is the name of one, only that: the others are not asked for, and take time to make.</summary>
    private static RootCommand MakeRootCommand(Terminal terminal, string[] args)
    {
        RootCommand root = new("Runs, profiles, inspects and validates WebAssembly modules, in place and without compiling them.");
        switch (args.FirstOrDefault())
        {
            case RunCommand.Name:
                root.Add(RunCommand.Make(terminal));
                break;
            case ProfileCommand.Name:
                root.Add(ProfileCommand.Make(terminal));
                break;
            case InspectCommand.Name:
                root.Add(InspectCommand.Make(terminal));
                break;
            case ValidateCommand.Name:
                root.Add(ValidateCommand.Make(terminal));
                break;
            default:
                root.Add(RunCommand.Make(terminal));
                root.Add(ProfileCommand.Make(terminal));
                root.Add(InspectCommand.Make(terminal));
                root.Add(ValidateCommand.Make(terminal));
                break;
        }

        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    private static bool IsUnknownOption(Token token) => token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal);

    private static int UsageError(Terminal terminal, ParseResult result, string message)
    {
        string command = result.CommandResult.Parent is null ? string.Empty : result.CommandResult.Command.Name + " ";
        terminal.WriteError($"{message}\n  'nanowasm {command}--help' says how it is used.");
        return ExitCodes.Usage;
    }

    /// <summary>The usual help, and behind it examples and exit codes.</summary>
    private sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            InvocationConfiguration invocation = parseResult.InvocationConfiguration;
            TextWriter output = invocation.Output;
            using StringWriter help = new();
            invocation.Output = help;
            int code = usual.Invoke(parseResult);
            invocation.Output = output;
            string more = parseResult.CommandResult.Command.Name switch
            {
                RunCommand.Name => RunCommand.Help,
                ProfileCommand.Name => ProfileCommand.Help,
                InspectCommand.Name => InspectCommand.Help,
                ValidateCommand.Name => ValidateCommand.Help,
                _ => Help,
            };

            // The assembly's name is not the tool's.
            output.WriteLine(help.ToString().Replace(RootCommand.ExecutableName, "nanowasm", StringComparison.Ordinal).TrimEnd());
            output.WriteLine();
            output.WriteLine(more);
            return code;
        }

        private const string Help = """
            Examples:
              nanowasm run samples/raytracer.wasm
              nanowasm run --invoke fib samples/fib.wasm 30
              nanowasm profile samples/raytracer.wasm
              nanowasm inspect samples/raytracer.wasm
              nanowasm validate *.wasm

            Exit codes:
              0    done
              2    the command line is wrong, or does not fit the module
              3    a file cannot be read or written
              4    a file is not a valid module, or needs a feature that is not supported
              5    an import is missing or has another type, or the module asks for too much memory
              130  interrupted while profiling
              134  the guest trapped
            """;
    }
}
