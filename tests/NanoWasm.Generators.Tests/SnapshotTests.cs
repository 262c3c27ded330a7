// What the emitters write for a small table that has every flow and every kind of operand.
using NanoWasm.Generators.Emit;
using NanoWasm.Generators.Model;
using NanoWasm.Generators.Tests.Support;

namespace NanoWasm.Generators.Tests;

/// <summary>
/// Compares emitted files with the approved ones in <c>Snapshots/</c>. Where they differ, a <c>.received.cs</c> file is left beside the approved
/// one; setting <c>NANOWASM_ACCEPT_SNAPSHOTS=1</c> approves everything.
/// </summary>
public sealed class SnapshotTests
{
    /// <summary>Enough to see handles and host functions with none, one and several parameters.</summary>
    private const int Arity = 2;

    private static readonly Lazy<OpcodeTable> Sample = new(static () => Tables.ParseValid(File.ReadAllText(PathOf("sample.json"))));

    private static readonly Lazy<Dictionary<string, string>> Emitted = new(static () => Emitters.All
        .Select(static emitter => (emitter.FileName, Text: emitter.Emit(Sample.Value, Tables.Path)))
        .Concat(ArityEmitter.Emit(Arity).Select(static file => (file.FileName, file.Text)))
        .ToDictionary(static file => file.FileName, static file => file.Text));

    /// <summary>The files that are emitted.</summary>
    public static TheoryData<string> FileNames => [.. Emitted.Value.Keys];

    [Theory]
    [MemberData(nameof(FileNames))]
    public void Emit_OfSample_EqualsSnapshot(string fileName)
    {
        string approvedPath = PathOf(fileName.Replace(".g.cs", ".verified.cs", StringComparison.Ordinal));
        string receivedPath = PathOf(fileName.Replace(".g.cs", ".received.cs", StringComparison.Ordinal));
        string received = Emitted.Value[fileName];

        if (Environment.GetEnvironmentVariable("NANOWASM_ACCEPT_SNAPSHOTS") == "1")
        {
            File.WriteAllText(approvedPath, received);
        }

        string approved = File.Exists(approvedPath) ? File.ReadAllText(approvedPath).ReplaceLineEndings("\n") : string.Empty;
        if (approved == received)
        {
            File.Delete(receivedPath);
            return;
        }

        File.WriteAllText(receivedPath, received);
        Assert.Fail($"{fileName} differs from its snapshot (approve with NANOWASM_ACCEPT_SNAPSHOTS=1):\n{TextDifference.Describe(approved, received)}");
    }

    [Fact]
    public void Snapshots_OnDisk_BelongToEmitters()
    {
        IEnumerable<string> approved = Directory.EnumerateFiles(PathOf(string.Empty), "*.verified.cs").Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

        Assert.Equal(
            Emitted.Value.Keys.Select(static fileName => fileName.Replace(".g.cs", ".verified.cs", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            approved);
    }

    [Fact]
    public void Sample_OfRows_HasEveryFlow() =>
        Assert.Equal(Enum.GetValues<Flow>(), Sample.Value.Instructions.Select(static instruction => instruction.Flow).Distinct().Order());

    [Fact]
    public void Sample_OfSuperinstructions_EndsInEveryFlowThatTheyCan() => Assert.Equal(
        [Flow.Next, Flow.Branch, Flow.BranchTable, Flow.Call, Flow.CallReference, Flow.TailCall, Flow.TailCallReference, Flow.Return],
        Sample.Value.Superinstructions.Select(static sequence => sequence.Elements[^1].Instruction.Flow).Distinct().Order());

    private static string PathOf(string fileName) => Path.Combine(Repository.Tests, "Snapshots", fileName);
}
