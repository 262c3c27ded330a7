// What the members of a group have in common.
using NanoWasm.Execution;

namespace NanoWasm.Linking;

/// <summary>Something with native memory that other members of its group may point into: an instance, a memory, a table, a global of the host.</summary>
internal interface IGroupMember
{
    /// <summary>Whether its user still holds on to it: it is kept, and all that it refers to. Others are kept as long as a kept one refers to them.</summary>
    bool IsRoot { get; }

    /// <summary>Marks everything that it refers to.</summary>
    void MarkReferences(GroupMarker marker);

    /// <summary>Marks the objects of the group's garbage-collected heap that it refers to.</summary>
    [AllocationFree]
    void MarkHeap(GcMarker marker);

    /// <summary>Adds the store of its exceptions, if it has one, to a collection. Code of the group is running.</summary>
    [AllocationFree]
    void AddExceptions(ref ExceptionMarker marker)
    {
    }

    /// <summary>Marks the exceptions that it refers to. Code of the group is running.</summary>
    [AllocationFree]
    void MarkExceptions(ref ExceptionMarker marker)
    {
    }

    /// <summary>Frees its native memory. Called once, when no kept member refers to it.</summary>
    void Free();
}
