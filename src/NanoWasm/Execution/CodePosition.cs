// Finds instructions in validated code.
namespace NanoWasm.Execution;

/// <summary>Walks over validated code from its beginning, since instructions can only be read forwards.</summary>
[AllocationFree]
internal static unsafe class CodePosition
{
    /// <summary>The first byte of the instruction of a function that a byte belongs to.</summary>
    /// <param name="function">The function; not an import.</param>
    /// <param name="pc">Any byte of its code.</param>
    public static byte* InstructionAt(FunctionData* function, byte* pc)
    {
        byte* instruction = function->Code;
        while (instruction < function->CodeEnd)
        {
            byte* next = instruction + InstructionDecoder.Decode(instruction).Length;
            if (next > pc)
            {
                break;
            }

            instruction = next;
        }

        return instruction;
    }

    /// <summary>The final <c>end</c> of a constant expression, which has no blocks inside.</summary>
    public static byte* EndOf(byte* expression)
    {
        byte* instruction = expression;
        for (DecodedInstruction decoded = InstructionDecoder.Decode(instruction); decoded.Opcode != Opcode.End; decoded = InstructionDecoder.Decode(instruction))
        {
            instruction += decoded.Length;
        }

        return instruction;
    }
}
