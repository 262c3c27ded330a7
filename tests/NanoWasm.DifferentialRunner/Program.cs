// The console program that runs random modules in all configurations.
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using NanoWasm;
using NanoWasm.DifferentialRunner;
using NanoWasm.Testing.RandomModules;

Option<ulong> fromOption = new("--from") { Description = "The first seed.", DefaultValueFactory = _ => 1 };
Option<ulong> countOption = new("--count") { Description = "The number of seeds.", DefaultValueFactory = _ => 1000 };
Option<DirectoryInfo?> saveOption = new("--save") { Description = "Where to write the module of each seed, as SEED.wasm." };
Option<bool> nodeOption = new("--node") { Description = "Compare with node, too." };
RootCommand root = new("Runs random modules in all configurations of the engine, and shows the differences.") { fromOption, countOption, saveOption, nodeOption };
root.SetAction(parsed => Run(parsed.GetValue(fromOption), parsed.GetValue(countOption), parsed.GetValue(saveOption), parsed.GetValue(nodeOption)));
return root.Parse(args).Invoke();

static int Run(ulong from, ulong count, DirectoryInfo? save, bool withNode)
{
    save?.Create();
    long started = Stopwatch.GetTimestamp();
    int differences = 0;
    SortedDictionary<TrapKind, int> ends = [];
    List<ulong> seeds = [];
    for (ulong seed = from; seed < from + count; seed++)
    {
        seeds.Add(seed);
        if (save is not null)
        {
            File.WriteAllBytes(Path.Combine(save.FullName, $"{seed}.wasm"), RandomModule.Generate(seed).Bytes);
        }

        if (Module.Validate(RandomModule.Generate(seed).Bytes) is ModuleException refusal)
        {
            differences++;
            Console.WriteLine($"seed {seed}: not valid: {refusal.Message}");
            continue;
        }

        Difference? difference = Differential.Compare(seed, EngineConfiguration.All, null, out RunRecord record);
        foreach (CallRecord call in record.Calls)
        {
            ends[call.Trap] = ends.GetValueOrDefault(call.Trap) + 1;
        }

        if (difference is not null)
        {
            differences++;
            (RandomModuleOptions smaller, Difference smallest) = Differential.Shrink(seed, EngineConfiguration.All);
            Console.WriteLine($"{difference}\nleaving out what is not needed: {smallest}");
            if (save is not null)
            {
                File.WriteAllBytes(Path.Combine(save.FullName, $"{seed}-small.wasm"), RandomModule.Generate(seed, smaller).Bytes);
            }
        }
    }

    foreach (Difference difference in withNode ? NodeComparison.Compare([.. seeds]) : [])
    {
        differences++;
        Console.WriteLine(difference);
    }

    int calls = ends.Values.Sum();
    Console.WriteLine(string.Join(", ", ends.Select(end => $"{(end.Key == TrapKind.None ? "finished" : end.Key)}: {end.Value}")));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} seeds, {calls} calls, {EngineConfiguration.All.Length} configurations, {Stopwatch.GetElapsedTime(started).TotalSeconds:f1} s: {differences} differences"));
    return differences == 0 ? 0 : 1;
}
