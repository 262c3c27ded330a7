// What the exit codes mean.
namespace NanoWasm.Cli;

/// <summary>The exit codes of <c>nanowasm</c>. Where several files failed, the greatest one counts.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>The command line is wrong, or asks for an export or arguments that do not fit the module.</summary>
    public const int Usage = 2;

    /// <summary>A file cannot be read, or not be written.</summary>
    public const int Unreadable = 3;

    /// <summary>A file is no valid module, or needs a feature that is not supported.</summary>
    public const int InvalidModule = 4;

    /// <summary>The module cannot be linked or instantiated: an import is missing or has another type, or it asks for too much memory.</summary>
    public const int Link = 5;

    /// <summary>A mistake of ours.</summary>
    public const int Internal = 70;

    /// <summary>Interrupted by the user: what a shell reports of a program that SIGINT ended (128 + SIGINT).</summary>
    public const int Interrupted = 130;

    /// <summary>The guest trapped: what a shell reports of a program that aborted (128 + SIGABRT).</summary>
    public const int Trap = 134;
}
