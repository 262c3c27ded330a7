// From the module's file to the first result.
using System.Diagnostics;
using System.Globalization;
using System.Runtime;

namespace NanoWasm.StartupProbe;

/// <summary>What the first result in a process took.</summary>
/// <param name="Result">The result.</param>
/// <param name="Milliseconds">The time from <c>Main</c> on.</param>
/// <param name="Methods">The methods that the JIT compiled meanwhile.</param>
internal sealed record FirstResult(int Result, double Milliseconds, long Methods)
{
    /// <summary>Loads a module, instantiates it and calls a function of it.</summary>
    public static FirstResult Measure(string file, string export, int argument)
    {
        long methods = JitInfo.GetCompiledMethodCount();
        long start = Stopwatch.GetTimestamp();
        using Module module = Module.FromFile(file);
        using Instance instance = new Linker().Instantiate(module);
        int result = instance.GetFunction<int, int>(export).Invoke(argument);
        double time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return new FirstResult(result, time, JitInfo.GetCompiledMethodCount() - methods);
    }

    /// <summary>The numbers, separated by spaces.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Result} {Milliseconds:F3} {Methods}");
}
