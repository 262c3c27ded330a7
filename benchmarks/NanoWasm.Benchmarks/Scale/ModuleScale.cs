// Loading against the size of modules.
using System.Diagnostics;
using System.Globalization;
using NanoWasm.Benchmarks.Compare;

namespace NanoWasm.Benchmarks.Scale;

/// <summary>Parses and validates generated modules from 1 KB up to a size.</summary>
internal static class ModuleScale
{
    private const int SmallestBytes = 1000;

    /// <summary>Small modules are loaded more often, so that each row takes about as long.</summary>
    private const int BytesForEachRow = 100_000_000;

    private const int MostRepetitions = 1000;

    private const int LeastRepetitions = 3;

    /// <summary>The table.</summary>
    /// <param name="largest">The size of the last row's module in bytes.</param>
    public static TextTable Measure(int largest)
    {
        // What the first load does once for all does not count.
        Load(LoadableModule.Generate(SmallestBytes), MostRepetitions);
        return new TextTable(
            "Modules: time to parse and validate (median), and memory held",
            ["bytes", "functions", "ms", "MB/s", "native bytes", "native bytes per byte", "managed bytes"],
            [.. ScaleCommand.Steps(SmallestBytes, largest).Select(Row)]);
    }

    private static List<string> Row(int bytes)
    {
        byte[] module = LoadableModule.Generate(bytes);
        (Sample time, int functions, long native, long managed) = Load(module, Math.Clamp(BytesForEachRow / module.Length, LeastRepetitions, MostRepetitions));
        return
        [
            Format(module.Length, "N0"), Format(functions, "N0"), Format(time.Median * 1e3, "0.000"), Format(module.Length / time.Median / 1e6, "0"),
            Format(native, "N0"), Format((double)native / module.Length, "0.00"), Format(managed, "N0"),
        ];
    }

    private static (Sample Time, int Functions, long Native, long Managed) Load(byte[] bytes, int repetitions)
    {
        List<TimeSpan> times = new(repetitions);
        int functions = 0;
        long native = 0, managed = 0;
        for (int i = 0; i < repetitions; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long clock = Stopwatch.GetTimestamp();
            using Module module = Module.FromBytes(bytes);
            times.Add(Stopwatch.GetElapsedTime(clock));
            managed = GC.GetAllocatedBytesForCurrentThread() - before;
            native = module.ArenaBytes;
            functions = module.FunctionCount;
        }

        return (Sample.Of(times), functions, native, managed);
    }

    private static string Format(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
