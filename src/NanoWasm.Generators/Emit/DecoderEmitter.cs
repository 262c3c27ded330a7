// The decoder of validated code.
using System;
using System.Collections.Generic;
using System.Linq;
using NanoWasm.Generators.Model;
using NanoWasm.Generators.Parsing;

namespace NanoWasm.Generators.Emit;

/// <summary>Emits <c>InstructionDecoder</c> and <c>DecodedInstruction</c>. Opcodes whose immediates look alike share a case.</summary>
internal sealed class DecoderEmitter : IEmitter
{
    /// <summary>How the bytes of an immediate are read.</summary>
    private enum Coding
    {
        Unsigned,
        Signed,
        Bytes4,
        Bytes8,

        /// <summary>Two numbers of eight bytes.</summary>
        Bytes16,

        /// <summary>One byte.</summary>
        Byte,
        Memarg,

        /// <summary>A count, that many LEB128 numbers, and one more.</summary>
        Labels,

        /// <summary>A count and that many value types.</summary>
        Vector,

        /// <summary>A count and that many clauses: a kind, a tag for the first two kinds, and a label.</summary>
        Catches,

        /// <summary>A block's type: a LEB128 number, or a reference type of two parts.</summary>
        Type,
    }

    /// <inheritdoc/>
    public string FileName => "InstructionDecoder.g.cs";

    /// <inheritdoc/>
    public string Emit(OpcodeTable table, string path)
    {
        var slots = new Slots(table);
        List<Instruction> instructions = [.. table.Instructions.Where(static i => !i.Internal)];
        int immediates = Math.Max(2, instructions.Select(ImmediateCount).DefaultIfEmpty().Max());
        var writer = new CodeWriter("Decodes the instructions of validated code.");
        writer.Line();
        writer.Line("namespace NanoWasm.Execution;");
        writer.Line();
        EmitStruct(writer, immediates);
        writer.Line();
        writer.Summary("Decodes the instructions of validated code.");
        writer.Line("/// <remarks>Reads as many bytes as the instruction has and checks nothing: validation has found every instruction complete and every number in range.</remarks>");
        writer.Line("[AllocationFree]");
        writer.Open("internal static unsafe class InstructionDecoder");
        EmitDecode(writer, slots, instructions);
        writer.Line();
        EmitHelpers(writer);
        writer.Close();
        return writer.ToString();
    }

    private static Coding CodingOf(ImmediateKind kind) => kind switch
    {
        ImmediateKind.Memarg => Coding.Memarg,
        ImmediateKind.Labels => Coding.Labels,
        ImmediateKind.Valtypes => Coding.Vector,
        ImmediateKind.Catches => Coding.Catches,
        ImmediateKind.Blocktype => Coding.Type,
        ImmediateKind.Heaptype or ImmediateKind.I32 or ImmediateKind.I64 => Coding.Signed,
        ImmediateKind.F32 => Coding.Bytes4,
        ImmediateKind.F64 => Coding.Bytes8,
        ImmediateKind.V128 or ImmediateKind.Lanes => Coding.Bytes16,
        ImmediateKind.Lane or ImmediateKind.Zero => Coding.Byte,
        _ => Coding.Unsigned,
    };

    /// <summary>How many numbers an instruction's immediates are; vectors have fields of their own.</summary>
    private static int ImmediateCount(Instruction instruction) => instruction.Immediates.Sum(static immediate => CodingOf(immediate.Kind) switch
    {
        Coding.Memarg or Coding.Bytes16 => 2,
        Coding.Labels or Coding.Vector or Coding.Catches => 0,
        _ => 1,
    });

