// Loads missions on a thread of its own and hands them to the control loop.
using System.Collections.Concurrent;
using NanoWasm;

namespace SplitBrain;

/// <summary>Everything that takes time or memory happens here: reading files, validating, instantiating, freeing, talking.</summary>
internal sealed class GroundStation : IDisposable
{
    private readonly string _folder;
    private readonly Thread _thread;
    private readonly AutoResetEvent _work = new(initialState: false);
    private readonly AutoResetEvent _answered = new(initialState: false);
    private readonly ConcurrentQueue<Brain> _retired = new();
    private readonly ConcurrentQueue<FlightEvent> _events = new();
    private Brain? _next;
    private int _requested = -1;
    private bool _closing;

    /// <summary>Opens it.</summary>
    /// <param name="folder">Where the missions are.</param>
    public GroundStation(string folder)
    {
        _folder = folder;
        _thread = new Thread(Work) { IsBackground = true, Name = "ground station" };
        _thread.Start();
    }

    /// <summary>Missions that were refused.</summary>
    public int Refused { get; private set; }

    /// <summary>Asks for a mission of the plan, and does not wait for it.</summary>
    public void Request(int index)
    {
        Volatile.Write(ref _requested, index);
        _work.Set();
    }

    /// <summary>Waits until the station is open, the first time; then until the mission that was asked for is there, or is refused.</summary>
    public void WaitForAnswer() => _answered.WaitOne();

    /// <summary>Takes the mission that has come, if one has.</summary>
    public Brain? Receive() => Volatile.Read(ref _next) is null ? null : Interlocked.Exchange(ref _next, null);

    /// <summary>Takes a mission back, to be freed.</summary>
    public void Retire(Brain brain)
    {
        _retired.Enqueue(brain);
        _work.Set();
    }

    /// <summary>Takes down what has happened; said aloud on this station's thread.</summary>
    public void Report(FlightEvent happened)
    {
        _events.Enqueue(happened);
        _work.Set();
    }

    /// <summary>Closes it when all is done and said.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _closing, true);
        _work.Set();
        _thread.Join();
        _next?.Dispose();
        _work.Dispose();
        _answered.Dispose();
    }

    private void Work()
    {
        _answered.Set();
        while (!Volatile.Read(ref _closing))
        {
            _work.WaitOne();
            int requested = Interlocked.Exchange(ref _requested, -1);
            if (requested >= 0)
            {
                Load(FlightPlan.Mission(requested));
                _answered.Set();
            }

            while (_events.TryDequeue(out FlightEvent happened))
            {
                Console.Out.WriteLine(happened.ToString());
            }

            while (_retired.TryDequeue(out Brain? brain))
            {
                brain.Dispose();
            }
        }
    }

    private void Load(string mission)
    {
        try
        {
            Interlocked.Exchange(ref _next, Brain.Load(Path.Combine(_folder, mission + ".wasm")))?.Dispose();
        }
        catch (ModuleException error)
        {
            Refused++;
            Console.Out.WriteLine($"             ground      {mission} is refused: {error.Message}");
        }
    }
}
