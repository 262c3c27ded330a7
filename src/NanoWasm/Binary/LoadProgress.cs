// How far the loading of a module has come.
namespace NanoWasm.Binary;

/// <summary>Reports, while it exists, how much code has been validated. It looks at what the parser counts anyway, from another thread.</summary>
internal sealed class LoadProgress : IDisposable
{
    private const int Interval = 50;

    private readonly ModuleDataHandle _handle;
    private readonly int _length;
    private readonly IProgress<double> _observer;
    private readonly Timer _timer;

    /// <summary>Begins to report.</summary>
    /// <param name="handle">The module that is being read; alive until <see cref="Dispose"/>.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="observer">Who is told.</param>
    public LoadProgress(ModuleDataHandle handle, int length, IProgress<double> observer)
    {
        _handle = handle;
        _length = Math.Max(1, length);
        _observer = observer;
        _observer.Report(0);
        _timer = new Timer(static state => ((LoadProgress)state!).Report(), this, Interval, Interval);
    }

    /// <summary>Ends reporting, once nobody looks at the module any longer.</summary>
    public void Dispose()
    {
        using ManualResetEvent ended = new(initialState: false);
        if (_timer.Dispose(ended))
        {
            ended.WaitOne();
        }

        _observer.Report(1);
    }

    private unsafe void Report() => _observer.Report(Math.Min(1, (double)Volatile.Read(ref _handle.Data->CodeBytes) / _length));
}
