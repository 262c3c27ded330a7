// What happens during a flight.
namespace SplitBrain;

/// <summary>Which mission is sent when. Some of them are bad, on purpose.</summary>
internal static class FlightPlan
{
    private static readonly (int Percent, string Mission)[] Uploads =
    [
        (0, "hover"),
        (15, "patrol"),
        (30, "faulty"),
        (50, "patrol"),
        (60, "runaway"),
        (70, "hover"),
        (80, "broken"),
        (90, "hover"),
    ];

    /// <summary>The number of missions.</summary>
    public static int Count => Uploads.Length;

    /// <summary>A mission's name.</summary>
    public static string Mission(int index) => Uploads[index].Mission;

    /// <summary>The tick in which it is sent.</summary>
    public static int Tick(int index, int ticks) => (int)((long)ticks * Uploads[index].Percent / 100);
}
