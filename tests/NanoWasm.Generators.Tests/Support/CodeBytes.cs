// Bytes of code: sequences as they are declared, and random instructions.
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Tests.Support;

/// <summary>Encodes instructions.</summary>
internal static class CodeBytes
{
    /// <summary>Appends an opcode with immediates that are all zero and take a given number of bytes.</summary>
    public static void Append(List<byte> code, SequenceElement element)
    {
        code.AddRange(element.Opcode);
        foreach ((Immediate immediate, _, int length) in element.Places)
        {
            int leading = immediate.Kind == ImmediateKind.Memarg ? 1 : 0;
            for (int i = 0; i < length; i++)
            {
                code.Add((byte)(immediate.IsFixed || i < leading || i == length - 1 ? 0 : 0x80));
            }
        }
    }

    /// <summary>Appends an opcode with random immediates.</summary>
    public static void AppendRandom(List<byte> code, Instruction instruction, Random random)
    {
        if (instruction.Prefix is { } prefix)
        {
            code.Add((byte)prefix);
            AppendNumber(code, instruction.Code, random.Next(4) == 0 ? random.Next(1, 5) : 1);
        }
        else
        {
            code.Add((byte)instruction.Code);
        }

        foreach (Immediate immediate in instruction.Immediates)
        {
            switch (immediate.Kind)
            {
                case ImmediateKind.F32:
                    AppendBytes(code, 4, random);
                    break;
                case ImmediateKind.F64:
                    AppendBytes(code, 8, random);
                    break;
                case ImmediateKind.V128 or ImmediateKind.Lanes:
                    AppendBytes(code, 16, random);
                    break;
                case ImmediateKind.Lane:
                    AppendBytes(code, 1, random);
                    break;
                case ImmediateKind.Memarg:
                    code.Add((byte)random.Next(4));
                    AppendLeb(code, 5, random);
                    break;
                case ImmediateKind.Labels:
                case ImmediateKind.Valtypes:
                    int count = random.Next(4);
                    code.Add((byte)count);
                    for (int i = immediate.Kind == ImmediateKind.Labels ? -1 : 0; i < count; i++)
                    {
                        AppendLeb(code, 2, random);
                    }

                    break;
                default:
                    AppendLeb(code, immediate.Kind == ImmediateKind.I64 ? 10 : 5, random);
                    break;
            }
        }
    }

    /// <summary>A number in LEB128, in at least so many bytes.</summary>
    private static void AppendNumber(List<byte> code, int number, int length)
    {
        for (; length > 1 || number >= 0x80; length--)
        {
            code.Add((byte)(number | 0x80));
            number >>= 7;
        }

        code.Add((byte)number);
    }

    /// <summary>A LEB128 number of random bytes; most often of one.</summary>
    private static void AppendLeb(List<byte> code, int longest, Random random)
    {
        int length = random.Next(3) == 0 ? random.Next(1, longest + 1) : 1;
        for (int i = 1; i <= length; i++)
        {
            code.Add((byte)(random.Next(0x80) | (i < length ? 0x80 : 0)));
        }
    }

    private static void AppendBytes(List<byte> code, int count, Random random)
    {
        for (int i = 0; i < count; i++)
        {
            code.Add((byte)random.Next(0x100));
        }
    }
}
