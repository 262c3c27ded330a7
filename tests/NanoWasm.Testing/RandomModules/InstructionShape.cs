// What an instruction takes and gives, read from its row.
using System.Collections.Immutable;

namespace NanoWasm.Testing.RandomModules;

/// <summary>An opcode with its stack effect taken apart: all that the generator knows of most opcodes.</summary>
public sealed class InstructionShape
{
    private const string Variable = "$";

    private InstructionShape(OpcodeInfo info, ImmutableArray<string> operands, ImmutableArray<string> results, ImmutableArray<string?> operandPlaces, string? resultPlace)
    {
        string? result = results.IsEmpty ? null : results[0];
        Info = info;
        Operands = operands;
        OperandPlaces = operandPlaces;
        ResultPlace = resultPlace;
        Result = result;
        SecondResult = results.Length > 1 ? results[1] : null;
        AccessesMemory = HasImmediate(ImmediateKind.Memarg);
        HasResource = info.Immediates.Any(immediate => immediate.Kind is ImmediateKind.Table or ImmediateKind.Elem or ImmediateKind.Data or ImmediateKind.Memory);
        TakesReferences = operands.Append(result).Any(type => type is not null && type.StartsWith(Variable, StringComparison.Ordinal)) && !TakesNumbers();
        IsDivision = info.Mnemonic.Contains(".div_", StringComparison.Ordinal) || info.Mnemonic.Contains(".rem_", StringComparison.Ordinal);
        HasVectors = info.Mnemonic.Contains("v128", StringComparison.Ordinal) || operands.Append(result).Contains("v128");
        IsAtomic = info.Mnemonic.Contains("atomic.", StringComparison.Ordinal) && AccessesMemory;
        IsWait = info.Mnemonic.Contains(".wait", StringComparison.Ordinal);
        IsTruncation = info.Mnemonic.Contains(".trunc_f", StringComparison.Ordinal);
    }

    /// <summary>All instructions but those that control flow, whose stack effects are not in their signatures.</summary>
    public static ImmutableArray<InstructionShape> All { get; } = [.. RandomOpcodes.Untyped.Where(info => !IsControl(info)).Select(Parse)];

    /// <summary>The row.</summary>
    public OpcodeInfo Info { get; }

    /// <summary>The types of the operands as the signature has them.</summary>
    public ImmutableArray<string> Operands { get; }

    /// <summary>
    /// For each operand the immediates, by name, that name the memory or table whose type of addresses it has: "x" for one, "x&amp;y" for the smaller type of two; null for operands with types of their own.
    /// </summary>
    public ImmutableArray<string?> OperandPlaces { get; }

    /// <summary>The same of the result.</summary>
    public string? ResultPlace { get; }

    /// <summary>The type of the result as the signature has it, or null if there is none.</summary>
    public string? Result { get; }

    /// <summary>The type of the result above that, or null if there is none.</summary>
    public string? SecondResult { get; }

    /// <summary>Whether the first operand is an address.</summary>
    public bool AccessesMemory { get; }

    /// <summary>Whether it names a memory.</summary>
    public bool NamesMemory => AccessesMemory || HasImmediate(ImmediateKind.Memory);

    /// <summary>Whether it names a table, a memory or a segment, so that its i32 operands are indices and sizes.</summary>
    public bool HasResource { get; }

    /// <summary>Whether a type that depends on an immediate is that of a table's elements or of a heap type.</summary>
    public bool TakesReferences { get; }

    /// <summary>Whether the last operand should not be zero.</summary>
    public bool IsDivision { get; }

    /// <summary>Whether operands or result are vectors.</summary>
    public bool HasVectors { get; }

    /// <summary>Whether the address must be a multiple of what it accesses, and its alignment just that.</summary>
    public bool IsAtomic { get; }

    /// <summary>Whether it waits for another thread, which a memory that is not shared does not allow: it traps.</summary>
    public bool IsWait { get; }

    /// <summary>Whether the operand should be a small number.</summary>
    public bool IsTruncation { get; }

    /// <summary>Whether it traps for some operands, though it touches neither memory nor tables.</summary>
    public bool IsPartial => IsDivision || IsTruncation;

    /// <summary>Whether it writes what its immediate names.</summary>
    public bool Writes => Operands.Any(type => type.StartsWith(Variable, StringComparison.Ordinal));

    /// <summary>Whether it has an immediate of a kind.</summary>
    public bool HasImmediate(ImmediateKind kind) => Info.Immediates.Any(immediate => immediate.Kind == kind);

    /// <summary>The type that an operand or result has if the types that the signature leaves open are a given one.</summary>
    /// <returns>Null if the given type cannot be put there.</returns>
    public ValueKind? Resolve(string type, ValueKind open) => type switch
    {
        "i32" => ValueKind.I32,
        "i64" => ValueKind.I64,
        "f32" => ValueKind.F32,
        "f64" => ValueKind.F64,
        "v128" => ValueKind.V128,
        "funcref" => ValueKind.FuncRef,
        "externref" => ValueKind.ExternRef,
        "ref" => open >= ValueKind.FuncRef ? open : null,
        "any" => Result is null || open < ValueKind.FuncRef || HasImmediate(ImmediateKind.Valtypes) ? open : null,
        _ when type.StartsWith(Variable, StringComparison.Ordinal) => open >= ValueKind.FuncRef || !TakesReferences ? open : null,
        _ => null,
    };

    /// <summary>Whether it is an operator of numbers that never traps: operands on the stack, result on the stack, nothing else.</summary>
    public bool IsTotalOperator(ValueKind[] operands) =>
        Info.Immediates.IsEmpty && Result is not null && SecondResult is null && !IsPartial && Operands.Length == operands.Length
        && !Operands.Contains("any") && Operands.Zip(operands).All(pair => Resolve(pair.First, pair.Second) == pair.Second);

    private static bool IsControl(OpcodeInfo info) =>
        info.Opcode is Opcode.Unreachable or Opcode.Else or Opcode.End or Opcode.Return
        || info.Immediates.Any(immediate => immediate.Kind
            is ImmediateKind.Blocktype or ImmediateKind.Label or ImmediateKind.Labels or ImmediateKind.Func or ImmediateKind.Type);

    private static InstructionShape Parse(OpcodeInfo info)
    {
        string[] sides = info.Signature.Split("->");
        string[] written = OpcodeTable.Signatures[info.Mnemonic].Split("->");
        return new InstructionShape(
            info,
            Types(sides[0]),
            info.Opcode == Opcode.RefFunc ? ["funcref"] : Types(sides[1]),
            [.. Types(written[0]).Select(operand => Place(info, operand.Split(':')[1]))],
            Types(written[1]).Select(type => Place(info, type)).FirstOrDefault());
    }

    private static string? Place(OpcodeInfo info, string type) => type switch
    {
        "addr" => info.Immediates.First(immediate => immediate.Kind == ImmediateKind.Memarg).Name,
        ['@', ..] => type[1..],
        _ => null,
    };

    private static ImmutableArray<string> Types(string side) => [.. side.Trim(' ', '[', ']').Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Locals and globals are of any type; tables and heap types are not.</summary>
    private bool TakesNumbers() => HasImmediate(ImmediateKind.Local) || HasImmediate(ImmediateKind.Global) || HasImmediate(ImmediateKind.MutableGlobal);
}
