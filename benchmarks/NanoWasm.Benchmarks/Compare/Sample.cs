// What repeated measurements come to.
namespace NanoWasm.Benchmarks.Compare;

/// <summary>The median, the least and the greatest of some durations in seconds.</summary>
internal readonly record struct Sample(double Median, double Min, double Max)
{
    /// <summary>Of at least one duration.</summary>
    public static Sample Of(IEnumerable<TimeSpan> durations)
    {
        double[] sorted = [.. durations.Select(static duration => duration.TotalSeconds).Order()];
        return new Sample(MedianOf(sorted), sorted[0], sorted[^1]);
    }

    /// <summary>The number in the middle, or the mean of the two in the middle.</summary>
    /// <param name="sorted">At least one number, in ascending order.</param>
    public static double MedianOf(ReadOnlySpan<double> sorted)
    {
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The mean that suits ratios: the n-th root of the product of n numbers. NaN if there are none.</summary>
    public static double GeometricMean(IEnumerable<double> ratios)
    {
        double[] logarithms = [.. ratios.Select(static ratio => Math.Log(ratio))];
        return logarithms.Length == 0 ? double.NaN : Math.Exp(logarithms.Average());
    }
}
