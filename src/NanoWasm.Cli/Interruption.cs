// What happens when the user presses Ctrl+C.
using System.Runtime.InteropServices;

namespace NanoWasm.Cli;

/// <summary>
/// While this exists, Ctrl+C stops the guest between two instructions, or ends its sleep, so that everything written so far appears. A guest that waits for something
/// else, its input for example, is given a second.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private const int Patience = 1000;

    private readonly Terminal _terminal;
    private readonly ManualResetEventSlim _ended = new();
    private readonly CancellationTokenSource _cancellation = new();
    private readonly PosixSignalRegistration _registration;

    public Interruption(Terminal terminal)
    {
        _terminal = terminal;
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    }

    /// <summary>The guest, once there is one; before that, Ctrl+C ends the process as usual.</summary>
    public Instance? Instance { get; set; }

    /// <summary>Ends waits of the guest.</summary>
    public CancellationToken Cancellation => _cancellation.Token;

    /// <summary>Lets Ctrl+C do again what it usually does.</summary>
    public void Dispose()
    {
        _ended.Set();
        _registration.Dispose();
        _cancellation.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        if (Instance is not Instance guest)
        {
            return;
        }

        signal.Cancel = true;
        guest.Interrupt();
        _cancellation.Cancel();
        if (!_ended.Wait(Patience))
        {
            _terminal.Flush();
            Environment.Exit(ExitCodes.Interrupted);
        }
    }
}
