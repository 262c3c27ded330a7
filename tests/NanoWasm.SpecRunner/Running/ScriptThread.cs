// A thread of a script.
using System.Runtime.ExceptionServices;

namespace NanoWasm.SpecRunner.Running;

/// <summary>A thread that runs commands of a script, from its start until it is joined.</summary>
internal sealed class ScriptThread
{
    private readonly Thread _thread;
    private ScriptResult? _result;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Starts a thread.</summary>
    /// <param name="run">What it does.</param>
    public ScriptThread(Func<ScriptResult> run)
    {
        _thread = new Thread(() => Run(run)) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>How its commands went; what it has thrown is thrown here.</returns>
    public ScriptResult Join()
    {
        _thread.Join();
        _failure?.Throw();
        return _result!;
    }

    private void Run(Func<ScriptResult> run)
    {
        try
        {
            _result = run();
        }
        catch (Exception exception)
        {
            // Nobody could catch it on this thread: it is for the one that waits.
            _failure = ExceptionDispatchInfo.Capture(exception);
        }
    }
}
