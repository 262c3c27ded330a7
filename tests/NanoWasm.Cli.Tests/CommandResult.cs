// Runs the tool's command lines.
using System.Text;

namespace NanoWasm.Cli.Tests;

/// <summary>What a command line gave.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">What it wrote to the standard output.</param>
/// <param name="Error">What it wrote to the standard error.</param>
public sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a command line in this process, with its output piped.</summary>
    public static CommandResult Of(params string[] args) => OfInput([], args);

    /// <summary>Runs a command line in this process, with bytes as its standard input.</summary>
    public static CommandResult OfInput(byte[] input, params string[] args)
    {
        using MemoryStream output = new();
        using MemoryStream error = new();
        Terminal terminal = new(() => new MemoryStream(input), output, () => error, isTerminal: false);
        int exitCode = CommandLineApp.Run(args, terminal);
        terminal.Flush();
        return new CommandResult(exitCode, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
    }
}
