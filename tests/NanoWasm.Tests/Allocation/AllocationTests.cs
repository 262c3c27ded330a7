// Nothing that is done often allocates on the collector's heap: neither the first time nor later.
using System.Globalization;
using System.Text;
using NanoWasm.Tests.Documents;

namespace NanoWasm.Tests.Allocation;

/// <summary>The operations are listed in the project NanoWasm.AllocationProbe, and for readers in docs/allocation.md.</summary>
public sealed class AllocationTests
{
    private const string Begin = "<!-- measured: written by AllocationTests -->";
    private const string End = "<!-- end -->";

    public static TheoryData<DispatchMode> Dispatchers => [DispatchMode.Threaded, DispatchMode.Switch];

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Operations_FromTheFirstRunOn_AllocateNothing(DispatchMode mode)
    {
        IReadOnlyList<ProbeLine> lines = Probe.Run(mode);
        Assert.NotEmpty(lines);
        Assert.DoesNotContain(lines, static line => line.First != 0 || line.Later != 0);
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void NanoInterpreter_AsTheFirstThingInAProcess_AllocatesNothing(DispatchMode mode)
    {
        int count = Probe.Run(mode).Count(static line => line.Group.StartsWith("NanoInterpreter", StringComparison.Ordinal));
        Assert.InRange(count, 30, 100);
        for (int i = 0; i < count; i++)
        {
            ProbeLine line = Assert.Single(Probe.Run(mode, i));
            Assert.StartsWith("NanoInterpreter", line.Group, StringComparison.Ordinal);
            Assert.Equal((line, 0, 0), (line, line.First, line.Later));
        }
    }

    [Fact]
    public void Probe_OfWhatAllocates_ShowsIt()
    {
        // A probe that measured nothing would prove nothing.
        ProbeLine line = Assert.Single(Probe.Run(DispatchMode.Threaded, -2));
        Assert.Equal((24L, 24L * 999), (line.First, line.Later));
    }

    [Fact]
    public void Document_OfAllocation_SaysWhatIsMeasured()
    {
        string path = Path.Combine(Repository.Root, "docs", "allocation.md");
        string document = File.ReadAllText(path);
        int begin = document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = document.IndexOf(End, StringComparison.Ordinal);
        string expected = document[..begin] + Describe(Probe.Run(DispatchMode.Threaded), Probe.Run(DispatchMode.Switch)) + document[end..];
        if (document != expected)
        {
            string received = Path.ChangeExtension(path, ".received.md");
            File.WriteAllText(received, expected);
            Assert.Fail($"docs/allocation.md does not say what was measured. If the measurements are right, put {received} in its place.");
        }
    }

    private static string Describe(IReadOnlyList<ProbeLine> threaded, IReadOnlyList<ProbeLine> @switch)
    {
        StringBuilder text = new("\n");
        foreach (IGrouping<string, ProbeLine> group in threaded.GroupBy(static line => line.Group))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {group.Key}\n\n| operation | first run | 999 more |\n|---|---:|---:|\n");
            foreach (IGrouping<string, ProbeLine> operation in group.GroupBy(static line => line.Name))
            {
                ProbeLine[] all = [.. operation, .. @switch.Where(line => line.Group == group.Key && line.Name == operation.Key)];
                string variants = operation.Count() == 1 ? string.Empty : $": {string.Join(", ", operation.Select(static line => line.Variant))}";
                text.Append(CultureInfo.InvariantCulture, $"| {operation.Key}{variants} | {all.Max(static line => line.First)} | {all.Max(static line => line.Later)} |\n");
            }
        }

        return text.Append('\n').ToString();
    }
}
