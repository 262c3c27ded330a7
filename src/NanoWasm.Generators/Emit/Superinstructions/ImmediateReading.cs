// Reads the immediates of an opcode in a sequence, whose lengths are known.
using System;
using System.Collections.Generic;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit.Superinstructions;

internal static class ImmediateReading
{
    /// <summary>Writes the variables that hold an opcode's immediates.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="element">The opcode.</param>
    /// <param name="index">Its place in the sequence.</param>
    /// <param name="offset">From <c>pc</c> to it.</param>
    /// <param name="uses">Whether the opcode's expressions use a name.</param>
    /// <returns>What the immediates are called here.</returns>
    public static Dictionary<string, string> Write(CodeWriter writer, SequenceElement element, int index, int offset, Func<string, bool> uses)
    {
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        foreach ((Immediate immediate, int place, int length) in element.Places)
        {
            int start = offset + place;
            switch (immediate.Kind)
            {
                case ImmediateKind.F32:
                    Variable("float", $"*(float*)(pc + {start})");
                    break;
                case ImmediateKind.F64:
                    Variable("double", $"*(double*)(pc + {start})");
                    break;
                case ImmediateKind.I32:
                    Variable("int", "(int)(" + Signed(length < 5 ? "int" : "long", length < 5 ? 32 : 64, start, length) + ")");
                    break;
                case ImmediateKind.I64:
                    Variable("long", Signed(length < 5 ? "int" : "long", length < 5 ? 32 : 64, start, length));
                    break;
                case ImmediateKind.Memarg:
                    names["offset"] = length == 2 ? Unsigned(start + 1, 1) : $"(uint)({Unsigned(start + 1, length - 1)})";
                    break;
                default:
                    if (uses(immediate.Name))
                    {
                        names[immediate.Name] = length == 1 ? Unsigned(start, 1) : $"(uint)({Unsigned(start, length)})";
                    }

                    break;
            }

            void Variable(string type, string value)
            {
                names[immediate.Name] = immediate.Name + index;
                writer.Line($"{type} {immediate.Name}{index} = {value};");
            }
        }

        return names;
    }

    private static string Signed(string type, int bits, int offset, int length)
    {
        string number = length == 1 ? $"pc[{offset}]" : $"({type})({Unsigned(offset, length)})";
        int shift = System.Math.Max(bits - (7 * length), 0);
        return $"({number} << {shift}) >> {shift}";
    }

    private static string Unsigned(int offset, int length) => length switch
    {
        1 => $"pc[{offset}]",
        2 => $"Leb128.Join(*(ushort*)(pc + {offset}))",
        3 => $"Leb128.Join(*(uint*)(pc + {offset}) & 0xFFFFFF)",
        4 => $"Leb128.Join(*(uint*)(pc + {offset}))",
        5 => $"Leb128.Join(*(ulong*)(pc + {offset}) & 0xFF_FFFF_FFFF)",
        6 => $"Leb128.Join(*(ulong*)(pc + {offset}) & 0xFFFF_FFFF_FFFF)",
        7 => $"Leb128.Join(*(ulong*)(pc + {offset}) & 0xFF_FFFF_FFFF_FFFF)",
        8 => $"Leb128.Join(*(ulong*)(pc + {offset}))",
        9 => $"Leb128.Join(*(ulong*)(pc + {offset})) | ((ulong)pc[{offset + 8}] << 56)",
        _ => $"Leb128.Join(*(ulong*)(pc + {offset})) | ((pc[{offset + 8}] & 0x7FUL) << 56) | ((ulong)pc[{offset + 9}] << 63)",
    };
}
