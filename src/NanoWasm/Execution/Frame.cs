// A suspended caller.
namespace NanoWasm.Execution;

/// <summary>What a return restores. Frames lie in a stack of their own.</summary>
internal unsafe struct Frame
{
    /// <summary>The instruction to go on with.</summary>
    public byte* Pc;

    /// <summary>The caller's first local.</summary>
    public ulong* Fp;

    /// <summary>The caller's next side-table entry.</summary>
    public BranchEntry* Stp;

    /// <summary>The caller; <see cref="Driver.Outside"/> below the outermost function and between instances.</summary>
    public FunctionData* Function;
}