    private static void EmitStruct(CodeWriter writer, int immediates)
    {
        writer.Summary("An instruction, its immediates decoded.");
        writer.Open("internal struct DecodedInstruction");
        writer.Summary("The opcode.").Line("public Opcode Opcode;").Line();
        writer.Summary("The opcode's slot in the dispatch table.").Line("public int Slot;").Line();
        writer.Summary("The length of the opcode in bytes, with its prefix.").Line("public int OpcodeLength;").Line();
        writer.Summary("The length of the instruction in bytes, with opcode and immediates.").Line("public int Length;").Line();
        for (int i = 0; i < immediates; i++)
        {
            writer.Summary($"Immediate number {i} (of a memarg, first the alignment with the index of the memory in the upper half, then the offset; of a vector, first the low half); signed numbers are sign-extended, floats are their bits.");
            writer.Line($"public ulong Immediate{i};").Line();
        }

        writer.Summary("Of a vector: the number of its elements; the default label of br_table is one more.").Line("public uint VectorCount;").Line();
        writer.Summary("Of a vector: where its first element begins, in bytes from the instruction's start.").Line("public int VectorOffset;");
        writer.Close();
    }

    private static void EmitDecode(CodeWriter writer, Slots slots, List<Instruction> instructions)
    {
        writer.Summary("Decodes the instruction at pc.");
        writer.Open("public static DecodedInstruction Decode(byte* pc)");
        writer.Line("DecodedInstruction instruction = default;");
        writer.Line("byte* p = pc + 1;");
        writer.Line("uint code = *pc;");
        writer.Open("switch (code)");
        foreach ((int prefix, int _, int _) in slots.Pages)
        {
            writer.Line($"case 0x{prefix:X2}:").Indent();
            writer.Line("code = ReadUnsigned(ref p);");
            writer.Line($"instruction.Opcode = (Opcode)(0x{prefix:X2}u << 16 | code);");
            writer.Line($"instruction.Slot = DispatchTable.{Slots.PageName(prefix)} + (int)code;");
            writer.Line("break;").Outdent();
        }

        writer.Line("default:").Indent();
        writer.Line("instruction.Opcode = (Opcode)code;");
        writer.Line("instruction.Slot = (int)code;");
        writer.Line("break;").Outdent();
        writer.Close();
        writer.Line();
        writer.Line("instruction.OpcodeLength = (int)(p - pc);");
        writer.Open("switch (instruction.Opcode)");
        foreach (IGrouping<string, Instruction> group in instructions
            .Where(static i => i.Immediates.Count > 0)
            .GroupBy(static i => string.Join(" ", i.Immediates.Select(static immediate => CodingOf(immediate.Kind)))))
        {
            EmitCase(writer, group);
        }

        writer.Close();
        writer.Line();
        writer.Line("instruction.Length = (int)(p - pc);");
        writer.Line("return instruction;");
        writer.Close();
    }

    private static void EmitCase(CodeWriter writer, IGrouping<string, Instruction> group)
    {
        foreach (Instruction instruction in group)
        {
            string immediates = string.Join(" ", instruction.Immediates.Select(static immediate => $"{immediate.Name}:{Immediates.NameOf(immediate.Kind)}"));
            writer.Line($"case Opcode.{instruction.Identifier}: // {instruction.CodeText} {instruction.Mnemonic} {immediates}");
        }

        writer.Indent();
        int number = 0;
        foreach (Immediate immediate in group.First().Immediates)
        {
            switch (CodingOf(immediate.Kind))
            {
                case Coding.Unsigned:
                    writer.Line($"instruction.Immediate{number++} = ReadUnsigned(ref p);");
                    break;
                case Coding.Signed:
                    writer.Line($"instruction.Immediate{number++} = (ulong)ReadSigned(ref p);");
                    break;
                case Coding.Type:
                    writer.Line($"instruction.Immediate{number++} = (ulong)ReadType(ref p);");
                    break;
                case Coding.Bytes4:
                    writer.Line($"instruction.Immediate{number++} = ReadBytes(ref p, 4);");
                    break;
                case Coding.Bytes8:
                    writer.Line($"instruction.Immediate{number++} = ReadBytes(ref p, 8);");
                    break;
                case Coding.Bytes16:
                    writer.Line($"instruction.Immediate{number++} = ReadBytes(ref p, 8);");
                    writer.Line($"instruction.Immediate{number++} = ReadBytes(ref p, 8);");
                    break;
                case Coding.Byte:
                    writer.Line($"instruction.Immediate{number++} = *p++;");
                    break;
                case Coding.Memarg:
                    writer.Line($"instruction.Immediate{number++} = ReadMemargFlags(ref p); // alignment and memory");
                    writer.Line($"instruction.Immediate{number++} = ReadWide(ref p); // offset");
                    break;
                case Coding.Labels:
                case Coding.Vector:
                    bool more = immediate.Kind == ImmediateKind.Labels;
                    writer.Line("instruction.VectorCount = ReadUnsigned(ref p);");
                    writer.Line("instruction.VectorOffset = (int)(p - pc);");
                    writer.Line(more ? "Skip(ref p, (ulong)instruction.VectorCount + 1);" : "SkipTypes(ref p, instruction.VectorCount);");
                    break;
                case Coding.Catches:
                    writer.Line("instruction.VectorCount = ReadUnsigned(ref p);");
                    writer.Line("instruction.VectorOffset = (int)(p - pc);");
                    writer.Line("SkipCatches(ref p, instruction.VectorCount);");
                    break;
            }
        }

        writer.Line("break;").Outdent();
    }

