// Sequences of opcodes that are worth running: those that have handlers of their own, and all pairs.
using System.Collections.Immutable;
using System.Text.Json;

namespace NanoWasm.Testing.RandomModules;

/// <summary>An opcode in a sequence.</summary>
/// <param name="Info">The opcode.</param>
/// <param name="Lengths">The bytes of each of its immediates; none for as few as there can be.</param>
public sealed record SequenceElement(OpcodeInfo Info, params ImmutableArray<int> Lengths)
{
    /// <summary>As the table has it, e.g. <c>i32.const:3</c>.</summary>
    public override string ToString() => Lengths.IsEmpty ? Info.Mnemonic : $"{Info.Mnemonic}:{string.Join(',', Lengths)}";
}

/// <summary>Sequences of opcodes.</summary>
public static class OpcodeSequences
{
    private const int RarePairsOneIn = 13;

    private static readonly Dictionary<string, OpcodeInfo> ByMnemonic = Opcodes.All.ToDictionary(info => info.Mnemonic);

    /// <summary>The sequences of the table's <c>superinstructions</c>, alternatives spelt out; none while the table has none.</summary>
    public static ImmutableArray<ImmutableArray<SequenceElement>> Declared { get; } = ReadTable();

    /// <summary>All pairs of opcodes that need no types of references; of those with vectors or atomic accesses, which are many and alike, one in some.</summary>
    public static IEnumerable<ImmutableArray<SequenceElement>> Pairs =>
        from first in RandomOpcodes.Untyped.Index()
        from second in RandomOpcodes.Untyped.Index()
        let pair = ImmutableArray.Create(new SequenceElement(first.Item), new SequenceElement(second.Item))
        where !(HasVectors(pair) || pair.Any(element => element.Info.Feature == WasmFeatures.Threads)) || ((first.Index * 5) + second.Index) % RarePairsOneIn == 0
        select pair;

    /// <summary>Whether one of the opcodes has vectors on the stack.</summary>
    public static bool HasVectors(IEnumerable<SequenceElement> sequence) =>
        sequence.Any(element => element.Info.Mnemonic.StartsWith("v128", StringComparison.Ordinal) || element.Info.Signature.Contains("v128", StringComparison.Ordinal));

    private static ImmutableArray<ImmutableArray<SequenceElement>> ReadTable()
    {
        if (!OpcodeTable.Root.TryGetProperty("superinstructions", out JsonElement section))
        {
            return [];
        }

        Dictionary<string, string> sets = section.TryGetProperty("sets", out JsonElement named)
            ? named.EnumerateObject().ToDictionary(set => $"<{set.Name}>", set => set.Value.GetString()!)
            : [];
        foreach (IGrouping<string, string> feature in OpcodeTable.Root.GetProperty("opcodes").EnumerateArray()
            .Where(row => row.TryGetProperty("since", out _))
            .SelectMany(row => row.GetProperty("ops").EnumerateObject().Select(op => (Feature: row.GetProperty("since").GetString()!, op.Name)))
            .GroupBy(op => op.Feature, op => op.Name))
        {
            sets.Add($"<{feature.Key}>", string.Join('|', feature));
        }

        return [.. section.GetProperty("sequences").EnumerateArray().SelectMany(line => Expand(line.GetString()!, sets))];
    }

    private static IEnumerable<ImmutableArray<SequenceElement>> Expand(string line, Dictionary<string, string> sets)
    {
        IEnumerable<ImmutableArray<SequenceElement>> sequences = [[]];
        foreach (string word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            SequenceElement[] alternatives = [.. word.Split('|').SelectMany(part => sets.GetValueOrDefault(part, part).Split('|')).Select(Read)];
            sequences = sequences.SelectMany(sequence => alternatives.Select(sequence.Add));
        }

        return sequences;
    }

    private static SequenceElement Read(string text)
    {
        string[] parts = text.Split(':');
        return new SequenceElement(
            ByMnemonic[parts[0]],
            parts.Length > 1 ? [.. parts[1].Split(',').Select(length => int.Parse(length, System.Globalization.CultureInfo.InvariantCulture))] : []);
    }
}
