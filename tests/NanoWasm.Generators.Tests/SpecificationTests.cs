// The table against an independent list of WebAssembly's instructions.
using System.Globalization;
using NanoWasm.Generators.Emit;
using NanoWasm.Generators.Model;
using NanoWasm.Generators.Tests.Support;

namespace NanoWasm.Generators.Tests;

public sealed class SpecificationTests
{
    private static readonly string[] Supported =
        ["mvp", "sign-extension", "saturating-float-to-int", "bulk-memory", "reference-types", "simd", "relaxed-simd"];

    private static readonly Lazy<OpcodeTable> Table = new(static () => Tables.ParseValid(Repository.Read("opcodes.json")));

    private static readonly Lazy<Dictionary<string, Entry>> Index = new(ReadIndex);

    /// <summary>The codes of the list.</summary>
    public static TheoryData<string> Codes => [.. Index.Value.Keys];

    [Fact]
    public void Index_OfInstructions_IsWhole()
    {
        // 172 of WebAssembly 1.0 and 30 more of 2.0 without vectors; 236 vector and 20 relaxed vector instructions.
        Dictionary<string, int> counts = Index.Value.Values.CountBy(static entry => entry.Feature).ToDictionary();

        Assert.Equal((172, 5, 8, 7, 9), (counts["mvp"], counts["sign-extension"], counts["saturating-float-to-int"], counts["bulk-memory"], counts["reference-types"]));
        Assert.Equal((236, 20), (counts["simd"], counts["relaxed-simd"]));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Instruction_OfTheSpecification_IsInTheTableOrReserved(string code)
    {
        Entry expected = Index.Value[code];
        Instruction? instruction = Table.Value.Instructions.SingleOrDefault(instruction => instruction.CodeText == code);
        if (instruction is null)
        {
            Assert.DoesNotContain(expected.Feature, Supported);
            ReservedOpcodes range = Assert.Single(Table.Value.Reserved, range => Covers(range, code));
            Assert.Equal(expected.Feature, range.Feature.Name);
            return;
        }

        Assert.Equal((expected.Name, expected.Feature), (instruction.Mnemonic, instruction.Feature.Name));
        if (expected.Type != "-")
        {
            Assert.Equal(expected.Type, Normalize(OpcodeEmitter.SignatureText(instruction)));
        }
    }

    [Fact]
    public void Instructions_OfTheTable_AreTheSpecifications() =>
        Assert.All(
            Table.Value.Instructions.Where(static instruction => !instruction.Internal),
            static instruction => Assert.Contains(instruction.CodeText, Index.Value.Keys));

    [Fact]
    public void ReservedOpcodes_OfTheTable_AreTheSpecifications()
    {
        IEnumerable<string> reserved =
            from range in Table.Value.Reserved
            from code in Enumerable.Range(range.First, range.Last - range.First + 1)
            select range.Prefix is int prefix ? $"{prefix:X2}:{code:X2}" : $"{code:X2}";

        Assert.All(reserved, static code => Assert.Contains(code, Index.Value.Keys));
    }

    [Fact]
    public void InternalOpcodes_OfTheTable_AreNoneOfTheSpecifications() =>
        Assert.All(
            Table.Value.Instructions.Where(static instruction => instruction.Internal),
            static instruction => Assert.DoesNotContain(instruction.CodeText, Index.Value.Keys));

    private static Dictionary<string, Entry> ReadIndex() => Repository.Read("tests", "NanoWasm.Generators.Tests", "Spec", "instructions.tsv")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(static line => !line.StartsWith('#'))
        .Select(static line => line.TrimEnd('\r').Split('\t'))
        .ToDictionary(static cells => cells[0], static cells => new Entry(cells[1], Normalize(cells[2]), cells[3]));

    /// <summary>Both sides with <c>t</c> for whatever only validation knows, and without the sequences that depend on the context (<c>t1*</c>).</summary>
    private static string Normalize(string type) => string.Join(
        ' ',
        type.Replace("[", "[ ", StringComparison.Ordinal).Replace("]", " ]", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(static word => !word.EndsWith('*'))
            .Select(static word => word is "any" or "ref" || word.StartsWith('$') ? "t" : word));

    private static bool Covers(ReservedOpcodes range, string code)
    {
        string[] parts = code.Split(':');
        int number = int.Parse(parts[^1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        int? prefix = parts.Length == 2 ? int.Parse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : null;
        return range.Prefix == prefix && range.First <= number && number <= range.Last;
    }

    private sealed record Entry(string Name, string Type, string Feature);
}
