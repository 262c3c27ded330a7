// Reads a handler's immediates in place.
using System;
using System.Collections.Generic;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit.Dispatch;

/// <summary>Writes the decoding of an opcode's immediates into local variables of their names.</summary>
/// <param name="writer">Where to.</param>
/// <param name="instruction">The opcode.</param>
/// <param name="reading">How LEB128 numbers are read.</param>
/// <param name="uses">Whether the handler reads a name.</param>
internal sealed class ImmediateDecoding(CodeWriter writer, Instruction instruction, LebReading reading, Func<string, bool> uses)
{
    private readonly List<string> _lines = [];
    private int _bytes;

    /// <summary>The pointer that <see cref="Offset"/> counts from.</summary>
    public string Pointer { get; private set; } = "pc";

    /// <summary>From <see cref="Pointer"/> to the next instruction.</summary>
    public int Offset { get; private set; } = 1;

    /// <summary>Writes the decoding.</summary>
    /// <param name="writeLong">Writes what happens under the condition that a number takes more than a byte, where there is one to check.</param>
    public void Write(Action<string> writeLong)
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

        // Tested apart from reading, and through another type: a value that lives across the way to the wide handler would be given a
        // register that has to be saved.
        if (_bytes == 1)
        {
            writeLong("(sbyte)pc[1] < 0");
        }
        else if (_bytes == 2)
        {
            writeLong("(*(ushort*)(pc + 1) & 0x8080) != 0");
        }

        foreach (string line in _lines)
        {
            writer.Line(line);
        }
    }

    private void Fixed(string name, string type, int size)
    {
        _lines.Add($"{type} {name} = *({type}*)({Pointer} + {Offset});");
        Offset += size;
    }

    private void Unsigned(string? name)
    {
        if (reading == LebReading.OneByte)
        {
            string value = $"pc[{Offset++}]";
            _bytes++;
            if (name is not null)
            {
                _lines.Add($"uint {name} = {value};");
            }

            return;
        }

        Advance();
        if (name is null)
        {
            _lines.Add("next = Leb128.Skip(next);");
            return;
        }

        if (reading == LebReading.Words)
        {
            WriteWide(_lines.Add, name);
            return;
        }

        Packed(name, "uint", "UInt32");
    }

    /// <summary>Reads an unsigned number of 32 bits at <c>next</c>, whatever its length.</summary>
    public static void WriteWide(Action<string> write, string name)
    {
        WriteWord(write, name);
        write($"uint {name} = (uint)Leb128.Take({name}Word, {name}End);");
    }

    /// <summary>Reads the eight bytes at <c>next</c>, finds the end of the number in them, and goes on behind it.</summary>
    private static void WriteWord(Action<string> write, string name)
    {
        write($"ulong {name}Word = *(ulong*)next;");
        write($"int {name}End = Leb128.FindEnd({name}Word);");
        write($"next += ({name}End >> 3) + 1;");
    }

    private void Signed(string name, string type, string number)
    {
        if (reading == LebReading.OneByte)
        {
            string value = $"pc[{Offset++}]";
            _bytes++;
            _lines.Add($"{type} {name} = ({value} << 25) >> 25;");
            return;
        }

        Advance();
        if (reading == LebReading.Words && number == "Int32")
        {
            WriteWord(_lines.Add, name);
            _lines.Add($"int shift = 64 - {name}End + ({name}End >> 3);");
            _lines.Add($"int {name} = (int)((long)(Leb128.Take({name}Word, {name}End) << shift) >> shift);");
        }
        else if (reading == LebReading.Words)
        {
            _lines.Add($"long {name}Bits = *next & 0x7F;");
            _lines.Add("int shift = 7;");
            _lines.Add("for (; *next++ >= 0x80; shift += 7)");
            _lines.Add("{");
            _lines.Add($"    {name}Bits |= (*next & 0x7FL) << shift;");
            _lines.Add("}");
            _lines.Add(string.Empty);

            // The topmost bit that was read is the sign; those of the tenth byte of a 64-bit number go beyond it.
            _lines.Add("shift = Math.Max(64 - shift, 0);");
            _lines.Add($"{type} {name} = ({type})({name}Bits << shift >> shift);");
        }
        else if (number == "Int32")
        {
            Packed(name, type, number);
        }
        else
        {
            _lines.Add($"{type} {name} = Leb128.Read{number}(next);");
            _lines.Add("next = Leb128.Skip(next);");
        }
    }

    /// <summary>A number of 32 bits comes with its length in the upper half.</summary>
    private void Packed(string name, string type, string number)
    {
        _lines.Add($"ulong {name}Leb = Leb128.Read{number}(next);");
        _lines.Add($"{type} {name} = ({type}){name}Leb;");
        _lines.Add($"next += {name}Leb >> 32;");
    }

    /// <summary>Makes <c>next</c> the pointer to what is read next.</summary>
    private void Advance()
    {
        if (Pointer == "pc")
        {
            _lines.Add($"byte* next = pc + {Offset};");
            Pointer = "next";
        }
        else if (Offset != 0)
        {
            _lines.Add($"next += {Offset};");
        }

        Offset = 0;
    }
}
