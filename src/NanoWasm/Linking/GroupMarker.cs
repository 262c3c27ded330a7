// Finds out what is still referred to in a group.
using NanoWasm.Execution;

namespace NanoWasm.Linking;

/// <summary>
/// One pass over the references of a group's kept members: which members, host functions and external objects they reach. Precise,
/// because nobody runs meanwhile: references lie in tables, globals, element segments and objects of the heap only.
/// </summary>
internal sealed unsafe class GroupMarker(GcMarker? heap)
{
    private readonly HashSet<IGroupMember> _members = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<IGroupMember> _pending = new();

    /// <summary>The host functions that were reached.</summary>
    public HashSet<HostFunction> HostFunctions { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The external references (slot values) that were reached.</summary>
    public HashSet<ulong> Externals { get; } = [];

    /// <summary>Whether a member was reached.</summary>
    public bool IsMarked(IGroupMember member) => _members.Contains(member);

    /// <summary>Marks a member; what it refers to follows in <see cref="Run"/>.</summary>
    public void Mark(IGroupMember member)
    {
        if (_members.Add(member))
        {
            _pending.Push(member);
        }
    }

    /// <summary>Marks what a reference refers to.</summary>
    public void MarkReference(ValueKind kind, ulong slot)
    {
        if (slot == 0)
        {
            return;
        }

        if (kind == ValueKind.FuncRef)
        {
            MarkFunction((FunctionReference*)slot);
        }
        else if (GcSlots.IsObject(slot))
        {
            heap?.Mark(slot);
        }
        else if (!GcSlots.IsNumber(slot))
        {
            Externals.Add(GcSlots.ToExtern(slot));
        }
    }

    /// <summary>Marks a function's instance, or the host function.</summary>
    public void MarkFunction(FunctionReference* function)
    {
        if (function->Owner != null)
        {
            Mark(InstanceHost.InstanceOf(function->Owner));
        }
        else
        {
            HostFunctions.Add(HostFunction.Of(function));
        }
    }

    /// <summary>Marks everything that marked members refer to.</summary>
    public void Run()
    {
        do
        {
            while (_pending.TryPop(out IGroupMember? member))
            {
                member.MarkReferences(this);
            }

            heap?.Drain(this);
        }
        while (_pending.Count != 0);
    }
}
