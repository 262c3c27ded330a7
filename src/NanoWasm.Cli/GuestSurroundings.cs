// What a program for WASI is given by the command line.
using System.Collections.Immutable;
using NanoWasm.Wasi;

namespace NanoWasm.Cli;

/// <summary>The options of the command line that only programs for WASI notice.</summary>
/// <param name="Directories">Directories, as <c>HOST[::GUEST][:ro]</c>.</param>
/// <param name="Variables">Environment variables, as <c>NAME[=VALUE]</c>.</param>
/// <param name="InputFile">The file for the standard input, or null.</param>
internal sealed record GuestSurroundings(string[] Directories, string[] Variables, string? InputFile)
{
    private const string ReadOnlyMark = ":ro";

    /// <summary>Nothing.</summary>
    public static GuestSurroundings None { get; } = new([], [], null);

    /// <summary>Whether a module was made for WASI.</summary>
    public static bool IsNeededBy(Module module) => module.Imports.Any(static import => import.Module == WasiLinkerExtensions.ModuleName);

    /// <summary>Makes the configuration.</summary>
    /// <param name="program">The program's name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="terminal">Where its streams lead.</param>
    /// <param name="cancellation">Ends its waits.</param>
    /// <exception cref="CommandException">An option is wrong, or names what is not there.</exception>
    public WasiConfiguration ToConfiguration(string program, string[] arguments, Terminal terminal, CancellationToken cancellation)
    {
        try
        {
            return new WasiConfiguration
            {
                Arguments = [program, .. arguments],
                Environment = [.. Variables.Select(ToVariable)],
#pragma warning disable CA2000 // Open until the process ends.
                StandardInput = InputFile is null ? terminal.Input() : OpenInput(InputFile),
#pragma warning restore CA2000
                StandardOutput = terminal.Output,
                StandardError = terminal.ErrorStream,
                Terminals = TerminalsOf(terminal.WatchedStreams() & (InputFile is null ? ~StandardStreams.None : ~StandardStreams.Input)),
                Preopens = [.. Directories.Select(ToPreopen)],
                Cancellation = cancellation,
            };
        }
        catch (ArgumentException exception)
        {
            throw new CommandException(ExitCodes.Usage, exception.Message.Split(" (Parameter")[0]);
        }
    }

    private static WasiTerminals TerminalsOf(StandardStreams streams) =>
        (streams.HasFlag(StandardStreams.Input) ? WasiTerminals.Input : WasiTerminals.None)
        | (streams.HasFlag(StandardStreams.Output) ? WasiTerminals.Output : WasiTerminals.None)
        | (streams.HasFlag(StandardStreams.Error) ? WasiTerminals.Error : WasiTerminals.None);

    private static KeyValuePair<string, string> ToVariable(string word)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? new(word, Environment.GetEnvironmentVariable(word) ?? throw new CommandException(ExitCodes.Usage, $"--env {word}: there is no such variable; give it a value: {word}=…"))
            : new(word[..equals], word[(equals + 1)..]);
    }

    private static WasiPreopen ToPreopen(string word)
    {
        bool readOnly = word.EndsWith(ReadOnlyMark, StringComparison.Ordinal);
        string paths = readOnly ? word[..^ReadOnlyMark.Length] : word;
        int separator = paths.IndexOf("::", StringComparison.Ordinal);
        string host = separator < 0 ? paths : paths[..separator];
        string guest = separator < 0 ? paths : paths[(separator + 2)..];
        try
        {
            return WasiPreopen.FromHost(host, guest.Length == 0 ? "/" : guest) with { IsReadOnly = readOnly };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Unreadable, $"--dir {word}: {exception.Message}");
        }
    }

    private static FileStream OpenInput(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Unreadable, $"--stdin {path}: {exception.Message}");
        }
    }
}
