// Reads the immediates of an opcode in a sequence, whose lengths are known.
using System;
using System.Collections.Generic;
using NanoWasm.Generators.Emit.Dispatch;
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
                case ImmediateKind.V128 or ImmediateKind.Lanes:
                    Variable("Vector128<byte>", $"*(Vector128<byte>*)(pc + {start})");
                    break;
                case ImmediateKind.I32:
                    Variable("int", "(int)(" + Signed("pc", start, length) + ")");
                    break;
                case ImmediateKind.I64:
                    Variable("long", Signed("pc", start, length));
                    break;
                case ImmediateKind.Memarg:
                    names["offset"] = length == 2 ? Unsigned("pc", start + 1, 1) : $"(uint)({Unsigned("pc", start + 1, length - 1)})";
                    break;
                default:
                    if (uses(immediate.Name))
                    {
                        names[immediate.Name] = length == 1 ? Unsigned("pc", start, 1) : $"(uint)({Unsigned("pc", start, length)})";
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

    /// <summary>A signed number of a known length, as an <see langword="int"/> if it has less than five bytes, else as a <see langword="long"/>.</summary>
    /// <inheritdoc cref="Unsigned"/>
    public static string Signed(string pointer, int offset, int length)
    {
        string number = length == 1 ? $"{pointer}[{offset}]" : $"({(length < 5 ? "int" : "long")})({Unsigned(pointer, offset, length)})";
        int shift = System.Math.Max((length < 5 ? 32 : 64) - (7 * length), 0);
        return $"({number} << {shift}) >> {shift}";
    }

    /// <summary>An unsigned number of a known length.</summary>
    /// <param name="pointer">A pointer, and</param>
    /// <param name="offset">how far behind it the number begins.</param>
    /// <param name="length">In bytes.</param>
    public static string Unsigned(string pointer, int offset, int length)
    {
        string place = MachineState.Plus(pointer, offset);
        return length switch
        {
            1 => $"{pointer}[{offset}]",
            2 => $"Leb128.Join(*(ushort*)({place}))",
            3 => $"Leb128.Join(*(uint*)({place}) & 0xFFFFFF)",
            4 => $"Leb128.Join(*(uint*)({place}))",
            5 => $"Leb128.Join(*(ulong*)({place}) & 0xFF_FFFF_FFFF)",
            6 => $"Leb128.Join(*(ulong*)({place}) & 0xFFFF_FFFF_FFFF)",
            7 => $"Leb128.Join(*(ulong*)({place}) & 0xFF_FFFF_FFFF_FFFF)",
            8 => $"Leb128.Join(*(ulong*)({place}))",
            9 => $"Leb128.Join(*(ulong*)({place})) | ((ulong){pointer}[{offset + 8}] << 56)",
            _ => $"Leb128.Join(*(ulong*)({place})) | (({pointer}[{offset + 8}] & 0x7FUL) << 56) | ((ulong){pointer}[{offset + 9}] << 63)",
        };
    }
}