    private static void EmitHelpers(CodeWriter writer) => writer.Lines("""
        /// <summary>Reads an unsigned LEB128 number of 32 bits and goes behind it.</summary>
        public static uint ReadUnsigned(ref byte* p)
        {
            ulong leb = Leb128.ReadUInt32(p);
            p += leb >> 32;
            return (uint)leb;
        }

        /// <summary>Reads an unsigned LEB128 number of 64 bits and goes behind it.</summary>
        private static ulong ReadWide(ref byte* p)
        {
            ulong value = Leb128.ReadUInt64(p);
            p = Leb128.Skip(p);
            return value;
        }

        /// <summary>Reads the alignment of a memarg, and puts the index of its memory into the upper half.</summary>
        private static ulong ReadMemargFlags(ref byte* p)
        {
            const uint HasMemory = 0x40;
            uint flags = ReadUnsigned(ref p);
            return (flags & HasMemory) == 0 ? flags : (flags - HasMemory) | ((ulong)ReadUnsigned(ref p) << 32);
        }

        /// <summary>Reads a signed LEB128 number and goes behind it.</summary>
        private static long ReadSigned(ref byte* p)
        {
            long value = Leb128.ReadInt64(p);
            p = Leb128.Skip(p);
            return value;
        }

        /// <summary>Reads the type of a block and goes behind it: a LEB128 number; of reference types in two parts, the second one with the first one from bit 40 on.</summary>
        private static long ReadType(ref byte* p)
        {
            long first = *p is 0x63 or 0x64 ? (long)*p++ << 40 : 0;
            long value = ReadSigned(ref p);
            return first == 0 ? value : first | (value & 0xFF_FFFF_FFFF);
        }

        /// <summary>Reads a little-endian number and goes behind it.</summary>
        private static ulong ReadBytes(ref byte* p, int count)
        {
            ulong value = 0;
            for (int i = 0; i < count; i++)
            {
                value |= (ulong)p[i] << (8 * i);
            }

            p += count;
            return value;
        }

        /// <summary>Goes behind a number of value types.</summary>
        private static void SkipTypes(ref byte* p, uint count)
        {
            for (; count > 0; count--)
            {
                p = Leb128.SkipType(p);
            }
        }

        /// <summary>Goes behind a number of clauses: the first two kinds have a tag before the label.</summary>
        private static void SkipCatches(ref byte* p, uint count)
        {
            for (; count > 0; count--)
            {
                byte kind = *p++;
                Skip(ref p, kind < 2 ? 2u : 1u);
            }
        }

        /// <summary>Goes behind a number of LEB128 numbers.</summary>
        private static void Skip(ref byte* p, ulong count)
        {
            for (; count > 0; count--)
            {
                p = Leb128.Skip(p);
            }
        }
        """);
}
