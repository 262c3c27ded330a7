// What opcodes.json says, checked and typed: the only thing emitters read.
using System.Collections.Generic;

namespace NanoWasm.Generators.Model;

/// <summary>The whole table.</summary>
/// <param name="Features">Features in the order of the file; their index is their bit in <c>WasmFeatures</c>.</param>
/// <param name="Traps">Traps in the order of the file; their index + 1 is their number in <c>TrapKind</c>.</param>
/// <param name="Reserved">Opcodes that belong to a feature the table has no rows for yet.</param>
/// <param name="Instructions">One entry an opcode, in the order of the file.</param>
/// <param name="Superinstructions">Sequences of opcodes with a handler of their own, in the order of the file.</param>
internal sealed record OpcodeTable(
    EquatableArray<Feature> Features,
    EquatableArray<Trap> Traps,
    EquatableArray<ReservedOpcodes> Reserved,
    EquatableArray<Instruction> Instructions,
    EquatableArray<Superinstruction> Superinstructions);

/// <summary>A WebAssembly feature, e.g. <c>bulk-memory</c>, <c>BulkMemory</c>.</summary>
/// <param name="Name">Its name as WebAssembly's proposals spell it.</param>
/// <param name="Identifier">The C# name.</param>
/// <param name="Version">The major version of WebAssembly that it became part of, or null for a proposal.</param>
/// <param name="Implemented">Whether the engine has all of it: if not, modules that use it are refused.</param>
/// <param name="Doc">What it is, in one sentence.</param>
internal sealed record Feature(string Name, string Identifier, int? Version, bool Implemented, string Doc);

/// <summary>A kind of trap, e.g. <c>IntegerOverflow</c>, and its message in the specification's words.</summary>
internal sealed record Trap(string Kind, string Message);

/// <summary>Opcodes <paramref name="First"/> to <paramref name="Last"/> (inclusive) behind <paramref name="Prefix"/> belong to <paramref name="Feature"/> and are not supported.</summary>
internal sealed record ReservedOpcodes(int? Prefix, int First, int Last, Feature Feature);

/// <summary>One opcode with everything its row says about it, types resolved.</summary>
/// <param name="Mnemonic">The text-format name, e.g. <c>i32.add</c>.</param>
/// <param name="Identifier">The C# name, e.g. <c>I32Add</c>.</param>
/// <param name="Prefix">The prefix byte (0xFC, …), or null for one-byte opcodes.</param>
/// <param name="Code">The opcode byte, or the number behind the prefix.</param>
/// <param name="Operands">Operands from the bottom of the stack to its top.</param>
/// <param name="Results">Results (none, one or two where <see cref="Flow"/> is <see cref="Flow.Next"/>).</param>
/// <param name="Load">The memory access that reads, or null.</param>
/// <param name="Store">The memory access that writes, or null.</param>
/// <param name="Atomic">The memory access that other threads see as a whole, or null.</param>
/// <param name="Traps">Run-time checks, in order.</param>
/// <param name="Exec">The C# expression, or null where there is nothing to do.</param>
/// <param name="SecondExec">The C# expression of the second result, or null where there is none.</param>
/// <param name="Validate">The hand-written validation rule (<c>Validate&lt;Name&gt;</c> of the function validator), or null where the rule follows from the signature.</param>
/// <param name="Constant">The feature that allows it in constant expressions; null where it may not stand there.</param>
/// <param name="Internal">The engine's own: never valid in a module.</param>
/// <param name="Row">The row as it stands in the file, for comments in emitted code.</param>
/// <param name="Span">Where the opcode's name stands in the file.</param>
/// <param name="CodeSpan">Where its code stands in the file.</param>
internal sealed record Instruction(
    string Mnemonic,
    string Identifier,
    int? Prefix,
    int Code,
    EquatableArray<Immediate> Immediates,
    EquatableArray<Operand> Operands,
    EquatableArray<TypeView> Results,
    MemoryAccess? Load,
    MemoryAccess? Store,
    MemoryAccess? Atomic,
    EquatableArray<TrapCheck> Traps,
    Expression? Exec,
    Expression? SecondExec,
    Flow Flow,
    string? Validate,
    Feature Feature,
    Feature? Constant,
    bool Internal,
    string Doc,
    string Row,
    SourceSpan Span,
    SourceSpan CodeSpan)
{
    /// <summary>The code as the specification writes it, e.g. <c>6A</c> or <c>FC:0A</c>.</summary>
    public string CodeText => Prefix is int prefix ? $"{prefix:X2}:{Code:X2}" : $"{Code:X2}";

    /// <summary>The memory access, whatever it does; or null.</summary>
    public MemoryAccess? Access => Load ?? Store ?? Atomic;
}

