// What the start-up mode of the benchmarks runs: nothing at all, or the library up to its first result.
using NanoWasm.StartupProbe;

if (args is not [string file, string export, string argument])
{
    Console.WriteLine("hello");
    return 0;
}

FirstResult result = FirstResult.Measure(file, export, int.Parse(argument));
Console.WriteLine(result);
return 0;
