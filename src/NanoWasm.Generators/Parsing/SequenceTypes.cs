// Whether the types of a sequence of opcodes fit together.
using System.Collections.Generic;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Parsing;

/// <summary>Type-checks sequences of opcodes by their signatures: what stands below them on the stack may be anything.</summary>
internal static class SequenceTypes
{
    /// <summary>Whether valid code can have the sequence.</summary>
    public static bool Fit(SequenceElement[] elements)
    {
        var stack = new Stack<WasmType>();
        foreach (SequenceElement element in elements)
        {
            WasmType last = WasmType.Any;
            for (int i = element.Instruction.Operands.Count - 1; i >= 0; i--)
            {
                WasmType actual = stack.Count > 0 ? stack.Pop() : WasmType.Any;
                WasmType expected = element.Instruction.Operands[i].Type.Wasm;
                if (IsNumber(actual) && (IsNumber(expected) ? actual != expected : expected is WasmType.Ref or WasmType.FuncRef or WasmType.ExternRef))
                {
                    return false;
                }

                last = actual;
            }

            foreach (TypeView result in element.Instruction.Results)
            {
                stack.Push(IsNumber(result.Wasm) || element.Instruction.Operands.Count != 1 ? result.Wasm : last);
            }
        }

        return true;
    }

    private static bool IsNumber(WasmType type) => type is WasmType.I32 or WasmType.I64 or WasmType.F32 or WasmType.F64 or WasmType.V128;
}
