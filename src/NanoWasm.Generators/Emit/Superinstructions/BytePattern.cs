// The bytes by which a superinstruction is recognised.
using System.Collections.Generic;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit.Superinstructions;

/// <summary>The bytes of a sequence behind its first opcode: opcodes, and the top bits of immediates, which tell their lengths.</summary>
internal sealed class BytePattern
{
    private readonly List<(int Offset, byte Mask, byte Value, bool IsOpcode)> _bytes = [];

    public BytePattern(Superinstruction sequence)
    {
        int offset = 0;
        foreach (SequenceElement element in sequence.Elements)
        {
            if (offset != 0)
            {
                _bytes.Add((offset, 0xFF, (byte)element.Instruction.Code, true));
            }

            offset++;
            int end = offset + element.ImmediateBytes;
            foreach (Immediate immediate in element.Instruction.Immediates)
            {
                AddImmediate(immediate.Kind, element, ref offset, end);
            }
        }

        Length = offset;
    }

    /// <summary>The bytes in their order: where, which bits matter, what they are, and whether it is an opcode.</summary>
    public IReadOnlyList<(int Offset, byte Mask, byte Value, bool IsOpcode)> Bytes => _bytes;

    /// <summary>The number of bytes of the sequence.</summary>
    public int Length { get; }

    /// <summary>The bits that matter among the first eight bytes, the first byte lowest.</summary>
    public ulong Mask => Word(static b => b.Mask);

    /// <summary>What these bits are.</summary>
    public ulong Value => Word(static b => b.Value);

    private void AddImmediate(ImmediateKind kind, SequenceElement element, ref int offset, int end)
    {
        switch (kind)
        {
            case ImmediateKind.F32:
                offset += 4;
                break;
            case ImmediateKind.F64:
                offset += 8;
                break;
            case ImmediateKind.Memarg:
                AddLeb(ref offset, offset + 1);
                AddLeb(ref offset, end);
                break;
            default:
                bool isLast = element.Instruction.Immediates[element.Instruction.Immediates.Count - 1].Kind == kind;
                AddLeb(ref offset, isLast ? end : offset + 1);
                break;
        }
    }

    private void AddLeb(ref int offset, int end)
    {
        for (; offset < end; offset++)
        {
            _bytes.Add((offset, 0x80, (byte)(offset + 1 < end ? 0x80 : 0), false));
        }
    }

    private ulong Word(System.Func<(int Offset, byte Mask, byte Value, bool IsOpcode), byte> part)
    {
        ulong word = 0;
        foreach ((int Offset, byte Mask, byte Value, bool IsOpcode) item in _bytes)
        {
            if (item.Offset < sizeof(ulong))
            {
                word |= (ulong)part(item) << (8 * item.Offset);
            }
        }

        return word;
    }
}
