// Instructions in the text format.
using System.Globalization;
using System.Text;
using NanoWasm.Binary;

namespace NanoWasm.Execution;

/// <summary>Writes decoded instructions as the text format has them (specification 6.5), with indices for names.</summary>
/// <remarks>Unsafe: reads the immediates of validated code, which are complete.</remarks>
internal static unsafe class InstructionText
{
    /// <summary>An instruction as text; calls have their function's name as a comment.</summary>
    /// <param name="module">The module.</param>
    /// <param name="data">Its data, kept alive by the caller.</param>
    /// <param name="offset">Where the instruction begins.</param>
    /// <param name="instruction">The instruction.</param>
    public static string Format(Module module, ModuleData* data, int offset, in DecodedInstruction instruction)
    {
        OpcodeInfo info = Opcodes.Get(instruction.Opcode);

        // The text format has one name for both forms of select.
        StringBuilder text = new(instruction.Opcode == Opcode.SelectT ? "select" : info.Mnemonic);

        // It puts tables before segments and both before types; within these, the order is the binary one.
        for (int rank = 0; rank <= 2; rank++)
        {
            int number = 0;
            foreach (ImmediateInfo immediate in info.Immediates)
            {
                if (Rank(immediate.Kind, instruction.Opcode) == rank)
                {
                    ulong value = number switch
                    {
                        0 => instruction.Immediate0,
                        1 => instruction.Immediate1,
                        2 => instruction.Immediate2,
                        _ => instruction.Immediate3,
                    };
                    Append(text, module, data, offset, instruction, immediate.Kind, value);
                }

                number += immediate.Kind is ImmediateKind.Memarg ? 2 : 1;
            }
        }

        return text.ToString();
    }

    private static int Rank(ImmediateKind kind, Opcode opcode) => kind switch
    {
        ImmediateKind.Type when opcode is Opcode.CallIndirect or Opcode.ReturnCallIndirect => 2,
        ImmediateKind.Elem or ImmediateKind.Data when opcode is Opcode.TableInit or Opcode.MemoryInit => 1,
        _ => 0,
    };

