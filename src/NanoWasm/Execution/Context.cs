// The state of a machine: plain data in the instance's arena, the last argument of every handler.
using NanoWasm.Profiling;

namespace NanoWasm.Execution;

/// <summary>
/// An instance as the handlers see it. The hottest fields come first so that they have short displacements; the first level of the dispatch
/// table lies inside, which saves a load at every dispatch and lets a run be traced or interrupted by exchanging entries.
/// </summary>
internal unsafe partial struct Context
{
    /// <summary>
    /// The offset of <see cref="Rows"/> in bytes, behind sixteen pointers. Handlers compute the address themselves: for a field's address
    /// the JIT would check the context for null at every dispatch.
    /// </summary>
    public const int RowsOffset = 16 * 8;

    /// <summary>The offset of <see cref="Masks"/> in bytes.</summary>
    public const int MasksOffset = RowsOffset + (HandlerTable.Rows * 8);

    /// <summary>Memory 0; refreshed by the driver whenever it (re-)enters the machine.</summary>
    public byte* MemoryBase;

    /// <summary>The size of memory 0 in bytes.</summary>
    public ulong MemorySize;

    /// <summary>The function that runs.</summary>
    public FunctionData* Function;

    /// <summary>The final <c>end</c> of the function that runs.</summary>
    public byte* CodeEnd;

    /// <summary>The next free frame.</summary>
    public Frame* Frame;

    /// <summary>Behind the last frame.</summary>
    public Frame* FrameLimit;

    /// <summary>Behind the last slot of the value stack.</summary>
    public ulong* StackLimit;

    /// <summary>The module's functions, imports first.</summary>
    public FunctionData* Functions;

    /// <summary>The cells of the globals, imports first.</summary>
    public ulong** Globals;

    /// <summary>The tables, imports first.</summary>
    public TableData** Tables;

    /// <summary>The module's types: equal addresses, equal types.</summary>
    public RuntimeType** Types;

    /// <summary>The data segments; dropped ones are empty.</summary>
    public DataSegment* DataSegments;

    /// <summary>The element segments; dropped ones are empty.</summary>
    public ElementSegment* ElementSegments;

    /// <summary>References to the module's functions, imports first: entries of imports point elsewhere.</summary>
    public FunctionReference** References;

    /// <summary>The memories, imports first; null where there is none.</summary>
    public MemoryData** Memories;

    /// <summary>Code addresses of all opcodes' handlers (see <c>DispatchTable</c>): the pages of prefixes are read here.</summary>
    public ulong* Pages;

    /// <summary>By opcode: the code addresses to choose from, those of superinstructions among them (see <see cref="HandlerTable"/>).</summary>
    public fixed ulong Rows[HandlerTable.Rows];

    /// <summary>By opcode: the bits of the eight bytes at it that make the index into its row.</summary>
    public fixed ulong Masks[HandlerTable.Rows];

    // The machine's registers while it is outside (Exit).

    /// <summary>The last opcode byte of the instruction to go on with, or of the one that caused the exit.</summary>
    public byte* Pc;

    /// <summary>The slot where the top of the stack belongs.</summary>
    public ulong* Sp;

    /// <summary>The top of the stack.</summary>
    public ulong Tos;

    /// <summary>The first local.</summary>
    public ulong* Fp;

    /// <summary>The next side-table entry.</summary>
    public BranchEntry* Stp;

    /// <summary>What to call at <see cref="Exit.Call"/>.</summary>
    public FunctionReference* Callee;

    /// <summary>The trap at <see cref="Exit.Trap"/>.</summary>
    public TrapKind Trap;

    /// <summary>Whether the threaded dispatcher runs this context (<see cref="DispatchTables.Fill"/>).</summary>
    public bool Threaded;

    /// <summary>The garbage-collected heap; null where the module needs none.</summary>
    public GcHeapData* Gc;

    /// <summary>All blocks of all such heaps by number; null where the module needs none.</summary>
    public GcBlockEntry* GcBlocks;

    /// <summary>Where goes what nobody reads.</summary>
    public ulong Unread;

    /// <summary>What of the module changes the meaning of opcodes.</summary>
    public ModuleTraits Traits;

    /// <summary>From a slot to the high half of the vector in it, in slots (<see cref="ExecutionStack.High"/>).</summary>
    public nint High;

    /// <summary>The high halves of the globals, imports first; those that are no vectors share one that nobody reads. Null where there is no v128.</summary>
    public ulong** GlobalHighs;

    /// <summary>The tags, imports first.</summary>
    public TagData** Tags;

    /// <summary>Where exceptions are caught.</summary>
    public ExceptionTable Handlers;

    /// <summary>Where exceptions lie that this instance has got references to; null where it catches none.</summary>
    public ExceptionStore* Exceptions;

    /// <summary>The exception that nobody caught, where the driver left with the trap <see cref="TrapKind.None"/>.</summary>
    public Thrown Thrown;

    /// <summary>A handle to the <see cref="NanoWasm.Instance"/> for the driver; handlers never touch it.</summary>
    public nint Instance;

    /// <summary>Whether the machine has to leave this context (<see cref="Interruptions"/>); the switch dispatcher asks.</summary>
    public bool Interrupted;

    /// <summary>The contents of <see cref="Rows"/> while others stand there (<see cref="Interruptions"/>); null before the first time.</summary>
    public ulong* SavedRows;

    /// <summary>The rows of the module that <see cref="Rows"/> points to; null where they are those that all modules share.</summary>
    public ModuleRows* ModuleRows;

    /// <summary>The counters of a profiled instance (<see cref="DispatchTables.AddProfile"/>); else null.</summary>
    public ProfileData* Profile;
}

/// <summary>A table's elements. Shared by all instances that import the table.</summary>
internal unsafe struct TableData
{
    /// <summary>The elements: <c>funcref</c> as <see cref="FunctionReference"/> pointers, <c>externref</c> as handles; 0 is null.</summary>
    public ulong* Items;

    /// <summary>The number of elements.</summary>
    public uint Size;

    /// <summary>Whether indices are i64 instead of i32.</summary>
    public bool Is64;
}

/// <summary>A memory's bytes. Shared by all instances that import the memory.</summary>
internal unsafe struct MemoryData
{
    /// <summary>The first byte.</summary>
    public byte* Base;

    /// <summary>The size in bytes; below 2^62, so that sums of addresses that are below it do not overflow.</summary>
    public ulong Size;

    /// <summary>The binary logarithm of the size of a page.</summary>
    public byte PageShift;

    /// <summary>Whether addresses are i64 instead of i32.</summary>
    public bool Is64;

    /// <summary>Whether other threads may use it, and make it larger, meanwhile. It never moves then.</summary>
    public bool Shared;
}

/// <summary>A data segment of an instance.</summary>
internal unsafe struct DataSegment
{
    /// <summary>The first byte, in the module.</summary>
    public byte* Bytes;

    /// <summary>The length in bytes; 0 once dropped.</summary>
    public uint Length;
}

/// <summary>An element segment of an instance.</summary>
internal unsafe struct ElementSegment
{
    /// <summary>The references.</summary>
    public ulong* Items;

    /// <summary>The number of references; 0 once dropped.</summary>
    public uint Length;
}
