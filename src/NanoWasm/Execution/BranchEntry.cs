// The side table: what a branch needs to know and the bytecode does not say.
using System.Runtime.InteropServices;

namespace NanoWasm.Execution;

/// <summary>
/// Where one branch goes, made by validation (B. L. Titzer, "A fast in-place interpreter for WebAssembly", OOPSLA 2022).
/// Distances are relative to the branch's opcode and to this entry; the entries of a function follow the order of its branches.
/// </summary>
/// <remarks>
/// A branch that fits neither 16-bit field has <see cref="Values"/> = <see cref="Wide"/>: its <see cref="Pc"/> is then the distance, in
/// entries, to a <see cref="WideBranch"/> behind the function's last entry.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Size = 8)]
internal struct BranchEntry
{
    /// <summary>The value of <see cref="Values"/> that says that the branch is a <see cref="WideBranch"/>.</summary>
    public const ushort Wide = 0xFFFF;

    /// <summary>Bytes from the branch's (last) opcode byte to the target.</summary>
    public int Pc;

    /// <summary>Entries from this one to the one that is next at the target.</summary>
    public short SideTable;

    /// <summary>0 where the branch leaves the operand stack as it is; else values dropped (low 8 bits) below values kept (high 8 bits).</summary>
    public ushort Values;
}

/// <summary>A branch whose numbers do not fit into a <see cref="BranchEntry"/>. Takes the room of two entries.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct WideBranch
{
    /// <summary>Bytes from the branch's (last) opcode byte to the target.</summary>
    public int Pc;

    /// <summary>Entries from the branch's <see cref="BranchEntry"/> (not from here) to the one that is next at the target.</summary>
    public int SideTable;

    /// <summary>Values dropped below those kept.</summary>
    public int Drop;

    /// <summary>Values kept on top of the stack.</summary>
    public int Keep;
}
