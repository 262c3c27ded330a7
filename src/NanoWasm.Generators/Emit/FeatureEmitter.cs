// WebAssembly's features, their names, and the opcodes that belong to those without rows.
using System.Collections.Generic;
using System.Linq;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit;

/// <summary>Emits <c>WasmFeatures</c>, <c>FeatureNames</c>, <c>FeatureSets</c> and <c>ReservedOpcodes</c>.</summary>
internal sealed class FeatureEmitter : IEmitter
{
    /// <inheritdoc/>
    public string FileName => "WasmFeatures.g.cs";

    /// <inheritdoc/>
    public string Emit(OpcodeTable table, string path)
    {
        var writer = new CodeWriter("WebAssembly's features, their names, and the opcodes of features that are not supported.");
        writer.Line("using System;");
        writer.Line("using System.Collections.Generic;");
        writer.Line();
        writer.Open("namespace NanoWasm");
        EmitFlags(writer, table);
        writer.Close();
        writer.Line();
        writer.Open("namespace NanoWasm.Binary");
        EmitNames(writer, table);
        writer.Line();
        EmitSets(writer, table);
        writer.Line();
        EmitReserved(writer, table);
        writer.Close();
        return writer.ToString();
    }

    private static void EmitFlags(CodeWriter writer, OpcodeTable table)
    {
        writer.Summary("A set of WebAssembly's features: what a module uses, or may use.");
        writer.Line("[Flags]");
        writer.Open("public enum WasmFeatures : ulong");
        writer.Summary("No feature.").Line("None = 0,");
        int bit = 0;
        foreach (Feature feature in table.Features)
        {
            writer.Line().Summary($"{feature.Name}: {feature.Doc}{(feature.Implemented ? string.Empty : " Not implemented yet.")}");
            writer.Line($"{feature.Identifier} = 1UL << {bit++},");
        }

        int older = 0;
        foreach (int version in Versions(table))
        {
            IEnumerable<string> members = table.Features.Where(feature => feature.Version == version).Select(static feature => feature.Identifier);
            members = older == 0 ? members : members.Prepend($"Wasm{older}");
            writer.Line().Summary($"All of WebAssembly {version}.0.").Line($"Wasm{version} = {string.Join(" | ", members)},");
            older = version;
        }

        writer.Line().Summary("Everything that the engine implements, features of later versions of it included.").Line("All = ulong.MaxValue,");
        writer.Close();
    }

    private static IEnumerable<int> Versions(OpcodeTable table) =>
        table.Features.Where(static feature => feature.Version is not null).Select(static feature => feature.Version!.Value).Distinct().OrderBy(static version => version);

    private static void EmitNames(CodeWriter writer, OpcodeTable table)
    {
        writer.Summary("The names of features as WebAssembly's proposals spell them.");
        writer.Line("[AllocationFree]");
        writer.Open("internal static class FeatureNames");
        writer.Summary("The name of a single feature, e.g. tail-call.");
        writer.Line("public static string Get(WasmFeatures feature) => feature switch");
        writer.Open();
        foreach (Feature feature in table.Features)
        {
            writer.Line($"WasmFeatures.{feature.Identifier} => {CodeWriter.Literal(feature.Name)},");
        }

        writer.Line("_ => \"several features\",");
        writer.Close(";").Close();
    }

    private static void EmitSets(CodeWriter writer, OpcodeTable table)
    {
        IEnumerable<string> implemented = table.Features.Where(static feature => feature.Implemented).Select(static feature => $"WasmFeatures.{feature.Identifier}");
        writer.Summary("Sets of features.");
        writer.Open("internal static class FeatureSets");
        writer.Summary("How many features there are; their bits are the lowest ones.").Line($"public const int Count = {table.Features.Count};").Line();
        writer.Summary("What the engine implements.");
        writer.Line($"public const WasmFeatures Implemented = {string.Join(" | ", implemented.DefaultIfEmpty("WasmFeatures.None"))};").Line();
        IEnumerable<string> used = table.Instructions.Where(static i => !i.Internal).Select(static i => i.Feature).Distinct().Select(static feature => $"WasmFeatures.{feature.Identifier}");
        writer.Summary("What opcodes belong to.");
        writer.Line($"public const WasmFeatures OfOpcodes = {string.Join(" | ", used.DefaultIfEmpty("WasmFeatures.None"))};").Line();
        writer.Summary("The versions of WebAssembly and their names, the newest first.");
        writer.Line("public static IReadOnlyList<(string Name, WasmFeatures Features)> Versions { get; } =");
        writer.Line("[").Indent();
        writer.Lines(string.Join("\n", Versions(table).Reverse().Select(static version => $"(\"wasm{version}\", WasmFeatures.Wasm{version}),").DefaultIfEmpty(string.Empty)));
        writer.Outdent().Line("];").Close();
    }

    private static void EmitReserved(CodeWriter writer, OpcodeTable table)
    {
        writer.Summary("Opcodes that are legal in WebAssembly, but belong to features that are not supported.");
        writer.Line("[AllocationFree]");
        writer.Open("internal static class ReservedOpcodes");
        writer.Summary("The feature that an opcode without a row belongs to; None if it is simply illegal.");
        writer.Line("/// <param name=\"prefix\">The prefix byte, or -1 for one-byte opcodes.</param>");
        writer.Line("/// <param name=\"code\">The opcode byte, or the number behind the prefix.</param>");
        writer.Line("public static WasmFeatures Find(int prefix, uint code) => prefix switch");
        writer.Open();
        foreach (IGrouping<int, ReservedOpcodes> page in table.Reserved.GroupBy(static range => range.Prefix ?? -1).OrderBy(static page => page.Key))
        {
            writer.Line($"{(page.Key < 0 ? "-1" : $"0x{page.Key:X2}")} => code switch");
            writer.Open();
            foreach (IGrouping<Feature, ReservedOpcodes> ranges in page.GroupBy(static range => range.Feature))
            {
                IEnumerable<string> patterns = ranges.Select(static range =>
                    range.First == range.Last ? $"0x{range.First:X2}" : $">= 0x{range.First:X2} and <= 0x{range.Last:X2}");
                writer.Line($"{string.Join(" or ", patterns)} => WasmFeatures.{ranges.Key.Identifier},");
            }

            writer.Line("_ => WasmFeatures.None,").Close(",");
        }

        writer.Line("_ => WasmFeatures.None,");
        writer.Close(";").Close();
    }
}
