// Running programs and libraries that were made for WASI.
namespace NanoWasm.Wasi;

/// <summary>Runs instances of modules that were made for WASI.</summary>
public static class WasiInstanceExtensions
{
    /// <summary>The function that a command exports: its whole run.</summary>
    public const string CommandEntryPoint = "_start";

    /// <summary>The function that a reactor exports, to be called before any other.</summary>
    public const string ReactorEntryPoint = "_initialize";

    /// <summary>Runs a command to its end, or makes a reactor ready, whichever the module is.</summary>
    /// <param name="instance">The instance, which nothing has run in yet.</param>
    /// <returns>The exit code: 0 where a command returned or a reactor is ready, else what was passed to <c>proc_exit</c>.</returns>
    /// <exception cref="KeyNotFoundException">The module is neither: it exports no <c>_start</c> and no <c>_initialize</c>.</exception>
    /// <exception cref="TrapException">The guest trapped.</exception>
    /// <exception cref="OperationCanceledException">The guest slept when <see cref="WasiConfiguration.Cancellation"/> was cancelled.</exception>
    public static int RunWasi(this Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        string name = instance.GetFunction(CommandEntryPoint) is null && instance.GetFunction(ReactorEntryPoint) is not null ? ReactorEntryPoint : CommandEntryPoint;
        try
        {
            instance.GetAction(name).Invoke();
            return 0;
        }
        catch (WasiExitException exit)
        {
            return exit.ExitCode;
        }
    }
}
