// WebAssembly's features, their names, and the opcodes that belong to those without rows.
using System.Collections.Generic;
using System.Linq;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit;

/// <summary>Emits <c>WasmFeatures</c>, <c>FeatureNames</c> and <c>ReservedOpcodes</c>.</summary>
internal sealed class FeatureEmitter : IEmitter
{
    /// <inheritdoc/>
    public string FileName => "WasmFeatures.g.cs";

    /// <inheritdoc/>
    public string Emit(OpcodeTable table, string path)
    {
        var writer = new CodeWriter("WebAssembly's features, their names, and the opcodes of features that are not supported.");
        writer.Line("using System;");
        writer.Line();
        writer.Open("namespace NanoWasm");
        EmitFlags(writer, table);
        writer.Close();
        writer.Line();
        writer.Open("namespace NanoWasm.Binary");
        EmitNames(writer, table);
        writer.Line();
        EmitReserved(writer, table);
        writer.Close();
        return writer.ToString();
    }

    private static void EmitFlags(CodeWriter writer, OpcodeTable table)
    {
        writer.Summary("Features of WebAssembly: what a module may use beyond the first version.");
        writer.Line("[Flags]");
        writer.Open("public enum WasmFeatures : ulong");
        writer.Summary("No feature.").Line("None = 0,");
        int bit = 0;
        foreach (Feature feature in table.Features)
        {
            writer.Line().Summary($"{feature.Name}: {feature.Doc}").Line($"{feature.Identifier} = 1UL << {bit++},");
        }

        writer.Close();
    }

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
