// A module as the command line names it.
using System.Globalization;

namespace NanoWasm.Cli;

/// <summary>A file on the command line that should hold a module.</summary>
/// <param name="Path">The path, or <c>-</c> for the standard input.</param>
/// <param name="Bytes">What the file holds.</param>
internal sealed record ModuleFile(string Path, byte[] Bytes)
{
    /// <summary>The path that means the standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>From this size on, loading takes long enough to be watched.</summary>
    public const int LargeModule = 8 << 20;

    /// <summary>What the module may use.</summary>
    public ModuleOptions Options { get; init; } = new();

    /// <summary>The path for messages.</summary>
    public string DisplayName => Path == StandardInput ? "<stdin>" : Path;

    /// <summary>Reads a file.</summary>
    /// <exception cref="CommandException">It cannot be read; the message names the file.</exception>
    public static ModuleFile Read(string path, Terminal terminal)
    {
        try
        {
            if (path == StandardInput)
            {
                using Stream input = terminal.Input();
                using MemoryStream copy = new();
                input.CopyTo(copy);
                return new ModuleFile(path, copy.ToArray());
            }

            return Directory.Exists(path)
                ? throw Unreadable(path, "it is a directory; a file was expected")
                : new ModuleFile(path, File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Unreadable(path, "there is no such file");
        }
        catch (UnauthorizedAccessException)
        {
            throw Unreadable(path, "permission denied");
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or NotSupportedException)
        {
            throw Unreadable(path, exception.Message);
        }
    }

    /// <summary>Parses and validates the module.</summary>
    /// <exception cref="CommandException">It is no valid module; the message names the file, the place and what was expected.</exception>
    /// <param name="terminal">Where to show progress, if the module is large and a person watches.</param>
    public Module Load(Terminal terminal)
    {
        try
        {
            return Bytes.Length >= LargeModule && terminal.ShowsProgress ? LoadVisibly(terminal) : Module.FromBytes(Bytes, Options);
        }
        catch (ModuleException exception)
        {
            throw Invalid(exception);
        }
    }

    /// <summary>In a method of its own, so that others do not load the library of progress bars.</summary>
    private Module LoadVisibly(Terminal terminal) => terminal.ShowProgress(
        $"Loading {Terminal.Printable(System.IO.Path.GetFileName(DisplayName))}",
        progress => Module.FromBytes(Bytes, new ModuleOptions { Features = Options.Features, Progress = progress }));

    /// <summary>Validates the module.</summary>
    /// <exception cref="CommandException">As for <see cref="Load"/>.</exception>
    public void Validate()
    {
        if (Module.Validate(Bytes, Options) is ModuleException exception)
        {
            throw Invalid(exception);
        }
    }

    /// <summary>A number of bytes for people, e.g. <c>4,637 bytes</c>.</summary>
    public static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} {(bytes == 1 ? "byte" : "bytes")}");

    private static CommandException Unreadable(string path, string reason) =>
        new(ExitCodes.Unreadable, $"{(path == StandardInput ? "<stdin>" : path)}: cannot be read: {reason}");

    private CommandException Invalid(ModuleException exception)
    {
        string kind = exception.Kind switch
        {
            ModuleErrorKind.Malformed => "malformed module: ",
            ModuleErrorKind.Invalid => "invalid module: ",
            ModuleErrorKind.LimitExceeded => "too large a module: ",
            _ => string.Empty,
        };
        string hint = LooksLikeText()
            ? "\n  It looks like WebAssembly's text format. Only binary modules can be loaded; wat2wasm (of WABT) makes one of it."
            : string.Empty;
        return new CommandException(ExitCodes.InvalidModule, $"{DisplayName}: {kind}{exception.Message}{hint}");
    }

    private bool LooksLikeText()
    {
        ReadOnlySpan<byte> start = Bytes.AsSpan().TrimStart(" \t\r\n"u8);
        return start.StartsWith("(module"u8) || start.StartsWith(";;"u8) || start.StartsWith("(;"u8);
    }
}