    private static void Append(StringBuilder text, Module module, ModuleData* data, int offset, in DecodedInstruction instruction, ImmediateKind kind, ulong value)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        switch (kind)
        {
            case ImmediateKind.Memarg:
                AppendMemory(text, instruction.Immediate0 >> 32);
                text.Append(invariant, $" offset={instruction.Immediate1} align={1UL << (int)instruction.Immediate0}");
                break;
            case ImmediateKind.Memory:
                AppendMemory(text, value);
                break;
            case ImmediateKind.Func or ImmediateKind.DeclaredFunc:
                text.Append(invariant, $" {value}");
                if (module.FindFunctionName((int)value) is string name && !name.Contains(";)", StringComparison.Ordinal))
                {
                    text.Append(invariant, $" (;{name};)");
                }

                break;
            case ImmediateKind.Type when instruction.Opcode is Opcode.CallIndirect or Opcode.ReturnCallIndirect:
                text.Append(invariant, $" (type {value})");
                break;
            case ImmediateKind.Blocktype:
                AppendBlockType(text, data, (long)value);
                break;
            case ImmediateKind.Heaptype:
                AppendHeapType(text.Append(' '), (long)value);
                break;
            case ImmediateKind.Valtypes or ImmediateKind.Labels:
                AppendVector(text, data->Bytes + offset + instruction.VectorOffset, instruction.VectorCount, kind);
                break;
            case ImmediateKind.Catches:
                AppendCatches(text, data->Bytes + offset + instruction.VectorOffset, instruction.VectorCount);
                break;
            case ImmediateKind.I32:
                text.Append(invariant, $" {(int)value}");
                break;
            case ImmediateKind.I64:
                text.Append(invariant, $" {(long)value}");
                break;
            case ImmediateKind.F32:
                text.Append(' ').Append(FloatText.Format((uint)value));
                break;
            case ImmediateKind.F64:
                text.Append(' ').Append(FloatText.Format(value));
                break;
            case ImmediateKind.V128:
                text.Append(' ').Append(VectorText.Format(value, instruction.Immediate1));
                break;
            case ImmediateKind.Zero:
                break;
            case ImmediateKind.Lanes:
                AppendLanes(text, value, instruction.Immediate1);
                break;
            default:
                text.Append(invariant, $" {value}");
                break;
        }
    }

    private static void AppendLanes(StringBuilder text, ulong low, ulong high)
    {
        for (int i = 0; i < 2 * sizeof(ulong); i++)
        {
            text.Append(CultureInfo.InvariantCulture, $" {(byte)((i < sizeof(ulong) ? low : high) >> (8 * i))}");
        }
    }

    /// <summary>Memory 0 need not be named.</summary>
    private static void AppendMemory(StringBuilder text, ulong memory)
    {
        if (memory != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $" {memory}");
        }
    }

    private static void AppendVector(StringBuilder text, byte* p, uint count, ImmediateKind kind)
    {
        if (kind == ImmediateKind.Labels)
        {
            // One more than counted: the default.
            for (ulong i = 0; i <= count; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $" {InstructionDecoder.ReadUnsigned(ref p)}");
            }

            return;
        }

        text.Append(" (result");
        for (uint i = 0; i < count; i++)
        {
            byte* next = Leb128.SkipType(p);
            bool isReference = *p is 0x63 or 0x64;
            AppendType(text, isReference ? *p : 0, Leb128.ReadInt64(isReference ? p + 1 : p));
            p = next;
        }

        text.Append(')');
    }

    private static void AppendCatches(StringBuilder text, byte* p, uint count)
    {
        ReadOnlySpan<string> names = ["catch", "catch_ref", "catch_all", "catch_all_ref"];
        for (; count > 0; count--)
        {
            byte kind = *p++;
            text.Append(" (").Append(names[kind]);
            for (int numbers = kind < 2 ? 2 : 1; numbers > 0; numbers--)
            {
                text.Append(CultureInfo.InvariantCulture, $" {InstructionDecoder.ReadUnsigned(ref p)}");
            }

            text.Append(')');
        }
    }

    private static void AppendBlockType(StringBuilder text, ModuleData* data, long value)
    {
        const long Empty = -64;
        if (value >= 1L << 40)
        {
            text.Append(" (result");
            AppendType(text, (int)(value >> 40), value << 24 >> 24);
            text.Append(')');
        }
        else if (value >= 0)
        {
            TypeData type = data->Types[(int)value];
            ValType* types = data->ValTypes.Items + type.First;
            AppendTypes(text, "param", types, type.ParameterCount);
            AppendTypes(text, "result", types + type.ParameterCount, type.ResultCount);
        }
        else if (value != Empty)
        {
            ValType type = (ValType)(value & 0x7F);
            AppendTypes(text, "result", &type, 1);
        }
    }

    private static void AppendTypes(StringBuilder text, string keyword, ValType* types, int count)
    {
        if (count == 0)
        {
            return;
        }

        text.Append(" (").Append(keyword);
        for (int i = 0; i < count; i++)
        {
            Append(text.Append(' '), types[i]);
        }

        text.Append(')');
    }

    /// <summary>A value type: a code, or a reference with the code before its heap type.</summary>
    private static void AppendType(StringBuilder text, int reference, long value)
    {
        text.Append(' ');
        if (reference == 0)
        {
            Append(text, (ValType)(value & 0x7F));
            return;
        }

        text.Append(reference == 0x63 ? "(ref null " : "(ref ");
        AppendHeapType(text, value);
        text.Append(')');
    }

    private static void AppendHeapType(StringBuilder text, long value)
    {
        if (value >= 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{value}");
        }
        else
        {
            text.Append(TypeName.OfHeapType((ValType)(value & 0x7F)));
        }
    }

    private static void Append(StringBuilder text, ValType type)
    {
        Span<char> name = stackalloc char[TypeName.MaxLength];
        name.TryWriteText($"{new TypeName(type)}", out int length);
        text.Append(name[..length]);
    }
}
