// What is worth telling of a flight.
using System.Globalization;
using NanoWasm;

namespace SplitBrain;

/// <summary>A mission has taken over, or has failed. Plain data: taken down in the control loop, put into words elsewhere.</summary>
/// <param name="Tick">When.</param>
/// <param name="Mission">Which mission.</param>
/// <param name="Failed">Whether it has failed; else it has taken over.</param>
/// <param name="Trap">How it has failed; none where its answer made no sense.</param>
/// <param name="Altitude">Where the vehicle was.</param>
internal readonly record struct FlightEvent(int Tick, string Mission, bool Failed, TrapKind Trap, double Altitude)
{
    /// <summary>A line for the log.</summary>
    public override string ToString() => Failed
        ? string.Create(CultureInfo.InvariantCulture, $"{Tick,10}  {Altitude,5:0.0} m  {Mission} fails: {Trap}; the reflex holds the altitude")
        : string.Create(CultureInfo.InvariantCulture, $"{Tick,10}  {Altitude,5:0.0} m  {Mission} takes over");
}
