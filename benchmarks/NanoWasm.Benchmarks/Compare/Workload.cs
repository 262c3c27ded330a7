// What engines are given to do.
namespace NanoWasm.Benchmarks.Compare;

/// <summary>A call of an exported function of a module.</summary>
/// <param name="Name">How tables name it.</param>
/// <param name="File">The module's path.</param>
/// <param name="Export">The function.</param>
/// <param name="Arguments">The function's arguments, as they stand in a command line.</param>
/// <param name="Expected">The result, normalised; null if it is not known: then all engines have to agree.</param>
/// <param name="Twin">The name of the workload that does the same without vectors; null if there is none.</param>
internal sealed record Workload(string Name, string File, string Export, IReadOnlyList<string> Arguments, string? Expected, string? Twin = null)
{
    /// <summary>A kernel's call.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="shortly">Whether it has to be done in milliseconds instead of about a second.</param>
    public static Workload FromKernel(Kernel kernel, bool shortly) => new(
        kernel.Name, kernel.File, kernel.Export, [$"{(shortly ? kernel.ShortArgument : kernel.Argument)}"], ResultText.Normalize($"{(shortly ? kernel.ShortResult : kernel.Result)}"),
        kernel.Twin);

    /// <summary>Reads <c>name=FILE:export:arguments</c>; arguments are separated by spaces, and may be missing with their colon.</summary>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static Workload Parse(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);

        // The colon of a Windows drive belongs to the file.
        int fileEnd = text.IndexOf(':', Math.Min(text.Length, equals + 1 + (IsDrive(text, equals + 1) ? 2 : 0)));
        if (equals <= 0 || fileEnd < 0)
        {
            throw new FormatException($"\"{text}\" should be name=FILE:export or name=FILE:export:arguments");
        }

        int exportEnd = text.IndexOf(':', fileEnd + 1);
        string export = exportEnd < 0 ? text[(fileEnd + 1)..] : text[(fileEnd + 1)..exportEnd];
        string arguments = exportEnd < 0 ? string.Empty : text[(exportEnd + 1)..];
        return new Workload(
            text[..equals], Path.GetFullPath(text[(equals + 1)..fileEnd]), export, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), Expected: null);
    }

    private static bool IsDrive(string text, int at) =>
        OperatingSystem.IsWindows() && at + 1 < text.Length && char.IsAsciiLetter(text[at]) && text[at + 1] == ':';
}
