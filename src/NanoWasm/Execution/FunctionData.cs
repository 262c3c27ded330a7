// What a call needs to know of a function. Lies in the module's arena, shared by all its instances.
using System.Runtime.InteropServices;

namespace NanoWasm.Execution;

/// <summary>A function of a module's index space, imported or defined, in the form the call handlers read.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FunctionData
{
    /// <summary><see cref="FrameSize"/> of imports: no stack has room for it, so that calling one always takes the slow path.</summary>
    public const int ImportFrameSize = int.MaxValue;

    /// <summary>The first instruction (behind the local declarations). Null for imports.</summary>
    public byte* Code;

    /// <summary>The function's final <c>end</c>. Null for imports.</summary>
    public byte* CodeEnd;

    /// <summary>The first side-table entry.</summary>
    public BranchEntry* SideTable;

    /// <summary>Stack slots that a call needs beyond its arguments: locals, one spare, and the most operands; <see cref="ImportFrameSize"/> for imports.</summary>
    public int FrameSize;

    /// <summary>Locals that are not parameters: zeroed by a call.</summary>
    public int ZeroedLocals;

    /// <summary>Parameters, in slots.</summary>
    public ushort ParameterCount;

    /// <summary>Results, in slots.</summary>
    public ushort ResultCount;

    /// <summary>The function's type: equal addresses, equal types.</summary>
    public RuntimeType* Type;

    /// <summary>The index of its type in the module.</summary>
    public uint TypeIndex;

    /// <summary>Its own index in the module.</summary>
    public uint Index;
}

/// <summary>A function of an instance: the pointee of a <c>funcref</c>. Null is slot value 0.</summary>
internal unsafe struct FunctionReference
{
    /// <summary>The function.</summary>
    public FunctionData* Function;

    /// <summary>The instance that it runs in; null for host functions.</summary>
    public Context* Owner;

    /// <summary>For host functions: a handle to the <see cref="Linking.HostFunction"/>; else 0.</summary>
    public nint Host;
}
