// The opcodes and what is known about them, for users and tools.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using NanoWasm.Generators.Model;
using NanoWasm.Generators.Parsing;

namespace NanoWasm.Generators.Emit;

/// <summary>Emits <c>Opcode</c>, <c>ImmediateKind</c>, <c>ImmediateInfo</c>, <c>OpcodeInfo</c> and <c>Opcodes</c>. The engine's own opcodes are left out.</summary>
internal sealed class OpcodeEmitter : IEmitter
{
    /// <inheritdoc/>
    public string FileName => "Opcode.g.cs";

    /// <inheritdoc/>
    public string Emit(OpcodeTable table, string path)
    {
        List<Instruction> instructions = [.. table.Instructions.Where(static i => !i.Internal)];
        var writer = new CodeWriter("The opcodes and what is known about them.");
        writer.Line("using System;");
        writer.Line("using System.Collections.Generic;");
        writer.Line("using System.Collections.Immutable;");
        writer.Line();
        writer.Line("namespace NanoWasm;");
        writer.Line();
        EmitEnum(writer, instructions);
        writer.Line();
        EmitKinds(writer);
        writer.Line();
        EmitInfo(writer);
        writer.Line();
        EmitList(writer, instructions);
        return writer.ToString();
    }

    /// <summary>The stack effect as the specification's index writes it, e.g. <c>[i32 i32] -> [i32]</c>.</summary>
    public static string SignatureText(Instruction instruction) =>
        $"[{string.Join(" ", instruction.Operands.Select(static operand => TypeText(operand.Type)))}] -> [{string.Join(" ", instruction.Results.Select(TypeText))}]";

    private static string TypeText(TypeView type) => type.Wasm switch
    {
        WasmType.I32 => "i32",
        WasmType.I64 => "i64",
        WasmType.V128 => "v128",
        _ => type.Text,
    };

    private static string Value(Instruction instruction) =>
        instruction.Prefix is int prefix ? $"0x{(prefix << 16) | instruction.Code:X6}" : $"0x{instruction.Code:X2}";

    private static void EmitEnum(CodeWriter writer, List<Instruction> instructions)
    {
        writer.Summary("The opcodes of WebAssembly. One-byte opcodes have the value of their byte; those behind a prefix have prefix << 16 | number.");
        writer.Open("public enum Opcode : uint");
        string row = string.Empty;
        foreach (Instruction instruction in instructions)
        {
            if (instruction.Row != row)
            {
                if (row.Length > 0)
                {
                    writer.Line();
                }

                row = instruction.Row;
                writer.Line($"// {row}");
            }

            writer.Line($"/// <summary><c>{instruction.Mnemonic}</c>: {CodeWriter.EscapeXml(instruction.Doc)} <c>{CodeWriter.EscapeXml(SignatureText(instruction))}</c></summary>");
            writer.Line($"{instruction.Identifier} = {Value(instruction)},");
        }

        writer.Close();
    }

    private static void EmitKinds(CodeWriter writer)
    {
        writer.Summary("What an immediate of an instruction is.");
        writer.Open("public enum ImmediateKind : byte");
        bool first = true;
        foreach (ImmediateKindInfo kind in Immediates.All)
        {
            if (!first)
            {
                writer.Line();
            }

            first = false;
            writer.Summary(kind.Doc).Line($"{kind.Kind},");
        }

        writer.Close();
    }

    private static void EmitInfo(CodeWriter writer) => writer.Lines("""
        /// <summary>An immediate of an instruction.</summary>
        /// <param name="Name">Its name in the table, e.g. <c>x</c>.</param>
        /// <param name="Kind">What it is.</param>
        public sealed record ImmediateInfo(string Name, ImmediateKind Kind);

        /// <summary>What is known about an opcode.</summary>
        /// <param name="Opcode">The opcode.</param>
        /// <param name="Mnemonic">Its name, e.g. <c>i32.add</c>.</param>
        /// <param name="CodeText">Its code as the specification writes it, e.g. <c>6A</c> or <c>FC:0A</c>.</param>
        /// <param name="Feature">The feature that it belongs to.</param>
        /// <param name="Signature">Its stack effect, e.g. <c>[i32 i32] -> [i32]</c>; <c>$x</c> is the type of what the immediate <c>x</c> names.</param>
        /// <param name="IsConstant">Whether it may stand in a constant expression.</param>
        /// <param name="Immediates">Its immediates in binary order.</param>
        /// <param name="Doc">What it does, in one sentence.</param>
        public sealed record OpcodeInfo(
            Opcode Opcode,
            string Mnemonic,
            string CodeText,
            WasmFeatures Feature,
            string Signature,
            bool IsConstant,
            ImmutableArray<ImmediateInfo> Immediates,
            string Doc);
        """);

    private static void EmitList(CodeWriter writer, List<Instruction> instructions)
    {
        writer.Lines("""
            /// <summary>All opcodes and what is known about them.</summary>
            public static class Opcodes
            {
                private static readonly Dictionary<Opcode, OpcodeInfo> ByOpcode = [];

                static Opcodes()
                {
                    foreach (OpcodeInfo info in All)
                    {
                        ByOpcode.Add(info.Opcode, info);
                    }
                }

                /// <summary>What is known about an opcode.</summary>
                /// <exception cref="ArgumentOutOfRangeException">There is no such opcode.</exception>
                public static OpcodeInfo Get(Opcode opcode) => ByOpcode.TryGetValue(opcode, out OpcodeInfo? info)
                    ? info
                    : throw new ArgumentOutOfRangeException(nameof(opcode), opcode, "There is no such opcode.");

                /// <summary>All opcodes in the order of the table.</summary>
                public static ImmutableArray<OpcodeInfo> All { get; } =
                [
            """);
        writer.Indent().Indent();
        foreach (Instruction instruction in instructions)
        {
            string immediates = string.Join(", ", instruction.Immediates.Select(static immediate => $"new(\"{immediate.Name}\", ImmediateKind.{immediate.Kind})"));
            writer.Line(
                $"new(Opcode.{instruction.Identifier}, \"{instruction.Mnemonic}\", \"{instruction.CodeText}\", WasmFeatures.{instruction.Feature.Identifier}, " +
                $"\"{SignatureText(instruction)}\", {(instruction.Constant is null ? "false" : "true")}, [{immediates}], {CodeWriter.Literal(instruction.Doc)}),");
        }

        writer.Outdent().Line("];").Outdent().Line("}");
    }
}