/// <summary>A sequence of opcodes with a handler of its own.</summary>
/// <param name="Identifier">The C# name, e.g. <c>LocalGetI32ConstI32Add</c>.</param>
/// <param name="Text">The sequence, e.g. <c>local.get i32.const i32.add</c>.</param>
/// <param name="Elements">The opcodes: one or more.</param>
internal sealed record Superinstruction(string Identifier, string Text, EquatableArray<SequenceElement> Elements)
{
    /// <summary>What its handler is called. Where it has one opcode with its shortest immediates, that opcode's own handler has the opcode's name.</summary>
    public string HandlerName => Elements.Count == 1 && Elements[0].IsShortest ? Identifier + "WithPrefix" : Identifier;
}

/// <summary>An opcode in a sequence.</summary>
/// <param name="Instruction">The opcode.</param>
/// <param name="Lengths">How many bytes each of its immediates takes.</param>
internal sealed record SequenceElement(Instruction Instruction, EquatableArray<int> Lengths)
{
    /// <summary>The bytes of the opcode: a prefix is followed by a number in LEB128, of as few bytes as it can have.</summary>
    public IReadOnlyList<byte> Opcode => Instruction.Prefix is not int prefix ? [(byte)Instruction.Code]
        : Instruction.Code < 0x80 ? [(byte)prefix, (byte)Instruction.Code] : [(byte)prefix, (byte)(Instruction.Code | 0x80), (byte)(Instruction.Code >> 7)];

    /// <summary>Bytes of the opcode and its immediates.</summary>
    public int Length => Opcode.Count + Lengths.Sum();

    /// <summary>Whether each number in LEB128 takes a byte.</summary>
    public bool IsShortest => Lengths.SequenceEqual(Instruction.Immediates.Select(static i => i.ShortestLength));

    /// <summary>How a sequence spells the opcode, e.g. <c>i32.const:3</c>.</summary>
    public string Text => IsShortest ? Instruction.Mnemonic : $"{Instruction.Mnemonic}:{string.Join(",", Lengths)}";

    /// <summary>The part of a C# name that stands for the opcode, e.g. <c>I32Const3</c>.</summary>
    public string Identifier => IsShortest ? Instruction.Identifier : Instruction.Identifier + string.Join("_", Lengths);

    /// <summary>The immediates with their places: how many bytes behind the first of the opcode they begin, and how many they take.</summary>
    public IEnumerable<(Immediate Immediate, int Offset, int Length)> Places
    {
        get
        {
            int offset = Opcode.Count;
            for (int i = 0; i < Lengths.Count; i++)
            {
                yield return (Instruction.Immediates[i], offset, Lengths[i]);
                offset += Lengths[i];
            }
        }
    }
}

/// <summary>An immediate, e.g. <c>x:local</c>.</summary>
internal sealed record Immediate(string Name, ImmediateKind Kind)
{
    /// <summary>Whether it always takes the same number of bytes: it is no number in LEB128.</summary>
    public bool IsFixed => Kind is ImmediateKind.F32 or ImmediateKind.F64 or ImmediateKind.V128 or ImmediateKind.Lanes or ImmediateKind.Lane or ImmediateKind.Zero;

    /// <summary>The fewest bytes that it can take: a byte for each number in LEB128.</summary>
    public int ShortestLength => Kind switch
    {
        ImmediateKind.F32 => 4,
        ImmediateKind.F64 => 8,
        ImmediateKind.V128 or ImmediateKind.Lanes => 16,
        ImmediateKind.Memarg => 2,
        _ => 1,
    };
}

/// <summary>A named operand, e.g. <c>a:i32</c>.</summary>
internal sealed record Operand(string Name, TypeView Type);

/// <summary>A wasm type seen through a C# type.</summary>
/// <param name="Text">As it stands in the row after <c>T</c> is resolved, e.g. <c>u32</c>, <c>bool</c>, <c>$x</c>.</param>
/// <param name="Wasm">How the validator sees it.</param>
/// <param name="CSharp">The C# type of the operand in <c>exec</c>, e.g. <c>uint</c>; <c>ulong</c> (the raw slot) for types known only to the validator.</param>
/// <param name="Immediate">For <c>$x</c>: the immediate that names the type; otherwise null.</param>
/// <param name="AddressOf">For <c>@x</c> and <c>@x&amp;y</c>: the memories or tables whose type of addresses it is, the smaller one of several; otherwise none.</param>
internal sealed record TypeView(string Text, WasmType Wasm, string CSharp, string? Immediate, EquatableArray<string> AddressOf = default)
{
    /// <summary>Whether it is the type of addresses of something that an immediate names: i32, or i64 in the general form.</summary>
    public bool IsAddress => AddressOf.Count > 0;
}

/// <summary>A memory access, e.g. <c>v:i8</c>: the name its value (loads) or its place (atomics) has in <c>exec</c>, the C# type in memory, and its size.</summary>
/// <param name="Name">The name of the loaded value, or of the pointer, in <c>exec</c>; null for stores.</param>
/// <param name="CSharp">The C# type in memory, e.g. <c>sbyte</c>.</param>
/// <param name="Size">In bytes: 1, 2, 4, 8 or 16. Its binary logarithm is the largest alignment.</param>
internal sealed record MemoryAccess(string? Name, string CSharp, int Size);

