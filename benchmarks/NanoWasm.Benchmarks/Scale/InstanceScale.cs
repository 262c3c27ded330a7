// Instantiation against the number of instances.
using System.Diagnostics;
using System.Globalization;
using NanoWasm.Testing;

namespace NanoWasm.Benchmarks.Scale;

/// <summary>Makes instances of one small module, all of which live on.</summary>
internal static class InstanceScale
{
    private const int WarmUp = 100;

    /// <summary>The table. Each row is about the instances that were added since the row before; every one has been called once, so that it has touched its stacks.</summary>
    /// <param name="name">What the title says of them.</param>
    /// <param name="options">Their limits.</param>
    /// <param name="most">How many there are in the end.</param>
    public static TextTable Measure(string name, InstanceOptions options, int most)
    {
        using Module module = Module.FromBytes(MakeModule());
        Linker linker = new();
        for (int i = 0; i < WarmUp; i++)
        {
            using Instance instance = linker.Instantiate(module, options);
            Call(instance);
        }

        List<Instance> instances = new(most);
        List<IReadOnlyList<string>> rows = [];
        using Process process = Process.GetCurrentProcess();
        try
        {
            foreach (int count in ScaleCommand.Steps(1, most))
            {
                rows.Add(Add(instances, count, module, linker, options, process));
            }
        }
        finally
        {
            instances.ForEach(static instance => instance.Dispose());
        }

        return new TextTable(
            $"One small module (a page of memory, a table, two functions), {name}: cost of each further instance",
            ["instances", "µs", "reserved bytes", "resident bytes", "managed bytes"],
            rows);
    }

    private static List<string> Add(List<Instance> instances, int count, Module module, Linker linker, InstanceOptions options, Process process)
    {
        int added = count - instances.Count;
        process.Refresh();
        long reserved = process.VirtualMemorySize64, resident = process.WorkingSet64, managed = GC.GetAllocatedBytesForCurrentThread();
        long clock = Stopwatch.GetTimestamp();
        for (int i = 0; i < added; i++)
        {
            instances.Add(linker.Instantiate(module, options));
        }

        TimeSpan time = Stopwatch.GetElapsedTime(clock);
        managed = GC.GetAllocatedBytesForCurrentThread() - managed;
        instances.TakeLast(added).ToList().ForEach(Call);
        process.Refresh();
        return
        [
            count.ToString("N0", CultureInfo.InvariantCulture),
            (time.TotalMicroseconds / added).ToString("0.0", CultureInfo.InvariantCulture),
            Each(process.VirtualMemorySize64 - reserved, added),
            Each(process.WorkingSet64 - resident, added),
            Each(managed, added),
        ];
    }

    /// <summary>Makes the instance use its memory and its stacks.</summary>
    private static void Call(Instance instance) => instance.GetAction<int>("store").Invoke(1);

    private static string Each(long bytes, int count) => (bytes / count).ToString("N0", CultureInfo.InvariantCulture);

    private static byte[] MakeModule() => new ModuleBuilder()
        .Memory(1, 1, "memory")
        .Table(ValueKind.FuncRef, 4)
        .Global(ValueKind.I32, mutable: true, static code => code.I32(0))
        .Function("store", [ValueKind.I32], [], static code => code.LocalGet(0).Call(1).LocalGet(0).Access(Opcode.I32Store, align: 2))
        .Function([ValueKind.I32], [ValueKind.I32], static code => code.LocalGet(0).GlobalGet(0).Op(Opcode.I32Add))
        .Elements(0, 0, 1)
        .Build();
}
