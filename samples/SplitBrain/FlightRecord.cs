// What was measured during a flight.
namespace SplitBrain;

/// <summary>Counters and histograms, all made before the flight.</summary>
internal sealed class FlightRecord(FlightOptions options)
{
    private readonly int[] _collections = new int[3];
    private long _allocated;

    /// <summary>How long and how fast.</summary>
    public FlightOptions Options => options;

    /// <summary>What the ticks took: brain, checks and vehicle.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>How much too late they began; in real time only.</summary>
    public LatencyHistogram Lateness { get; } = new();

    /// <summary>Missions that have taken over.</summary>
    public int Swaps { get; set; }

    /// <summary>Missions that have failed in flight.</summary>
    public int Failures { get; set; }

    /// <summary>Missions that were not let in.</summary>
    public int Refused { get; private set; }

    /// <summary>Where the vehicle was at the end.</summary>
    public double Altitude { get; private set; }

    /// <summary>Collections during the flight, by generation.</summary>
    public IReadOnlyList<int> Collections => _collections;

    /// <summary>Bytes that the control loop's thread has allocated.</summary>
    public long Allocated => _allocated;

    /// <summary>Whether all went as planned: every bad mission was survived, the collector had nothing to do, and the vehicle is where the last mission holds it.</summary>
    public bool Survived => Failures == 2 && Refused == 1 && Swaps == 7 && _collections.All(static count => count == 0) && Altitude > 0;

    /// <summary>The flight begins.</summary>
    public void Begin()
    {
        GC.Collect();
        Count(-1);
    }

    /// <summary>The flight is over.</summary>
    public void End(double altitude, int refused)
    {
        Count(1);
        Altitude = altitude;
        Refused = refused;
    }

    private void Count(int sign)
    {
        for (int generation = 0; generation < _collections.Length; generation++)
        {
            _collections[generation] += sign * GC.CollectionCount(generation);
        }

        _allocated += sign * GC.GetAllocatedBytesForCurrentThread();
    }
}
