// The bytes by which a superinstruction is recognised.
using System.Collections.Generic;
using NanoWasm.Generators.Model;
using NanoWasm.Generators.Parsing;

namespace NanoWasm.Generators.Emit.Superinstructions;

/// <summary>The bytes of a sequence behind its first opcode: opcodes, and the top bits of immediates, which tell their lengths.</summary>
internal sealed class BytePattern
{
    /// <summary>How often eight bytes the longest sequence can have.</summary>
    public const int Words = SuperinstructionParser.MaxBytes / sizeof(ulong);

    private readonly List<(int Offset, byte Mask, byte Value, bool IsOpcode)> _bytes = [];

    public BytePattern(Superinstruction sequence)
    {
        int offset = 0;
        foreach (SequenceElement element in sequence.Elements)
        {
            for (int i = 0; i < element.Opcode.Count; i++)
            {
                if (offset + i != 0)
                {
                    _bytes.Add((offset + i, 0xFF, element.Opcode[i], i == 0));
                }
            }

            foreach ((Immediate immediate, int place, int length) in element.Places)
            {
                AddImmediate(immediate.Kind, offset + place, length);
            }

            offset += element.Length;
        }

        Length = offset;
    }

    /// <summary>The bytes in their order: where, which bits matter, what they are, and whether an opcode begins there.</summary>
    public IReadOnlyList<(int Offset, byte Mask, byte Value, bool IsOpcode)> Bytes => _bytes;

    /// <summary>The number of bytes of the sequence.</summary>
    public int Length { get; }

    /// <summary>The bits that matter among the first eight bytes, the first byte lowest.</summary>
    public ulong Mask => MaskOf(0);

    /// <summary>What these bits are.</summary>
    public ulong Value => ValueOf(0);

    /// <summary>The bits that matter among eight bytes, the first byte lowest.</summary>
    /// <param name="word">Which eight bytes; 0 for those that the sequence begins with.</param>
    public ulong MaskOf(int word) => Word(word, static b => b.Mask);

    /// <summary>What these bits are.</summary>
    /// <param name="word">Which eight bytes.</param>
    public ulong ValueOf(int word) => Word(word, static b => b.Value);

    private void AddImmediate(ImmediateKind kind, int offset, int length)
    {
        switch (kind)
        {
            case ImmediateKind.F32 or ImmediateKind.F64 or ImmediateKind.V128 or ImmediateKind.Lanes or ImmediateKind.Lane:
                break;
            case ImmediateKind.Memarg:
                AddLeb(offset, 1);
                AddLeb(offset + 1, length - 1);
                break;
            default:
                AddLeb(offset, length);
                break;
        }
    }

    private void AddLeb(int offset, int length)
    {
        for (int end = offset + length; offset < end; offset++)
        {
            _bytes.Add((offset, 0x80, (byte)(offset + 1 < end ? 0x80 : 0), false));
        }
    }

    private ulong Word(int place, System.Func<(int Offset, byte Mask, byte Value, bool IsOpcode), byte> part)
    {
        ulong word = 0;
        foreach ((int Offset, byte Mask, byte Value, bool IsOpcode) item in _bytes)
        {
            if (item.Offset / sizeof(ulong) == place)
            {
                word |= (ulong)part(item) << (8 * (item.Offset % sizeof(ulong)));
            }
        }

        return word;
    }
}
