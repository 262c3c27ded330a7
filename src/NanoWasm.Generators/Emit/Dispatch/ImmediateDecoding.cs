// Reads a handler's immediates in place.
using System;
using System.Collections.Generic;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit.Dispatch;

/// <summary>Writes the decoding of an opcode's immediates into local variables of their names.</summary>
/// <param name="writer">Where to.</param>
/// <param name="instruction">The opcode.</param>
/// <param name="oneByte">Whether all LEB128 numbers are known to take a byte (checked by the condition that <see cref="Write"/> returns).</param>
/// <param name="uses">Whether the handler reads a name.</param>
internal sealed class ImmediateDecoding(CodeWriter writer, Instruction instruction, bool oneByte, Func<string, bool> uses)
{
    private readonly List<string> _bytes = [];

    /// <summary>The pointer that <see cref="Offset"/> counts from.</summary>
    public string Pointer { get; private set; } = "pc";

    /// <summary>From <see cref="Pointer"/> to the next instruction.</summary>
    public int Offset { get; private set; } = 1;

    /// <summary>Writes the decoding.</summary>
    /// <returns>The condition under which a number takes more than a byte; null where there is none to check.</returns>
    public string? Write()
    {
        foreach (Immediate immediate in instruction.Immediates)
        {
            switch (immediate.Kind)
            {
                case ImmediateKind.F32:
                    Fixed(immediate.Name, "float", 4);
                    break;
                case ImmediateKind.F64:
                    Fixed(immediate.Name, "double", 8);
                    break;
                case ImmediateKind.Memarg:
                    Unsigned(null);
                    Unsigned("offset");
                    break;
                case ImmediateKind.I32:
                    Signed(immediate.Name, "int", "Int32");
                    break;
                case ImmediateKind.I64:
                    Signed(immediate.Name, "long", "Int64");
                    break;
                case ImmediateKind.Valtypes:
                    // Validation lets through exactly one type, which takes a byte.
                    Unsigned(null);
                    Offset++;
                    break;
                case ImmediateKind.Label or ImmediateKind.Labels:
                    break;
                default:
                    Unsigned(uses(immediate.Name) ? immediate.Name : null);
                    break;
            }
        }

        return _bytes.Count switch
        {
            0 => null,
            1 => $"{_bytes[0]} >= 0x80",
            _ => $"({string.Join(" | ", _bytes)}) >= 0x80",
        };
    }

    private void Fixed(string name, string type, int size)
    {
        writer.Line($"{type} {name} = *({type}*)({Pointer} + {Offset});");
        Offset += size;
    }

    private void Unsigned(string? name)
    {
        if (oneByte)
        {
            string value = $"pc[{Offset++}]";
            _bytes.Add(value);
            if (name is not null)
            {
                writer.Line($"uint {name} = {value};");
            }

            return;
        }

        Advance();
        if (name is null)
        {
            writer.Line("next = Leb128.Skip(next);");
            return;
        }

        Packed(name, "uint", "UInt32");
    }

    private void Signed(string name, string type, string number)
    {
        if (oneByte)
        {
            string value = $"pc[{Offset++}]";
            _bytes.Add(value);
            writer.Line($"{type} {name} = ({value} << 25) >> 25;");
            return;
        }

        Advance();
        if (number == "Int32")
        {
            Packed(name, type, number);
            return;
        }

        writer.Line($"{type} {name} = Leb128.Read{number}(next);");
        writer.Line("next = Leb128.Skip(next);");
    }

    /// <summary>A number of 32 bits comes with its length in the upper half.</summary>
    private void Packed(string name, string type, string number)
    {
        writer.Line($"ulong {name}Leb = Leb128.Read{number}(next);");
        writer.Line($"{type} {name} = ({type}){name}Leb;");
        writer.Line($"next += {name}Leb >> 32;");
    }

    /// <summary>Makes <c>next</c> the pointer to what is read next.</summary>
    private void Advance()
    {
        if (Pointer == "pc")
        {
            writer.Line($"byte* next = pc + {Offset};");
            Pointer = "next";
        }
        else if (Offset != 0)
        {
            writer.Line($"next += {Offset};");
        }

        Offset = 0;
    }
}
