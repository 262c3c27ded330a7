// Finds out what is still referred to in a group.
using NanoWasm.Execution;

namespace NanoWasm.Linking;

/// <summary>
/// One pass over the references of a group's kept members: which members, host functions and external objects they reach. Precise,
/// because nobody runs meanwhile: references lie in tables, globals, element segments, objects of the heap, and exceptions that these refer to.
/// </summary>
internal sealed unsafe class GroupMarker(GcMarker? heap)
{
    private readonly HashSet<IGroupMember> _members = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<IGroupMember> _pending = new();
    private readonly HashSet<nint> _exceptions = [];
    private readonly Stack<nint> _pendingExceptions = new();

    /// <summary>The host functions that were reached.</summary>
    public HashSet<HostFunction> HostFunctions { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The external references (slot values) that were reached.</summary>
    public HashSet<ulong> Externals { get; } = [];

    /// <summary>The tags that were reached.</summary>
    public HashSet<Tag> Tags { get; } = new(ReferenceEqualityComparer.Instance);

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
        else if (kind == ValueKind.ExnRef)
        {
            MarkException(slot);
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

            while (_pendingExceptions.TryPop(out nint exception))
            {
                MarkValues((ExceptionData*)exception);
            }

            heap?.Drain(this);
        }
        while (_pending.Count != 0 || _pendingExceptions.Count != 0);
    }

    /// <summary>Marks the instance that an exception lies in, and its tag; its values follow in <see cref="Run"/>.</summary>
    private void MarkException(ulong slot)
    {
        if (_exceptions.Add((nint)slot))
        {
            _pendingExceptions.Push((nint)slot);
            ExceptionData* exception = (ExceptionData*)slot;
            Tags.Add(Tag.Of(exception->Tag));
            Mark(InstanceHost.InstanceOf(exception->Store->Owner));
        }
    }

    private void MarkValues(ExceptionData* exception)
    {
        ReadOnlySpan<WasmType> types = Tag.Of(exception->Tag).TagType.Signature.Parameters.AsSpan();
        for (int i = 0; i < types.Length; i++)
        {
            if (types[i].IsReference)
            {
                MarkReference(types[i].Kind, ExceptionData.ValuesOf(exception)[i]);
            }
        }
    }
}
