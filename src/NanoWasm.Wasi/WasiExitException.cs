// How a guest ends itself.
namespace NanoWasm.Wasi;

/// <summary>
/// The guest called <c>proc_exit</c>. No error: whoever called the guest gets it, so that nothing of the guest runs any more.
/// <see cref="WasiInstanceExtensions.RunWasi"/> turns it into a result.
/// </summary>
/// <param name="exitCode">The exit code.</param>
public sealed class WasiExitException(int exitCode) : Exception($"The guest ended itself with the exit code {exitCode}.")
{
    /// <summary>What the guest passed; 0 is success.</summary>
    public int ExitCode { get; } = exitCode;
}
