// How long and how fast to fly.
using System.Globalization;

namespace SplitBrain;

/// <summary>The command line.</summary>
/// <param name="Ticks">Ticks of the control loop.</param>
/// <param name="Rate">Ticks a second; 0 for as many as there can be.</param>
internal readonly record struct FlightOptions(int Ticks, int Rate)
{
    /// <summary>What the command line may be.</summary>
    public const string Usage = "SplitBrain [--ticks 1000000] | SplitBrain --rate 1000 --seconds 5";

    /// <summary>The fewest ticks in which everything that is planned has time to happen.</summary>
    public const int MinTicks = 5000;

    private const int DefaultTicks = 1_000_000;

    /// <summary>Whether ticks begin at fixed times.</summary>
    public bool IsRealTime => Rate != 0;

    /// <summary>Reads a command line.</summary>
    /// <returns>Null where it is not one.</returns>
    public static FlightOptions? Parse(ReadOnlySpan<string> arguments)
    {
        int ticks = 0;
        int rate = 0;
        int seconds = 0;
        for (int i = 0; i < arguments.Length; i += 2)
        {
            if (i + 1 == arguments.Length || !int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int value))
            {
                return null;
            }

            switch (arguments[i])
            {
                case "--ticks":
                    ticks = value;
                    break;
                case "--rate":
                    rate = value;
                    break;
                case "--seconds":
                    seconds = value;
                    break;
                default:
                    return null;
            }
        }

        FlightOptions options = rate == 0 ? new(ticks == 0 ? DefaultTicks : ticks, 0) : new((int)Math.Min((long)rate * seconds, int.MaxValue), rate);
        bool fits = rate == 0 ? seconds == 0 : ticks == 0;
        return fits && options.Ticks >= MinTicks ? options : null;
    }
}
