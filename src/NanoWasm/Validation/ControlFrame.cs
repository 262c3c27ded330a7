// What the validator knows of a block that is open.
using NanoWasm.Binary;

namespace NanoWasm.Validation;

/// <summary>What opened a control frame.</summary>
internal enum BlockKind : byte
{
    /// <summary>The function's body, or a constant expression.</summary>
    Function,

    /// <summary><c>block</c>.</summary>
    Block,

    /// <summary><c>loop</c>.</summary>
    Loop,

    /// <summary><c>if</c>, before its <c>else</c>.</summary>
    If,

    /// <summary><c>if</c>, behind its <c>else</c>.</summary>
    Else,

    /// <summary><c>try_table</c>.</summary>
    TryTable,

    /// <summary><c>try</c>, before its first <c>catch</c>.</summary>
    Try,

    /// <summary><c>try</c>, behind a <c>catch</c>.</summary>
    Catch,

    /// <summary><c>try</c>, behind its <c>catch_all</c>.</summary>
    CatchAll,
}

/// <summary>A block that is open (specification, appendix A.3: control stack).</summary>
[AllocationFree]
internal unsafe struct ControlFrame
{
    /// <summary>What opened it.</summary>
    public BlockKind Kind;

    /// <summary>Whether the rest of it cannot be reached, so that its operand stack gives any type.</summary>
    public bool Unreachable;

    /// <summary>Whether its beginning can be reached: if not, no side-table entries are made inside.</summary>
    public bool Live;

    /// <summary>Operands below it.</summary>
    public int Height;

    /// <summary>How many locals that have to be set before they are read had been set before it.</summary>
    public int SetLocals;

    /// <summary>The types of its parameters and results.</summary>
    public BlockType Type;

    /// <summary>For loops: the first instruction inside.</summary>
    public byte* LoopStart;

    /// <summary>For loops: the number of the first side-table entry inside.</summary>
    public int LoopEntry;

    /// <summary>For <c>if</c>: its own side-table entry, or -1.</summary>
    public int IfEntry;

    /// <summary>The newest branch to the label whose target is not known yet, or -1; the others are linked from it.</summary>
    public int Branches;

    /// <summary>The newest catch clause that goes to the label, whose target is not known yet, or -1; the others are linked from it.</summary>
    public int Catches;

    /// <summary>The innermost region that covers what follows here, or -1.</summary>
    public int Region;

    /// <summary>For <c>try_table</c> and <c>try</c>: its own region, or -1.</summary>
    public int Try;

    /// <summary>For <c>try</c>: its newest clause, or -1.</summary>
    public int LastClause;

    /// <summary>For catch blocks: how many others are around.</summary>
    public int CatchDepth;

    /// <summary>How many catch blocks are around what follows here.</summary>
    public int InnerCatchDepth;

    /// <summary>The number of values that a branch to the label takes with it.</summary>
    public readonly int LabelCount => Kind == BlockKind.Loop ? Type.ParameterCount : Type.ResultCount;

    /// <summary>Their types.</summary>
    public readonly ValType* LabelTypes => Kind == BlockKind.Loop ? Type.Parameters : Type.Results;
}

/// <summary>Parameters and results of a block: they lie where nothing moves while code is validated, mostly in <see cref="ModuleData.ValTypes"/>.</summary>
internal unsafe struct BlockType
{
    /// <summary>The first parameter's type.</summary>
    public ValType* Parameters;

    /// <summary>The first result's type.</summary>
    public ValType* Results;

    /// <summary>The number of parameters.</summary>
    public int ParameterCount;

    /// <summary>The number of results.</summary>
    public int ResultCount;
}
