// The part that may not fail: the control loop.
using System.Diagnostics;

namespace SplitBrain;

/// <summary>
/// Calls the brain once a tick, checks what it says, and moves the vehicle. Where there is no brain that works, a reflex holds the altitude until the
/// next one comes. The loop takes nothing from the heap and waits for nobody.
/// </summary>
internal sealed class SpinalCord(FlightOptions options, GroundStation ground)
{
    private readonly FlightRecord _record = new(options);
    private readonly int[] _uploads = [.. Enumerable.Range(0, FlightPlan.Count).Select(index => FlightPlan.Tick(index, options.Ticks))];
    private Vehicle _vehicle;
    private Brain? _brain;
    private double _reflexAltitude;
    private int _nextUpload;

    /// <summary>Flies.</summary>
    public FlightRecord Fly()
    {
        ground.WaitForAnswer();
        _record.Begin();
        long period = options.IsRealTime ? Stopwatch.Frequency / options.Rate : 0;
        long due = Stopwatch.GetTimestamp();
        for (int tick = 0; tick < options.Ticks; tick++)
        {
            if (options.IsRealTime)
            {
                due += period;
                WaitUntil(due);
                _record.Lateness.Add(Stopwatch.GetTimestamp() - due);
            }

            FollowPlan(tick);
            long start = Stopwatch.GetTimestamp();
            Tick(tick);
            _record.Latency.Add(Stopwatch.GetTimestamp() - start);
        }

        _record.End(_vehicle.Altitude, ground.Refused);
        if (_brain is Brain brain)
        {
            ground.Retire(brain);
        }

        return _record;
    }

    private void Tick(int tick)
    {
        if (ground.Receive() is Brain next)
        {
            Swap(tick, next);
        }

        double thrust;
        if (_brain is not Brain brain)
        {
            thrust = Reflex();
        }
        else if (!brain.TryThink(_vehicle, out thrust))
        {
            Drop(tick, brain);
            thrust = Reflex();
        }

        _vehicle.Move(thrust);
    }

    private void Swap(int tick, Brain next)
    {
        if (_brain is Brain old)
        {
            ground.Retire(old);
        }

        _brain = next;
        _record.Swaps++;
        ground.Report(new FlightEvent(tick, next.Name, Failed: false, default, _vehicle.Altitude));
    }

    private void Drop(int tick, Brain brain)
    {
        _record.Failures++;
        ground.Report(new FlightEvent(tick, brain.Name, Failed: true, brain.Trap, _vehicle.Altitude));
        ground.Retire(brain);
        _brain = null;
        _reflexAltitude = _vehicle.Altitude;
    }

    /// <summary>Stays where it is.</summary>
    private double Reflex() => 9.81 + (4 * (_reflexAltitude - _vehicle.Altitude)) - (4 * _vehicle.Speed);

    private void FollowPlan(int tick)
    {
        if (_nextUpload == _uploads.Length || tick < _uploads[_nextUpload])
        {
            return;
        }

        ground.Request(_nextUpload++);
        if (!options.IsRealTime)
        {
            // As fast as possible means millions of ticks a second; waiting here makes every flight the same. In real time the loop goes on meanwhile.
            ground.WaitForAnswer();
        }
    }

    private static void WaitUntil(long due)
    {
        // The system's clock wakes threads late by up to a few milliseconds: sleep for most of the time, and watch the rest of it.
        const int WatchedMilliseconds = 2;
        long left = (due - Stopwatch.GetTimestamp()) * 1000 / Stopwatch.Frequency;
        if (left > WatchedMilliseconds)
        {
            Thread.Sleep((int)left - WatchedMilliseconds);
        }

        while (Stopwatch.GetTimestamp() < due)
        {
            Thread.SpinWait(10);
        }
    }
}