/// <summary>A C# expression and its place in the file.</summary>
internal sealed record Expression(string Text, SourceSpan Span);

/// <summary>The trap <paramref name="Kind"/> (a member of <c>TrapKind</c>) where <paramref name="Condition"/> holds.</summary>
internal sealed record TrapCheck(string Kind, Expression Condition);

/// <summary>What follows an instruction.</summary>
internal enum Flow
{
    /// <summary>The next instruction.</summary>
    Next,

    /// <summary>The side table's target if <c>exec</c> holds, else the next instruction.</summary>
    Branch,

    /// <summary>As <see cref="Branch"/>; the operands stay where it is not taken.</summary>
    BranchOrKeep,

    /// <summary>As <see cref="Branch"/>; the operands stay where it is taken.</summary>
    BranchKeeping,

    /// <summary>As <see cref="Branch"/>; the operands stay.</summary>
    BranchPeeking,

    /// <summary>The side table's entry number <c>exec</c>, or its last one.</summary>
    BranchTable,

    /// <summary>The function <c>exec</c>.</summary>
    Call,

    /// <summary>The function reference <c>exec</c>, in whichever instance it lives.</summary>
    CallReference,

    /// <summary>The function <c>exec</c>, in place of the one that runs: it returns to that one's caller.</summary>
    TailCall,

    /// <summary>The function reference <c>exec</c>, in whichever instance it lives, in place of the function that runs.</summary>
    TailCallReference,

    /// <summary>The caller if <c>exec</c> holds (or is absent), else the next instruction.</summary>
    Return,

    /// <summary>
    /// The next instruction, once <c>exec</c> has taken the operands from the stack in memory and put the result there: it gives where the top of the stack is then, or null
    /// where the driver has to make room first and the instruction is to be run again.
    /// </summary>
    Stack,

    /// <summary>Nothing: one of the row's traps always holds.</summary>
    Trap,

    /// <summary>The driver, with the exit code <c>exec</c> (a member of <c>Exit</c>), standing on this instruction.</summary>
    Exit,
}

/// <summary>Value types as the validator sees them.</summary>
internal enum WasmType
{
    I32,
    I64,
    F32,
    F64,
    FuncRef,
    ExternRef,
    V128,

    /// <summary>Any reference type.</summary>
    Ref,

    /// <summary>Any type at all (<c>drop</c>).</summary>
    Any,

    /// <summary>The type of what an immediate names (<c>$x</c>).</summary>
    OfImmediate,
}

/// <summary>What an immediate is: how it is decoded, printed and validated.</summary>
internal enum ImmediateKind
{
    /// <summary>u32: index of a local.</summary>
    Local,

    /// <summary>u32: index of a global.</summary>
    Global,

    /// <summary>u32: index of a mutable global.</summary>
    MutableGlobal,

    /// <summary>u32: index of a function.</summary>
    Func,

    /// <summary>u32: index of a function that is declared as a reference.</summary>
    DeclaredFunc,

    /// <summary>u32: index of a type.</summary>
    Type,

    /// <summary>u32: index of a table.</summary>
    Table,

    /// <summary>u32: index of an element segment.</summary>
    Elem,

    /// <summary>u32: index of a data segment; needs the data count section.</summary>
    Data,

    /// <summary>u32: index of a memory.</summary>
    Memory,

    /// <summary>u32: index of a tag.</summary>
    Tag,

    /// <summary>A u32, alignment and flags, perhaps a u32, index of a memory, and a u64, offset.</summary>
    Memarg,

    /// <summary>u32: depth of a label.</summary>
    Label,

    /// <summary>A vector of u32 and one more: depths of labels.</summary>
    Labels,

    /// <summary>The clauses of a try_table: what they catch and where they go.</summary>
    Catches,

    /// <summary>s33: a value type, a type index or empty.</summary>
    Blocktype,

    /// <summary>u32: index of a field of the type before it.</summary>
    Field,

    /// <summary>u32: a number of operands.</summary>
    Count,

    /// <summary>A byte: which of two reference types may be null.</summary>
    CastFlags,

    /// <summary>s33: a heap type.</summary>
    Heaptype,

    /// <summary>A vector of value types.</summary>
    Valtypes,

    /// <summary>s32.</summary>
    I32,

    /// <summary>s64.</summary>
    I64,

    /// <summary>Four bytes, little-endian.</summary>
    F32,

    /// <summary>Eight bytes, little-endian.</summary>
    F64,

    /// <summary>Sixteen bytes, little-endian.</summary>
    V128,

    /// <summary>A byte: the number of a lane.</summary>
    Lane,

    /// <summary>Sixteen bytes: numbers of lanes of two vectors.</summary>
    Lanes,

    /// <summary>A byte that must be zero.</summary>
    Zero,
}
