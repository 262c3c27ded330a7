// scale: how time and memory grow with modules and with instances.
using System.CommandLine;

namespace NanoWasm.Benchmarks.Scale;

/// <summary><c>scale</c>: loads modules of growing size and makes instances in growing numbers, and prints Markdown tables of what each byte and each instance costs.</summary>
internal static class ScaleCommand
{
    private const string Help = """
        Measures how time and memory grow with the size of modules (generated, valid ones) and with the number of instances of one small module. Both should be
        linear: what a byte and what an instance cost stays the same down the table.
        """;

    /// <summary>Limits that a host would set for a guest that is one of thousands.</summary>
    private static readonly InstanceOptions Small = new() { ValueStackBytes = 16 * 1024, MaxCallDepth = 256 };

    /// <summary>The command.</summary>
    /// <param name="output">Where the tables go.</param>
    public static Command Make(TextWriter output)
    {
        Option<int> bytes = new("--bytes") { Description = "The size of the largest module.", DefaultValueFactory = static _ => 50_000_000 };
        Option<int> instances = new("--instances") { Description = "The largest number of instances.", DefaultValueFactory = static _ => 10_000 };
        Command command = new("scale", Help) { bytes, instances };
        command.SetAction(result =>
        {
            // Instances first: the modules of the other table leave the garbage collector with memory that would count as theirs.
            int most = result.GetValue(instances);
            output.WriteLine(TableWriter.ToMarkdown(InstanceScale.Measure($"instances, stacks of {Small.ValueStackBytes / 1024} KiB and {Small.MaxCallDepth} calls", Small, most)));
            output.WriteLine(TableWriter.ToMarkdown(InstanceScale.Measure("instances, default limits", new InstanceOptions(), most)));
            output.WriteLine(TableWriter.ToMarkdown(ModuleScale.Measure(result.GetValue(bytes))));
        });
        return command;
    }

    /// <summary>A limit, and all that come before it when one goes from 1 in steps of ten times as much.</summary>
    /// <param name="first">Where to begin.</param>
    /// <param name="last">The limit.</param>
    public static IReadOnlyList<int> Steps(int first, int last)
    {
        List<int> steps = [];
        for (long step = first; step < last; step *= 10)
        {
            steps.Add((int)step);
        }

        steps.Add(last);
        return steps;
    }
}
