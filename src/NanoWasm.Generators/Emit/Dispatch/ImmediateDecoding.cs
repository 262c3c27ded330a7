// Reads a handler's immediates in place.
using System;
using System.Collections.Generic;
using System.Linq;
using NanoWasm.Generators.Emit.Superinstructions;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit.Dispatch;

/// <summary>Writes the decoding of an opcode's immediates into local variables of their names.</summary>
/// <param name="writer">Where to.</param>
/// <param name="instruction">The opcode.</param>
/// <param name="reading">How LEB128 numbers are read.</param>
/// <param name="uses">Whether the handler reads a name.</param>
/// <param name="known">The lengths of the immediates, all of them indices, where they are known.</param>
/// <param name="form">The traits of the modules that the handler is for.</param>
internal sealed class ImmediateDecoding(CodeWriter writer, Instruction instruction, LebReading reading, Func<string, bool> uses, SequenceElement? known, Traits form)
{
    private readonly List<string> _lines = [];
    private int _bytes;
    private string? _longType;

    /// <summary>The pointer that <see cref="Offset"/> counts from.</summary>
    public string Pointer { get; private set; } = "pc";

    /// <summary>From <see cref="Pointer"/> to the next instruction.</summary>
    public int Offset { get; private set; } = 1;

    /// <summary>Writes the decoding.</summary>
    /// <param name="writeLong">Writes what happens under the condition that a number takes more than a byte, where there is one to check.</param>
    public void Write(Action<string> writeLong)
    {
        if (known is not null)
        {
            foreach ((Immediate immediate, int place, int length) in known.Places.Where(p => uses(p.Immediate.Name)))
            {
                writer.Line($"uint {immediate.Name} = (uint)({ImmediateReading.Unsigned("pc", place, length)});");
            }

            Offset = known.Length;
            return;
        }

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
                case ImmediateKind.V128 or ImmediateKind.Lanes:
                    Fixed(immediate.Name, "Vector128<byte>", 16);
                    break;
                case ImmediateKind.Lane:
                    _lines.Add($"uint {immediate.Name} = {Pointer}[{Offset++}];");
                    break;
                case ImmediateKind.Zero:
                    Offset++;
                    break;
                case ImmediateKind.Memarg when (form & Traits.Memories) != 0:
                    GeneralMemarg(writeLong);
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
                    // Validation lets through exactly one type.
                    Unsigned(null);
                    SkipType(behindCount: true);
                    break;
                case ImmediateKind.Blocktype:
                    SkipType(behindCount: false);
                    break;
                case ImmediateKind.Heaptype when uses(immediate.Name) && reading != LebReading.OneByte:
                    HeapType(immediate.Name);
                    break;
                case ImmediateKind.Label when instruction.Flow == Flow.Next:
                    // What goes on behind it has to skip it; all others find in the side table where they go on.
                    Unsigned(null);
                    break;
                case ImmediateKind.Label or ImmediateKind.Labels or ImmediateKind.Catches:
                    break;
                default:
                    Unsigned(uses(immediate.Name) ? immediate.Name : null);
                    break;
            }
        }

        // Tested apart from reading, and through another type: a value that lives across the way to the wide handler would be given a
        // register that has to be saved.
        if (_longType is { } condition)
        {
            writeLong(condition);
        }
        else if (_bytes == 1)
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

    /// <summary>A type takes one number, or a byte and a number: references to types that modules define, and those that are never null.</summary>
    private void SkipType(bool behindCount)
    {
        if (reading != LebReading.OneByte)
        {
            Advance();
            _lines.Add("next = Leb128.SkipType(next);");
            return;
        }

        _longType = behindCount ? "(*(ushort*)(pc + 1) & 0x8080) != 0 || (byte)(pc[2] - 0x63) < 2" : null;
        _bytes += behindCount ? 0 : 1;
        Offset++;
    }

    /// <summary>A heap type: those of more than a byte are marked, because their numbers are others than those of a byte.</summary>
    private void HeapType(string name)
    {
        Advance();
        _lines.Add($"uint {name}Mark = *next < 0x80 ? 0 : HeapTypes.Long;");
        if (reading == LebReading.Words)
        {
            WriteWide(_lines.Add, name);
        }
        else
        {
            Packed(name, "uint", "UInt32");
        }

        _lines.Add($"{name} += {name}Mark;");
    }

    private void Unsigned(string? name)
    {
        if (reading == LebReading.OneByte)
        {
            string value = $"{Pointer}[{Offset++}]";
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

    /// <summary>
    /// A memarg that may name a memory, and whose offset may have 64 bits. Those without an index and those with one take the same path as long as
    /// each number takes a byte.
    /// </summary>
    private void GeneralMemarg(Action<string> writeLong)
    {
        const string Index = "uint indexed = (uint)pc[1] >> 6;";
        switch (reading)
        {
            case LebReading.OneByte:
                writer.Line(Index);
                writer.Line("byte* next = pc + indexed;");
                writeLong("((pc[1] | pc[2] | next[2]) & 0x80) != 0");
                _lines.Add("MemoryData* memory = ctx->Memories[indexed == 0 ? 0u : pc[2]];");
                _lines.Add("uint offset = next[2];");
                (Pointer, Offset) = ("next", 3);
                break;
            default:
                _lines.Add("byte* next = pc + 1;");
                _lines.Add("uint flags = *next;");
                _lines.Add("next = Leb128.Skip(next);");
                _lines.Add("uint index = 0;");
                _lines.Add("if ((flags & 0x40) != 0)");
                _lines.Add("{");
                WriteWord(line => _lines.Add("    " + line), "index");
                _lines.Add("    index = (uint)Leb128.Take(indexWord, indexEnd);");
                _lines.Add("}");
                _lines.Add(string.Empty);
                _lines.Add("MemoryData* memory = ctx->Memories[index];");
                _lines.Add("ulong offset = *next & 0x7FUL;");
                _lines.Add("for (int shift = 7; *next++ >= 0x80; shift += 7)");
                _lines.Add("{");
                _lines.Add("    offset |= (*next & 0x7FUL) << shift;");
                _lines.Add("}");
                _lines.Add(string.Empty);
                (Pointer, Offset) = ("next", 0);
                break;
        }
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
            // Branches are foreseen, while what comes of counting bits is waited for.
            _lines.Add($"int {name};");
            for (int length = 2; length <= 5; length++)
            {
                _lines.Add(length == 2 ? "if (next[1] < 0x80)" : length < 5 ? $"else if (next[{length - 1}] < 0x80)" : "else");
                _lines.Add("{");
                _lines.Add($"    {name} = (int)({ImmediateReading.Signed("next", 0, length)});");
                _lines.Add($"    next += {length};");
                _lines.Add("}");
            }

            _lines.Add(string.Empty);
        }
        else if (reading == LebReading.Words)
        {
            _lines.Add($"{type} {name};");
            _lines.Add("if ((~*(ulong*)next & 0x8080_8080_8080_8080) != 0)");
            _lines.Add("{");
            WriteWord(line => _lines.Add("    " + line), name);
            _lines.Add($"    int shift = 64 - {name}End + ({name}End >> 3);");
            _lines.Add($"    {name} = (long)(Leb128.Take({name}Word, {name}End) << shift) >> shift;");
            _lines.Add("}");
            _lines.Add("else");
            _lines.Add("{");
            _lines.Add($"    {name} = Leb128.JoinLong(next);");
            _lines.Add("    next += 9 + (next[8] >> 7);");
            _lines.Add("}");
            _lines.Add(string.Empty);
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
