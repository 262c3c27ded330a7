// The high halves of values that may be vectors, in modules that use v128.
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit.Dispatch;

/// <summary>
/// The low 64 bits of a v128 lie where a scalar lies; the high ones in a parallel stack, <c>high</c> slots behind. Opcodes that move values of any type
/// move both halves in modules that use v128: the row's expression is emitted a second time, over the places of the high halves.
/// </summary>
internal static class HighHalves
{
    /// <summary>The declaration of the distance from a slot to its high half.</summary>
    public const string Declaration = "nint high = ctx->High;";

    /// <summary>Whether an opcode does something else where values may be vectors.</summary>
    public static bool Concern(Instruction instruction) =>
        instruction.Flow is Flow.Branch or Flow.BranchOrKeep or Flow.BranchKeeping or Flow.BranchPeeking or Flow.BranchTable or Flow.Call or Flow.CallReference or Flow.TailCall or Flow.TailCallReference or Flow.Return
        || (instruction.Exec is not null && instruction.Operands.Any(operand => MayBeVector(instruction, operand.Type)))
        || instruction.Results.Any(type => MayBeVector(instruction, type));

    /// <summary>Whether a value of an opcode may be a vector or something else: references are known to be none.</summary>
    public static bool MayBeVector(Instruction instruction, TypeView type) => type.Wasm switch
    {
        WasmType.Any => true,
        WasmType.OfImmediate => instruction.Immediates.Any(
            i => i.Name == type.Immediate && i.Kind is ImmediateKind.Local or ImmediateKind.Global or ImmediateKind.MutableGlobal),
        _ => false,
    };

    /// <summary>Whether an opcode has vectors on the stack, in whichever module.</summary>
    public static bool AreIn(Instruction instruction) =>
        instruction.Operands.Any(static operand => operand.Type.Wasm == WasmType.V128) || instruction.Results.Any(static type => type.Wasm == WasmType.V128);

    /// <summary>A vector from its halves.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="low">The low half.</param>
    /// <param name="slot">From <c>sp</c> to its slot.</param>
    public static string Join(TypeView type, string low, int slot) => Join(type, low, Address(slot));

    /// <summary>A vector from its halves.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="low">The low half.</param>
    /// <param name="high">The address of the high half.</param>
    public static string Join(TypeView type, string low, string high) => $"Join{Lane(type)}({low}, {high})";

    /// <summary>Writes a vector's high half.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="slot">From <c>sp</c> to its slot.</param>
    public static string Store(string vector, int slot) => $"StoreHigh({Address(slot)}, {vector});";

    /// <summary>The address of a slot's high half.</summary>
    private static string Address(int slot) => MachineState.Plus("sp + high", slot);

    /// <summary>The type argument for a vector's lanes, <c>&lt;int&gt;</c>.</summary>
    private static string Lane(TypeView type) => type.CSharp.Substring(type.CSharp.IndexOf('<'));

    /// <summary>A slot's high half.</summary>
    /// <param name="slot">From <c>sp</c> to the slot.</param>
    public static string At(int slot) => slot == 0 ? "sp[high]" : slot > 0 ? $"sp[high + {slot}]" : $"sp[high - {-slot}]";

    /// <summary>A row's expression over the high halves of its operands, of locals and of globals.</summary>
    public static string Expression(Instruction instruction) => Expression(instruction, instruction.Exec!.Text);

    /// <summary>A part of a row's expression over high halves.</summary>
    public static string Expression(Instruction instruction, string text)
    {
        HashSet<string> halves = [.. instruction.Operands.Where(operand => MayBeVector(instruction, operand.Type)).Select(static operand => operand.Name)];
        return Regex.Replace(text, @"\bctx->Globals\b|\b[a-z]\w*\b|\b(Field|Element|SetElement|FillArray)\b", match => match.Value switch
        {
            "fp" => "(fp + high)",
            "ctx->Globals" => "ctx->GlobalHighs",
            "Field" or "Element" or "SetElement" or "FillArray" => match.Value + "High",
            string name when halves.Contains(name) => name + "High",
            string other => other,
        });
    }

    /// <summary>Whether the result is an operand that stays where it is, as that of <c>local.tee</c>.</summary>
    public static bool StaysInPlace(Instruction instruction) =>
        instruction.Operands.Count == 1 && instruction.Exec!.Text.EndsWith(" = " + instruction.Operands[0].Name, System.StringComparison.Ordinal);
}
