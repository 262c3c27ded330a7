// Instances that share things: one thread, one lifetime.
using System.Diagnostics.CodeAnalysis;
using NanoWasm.Execution;

namespace NanoWasm.Linking;

/// <summary>
/// Instances that import from one another, with their memories, tables and globals. They point into each other's native memory, so a group
/// is entered by one thread at a time, and a member is freed only when no member that is in use refers to it.
/// Groups are united when something of one is given to another: a disjoint-set forest, whose roots are the groups.
/// </summary>
/// <remarks>All fields except <c>_parent</c>, <c>_owner</c> and <c>_collect</c> are touched by the thread only that entered the group.</remarks>
internal sealed class InstanceGroup
{
    private const int MinCollectThreshold = 256;

    [ThreadStatic]
    private static InstanceGroup? _direct;

    private readonly List<IGroupMember> _members = [];
    private readonly bool _isDirect;
    private HashSet<HostFunction> _hostFunctions = new(ReferenceEqualityComparer.Instance);
    private HashSet<Tag> _tags = new(ReferenceEqualityComparer.Instance);
    private ExternalReferences? _externals;
    private GcHeap? _heap;
    private InstanceGroup? _parent;
    private int _owner;
    private int _depth;
    private bool _collect;
    private int _threshold = MinCollectThreshold;

    /// <summary>A group without members.</summary>
    public InstanceGroup()
    {
    }

    private InstanceGroup(bool isDirect) => _isDirect = isDirect;

    /// <summary>The group that this one has become part of.</summary>
    [AllocationFree]
    public InstanceGroup Root
    {
        get
        {
            InstanceGroup root = this;
            while (Volatile.Read(ref root._parent) is InstanceGroup parent)
            {
                root = parent;
            }

            return root;
        }
    }

    /// <summary>The garbage-collected heap, or null if no member has needed one, or all are gone.</summary>
    [AllocationFree]
    public GcHeap? Heap => Root._heap;

    /// <summary>The number of members: for tests.</summary>
    public int MemberCount => _members.Count;

    /// <summary>The number of handles to external objects: for tests.</summary>
    [AllocationFree]
    public int ExternalCount => _externals?.Count ?? 0;

    /// <summary>The group of a calling instance; where the host itself calls a host function, one that lives as long as the call.</summary>
    [AllocationFree]
    public static InstanceGroup Of(Instance? caller) => caller is null ? Direct : caller.Group;

    /// <summary>The group of this thread's direct calls from host to host. It keeps references alive, and unites with nothing.</summary>
    [AllocationFree]
#pragma warning disable NW1001 // Once a thread.
    public static InstanceGroup Direct => _direct ??= new InstanceGroup(isDirect: true);
#pragma warning restore NW1001

    /// <summary>Makes this thread the one that runs in the group; it may enter again.</summary>
    /// <param name="group">The group, or one that has become part of it.</param>
    /// <returns>The group.</returns>
    /// <exception cref="InvalidOperationException">Another thread runs in the group.</exception>
    [AllocationFree]
    public static InstanceGroup Enter(InstanceGroup group) => TryEnter(group) ?? ThrowBusy();

    /// <summary>Ends what <see cref="Enter"/> began. May be called on any group that has become part of the entered one.</summary>
    [AllocationFree]
    public void Leave()
    {
        InstanceGroup root = Root;
        if (--root._depth == 0)
        {
            root.Release();
        }
    }

    /// <summary>Adds a member. This thread has entered the group.</summary>
    public void Add(IGroupMember member) => _members.Add(member);

    /// <summary>Makes one group of two. This thread has entered the first.</summary>
    /// <returns>The group, entered as often as the two were.</returns>
    /// <exception cref="InvalidOperationException">Another thread runs in the second group.</exception>
    public static InstanceGroup Unite(InstanceGroup first, InstanceGroup second)
    {
        InstanceGroup root = first.Root;
        InstanceGroup other = Enter(second);
        if (ReferenceEquals(root, other))
        {
            root.Leave();
            return root;
        }

        int depth = root._depth + other._depth - 1;
        (InstanceGroup large, InstanceGroup small) = root._members.Count >= other._members.Count ? (root, other) : (other, root);
        large._depth = depth;
        large.Absorb(small);
        return large;
    }

    /// <summary>Lets a member go that is no root any longer: it is freed as soon as nobody runs in the group, on whatever thread.</summary>
    public static void Abandon(InstanceGroup group)
    {
        Volatile.Write(ref group.Root._collect, true);
        Interlocked.MemoryBarrier();

        // Where another thread runs in the group, it collects when it leaves.
        TryEnter(group)?.Leave();
    }

    /// <summary>The slot value for a function, whose group becomes one with this. This thread has entered the group.</summary>
    /// <exception cref="ObjectDisposedException">The function's instance was freed.</exception>
    /// <exception cref="InvalidOperationException">Another thread runs in the function's group.</exception>
    [AllocationFree]
    public unsafe ulong AddFunction(Function? function)
    {
        if (function is null)
        {
            return 0;
        }

        InstanceGroup root = Root;
        if (root._isDirect)
        {
            root.AddExternal(function);
        }
        else if (function.Instance is Instance instance)
        {
#pragma warning disable NW1020 // Once for each pair of groups.
            Unite(root, instance.Group);
            instance.ThrowIfFreed();
#pragma warning restore NW1020
        }
        else
        {
#pragma warning disable NW1020 // Once for each function of the host that a group meets.
            root._hostFunctions.Add(function.Host!);
#pragma warning restore NW1020
        }

        return (ulong)function.Reference;
    }

    /// <summary>Keeps a tag alive that instances of the group may have exceptions with. This thread has entered the group.</summary>
    [AllocationFree]
#pragma warning disable NW1020 // Once for each tag that a group meets.
    public void AddTag(Tag tag) => Root._tags.Add(tag);
#pragma warning restore NW1020

    /// <summary>
    /// Frees the objects of the heap that nothing refers to, and finds out which exceptions the members have references to: all others may be overwritten. Both at once, because each
    /// may refer to the other. This thread runs in the group.
    /// </summary>
    [AllocationFree]
    public unsafe void CollectGarbage()
    {
        InstanceGroup root = Root;
        ExceptionMarker exceptions = default;
        foreach (IGroupMember member in root._members)
        {
            member.AddExceptions(ref exceptions);
        }

        GcMarker? heap = root._heap?.BeginMarking(&exceptions);
        foreach (IGroupMember member in root._members)
        {
            member.MarkExceptions(ref exceptions);
            if (heap is not null)
            {
                member.MarkHeap(heap);
            }
        }

        do
        {
            heap?.Drain(null);
        }
        while (exceptions.Run(heap));
        root._heap?.Sweep();
    }

    /// <summary>The slot value for an object of the host. This thread has entered the group.</summary>
    [AllocationFree]
#pragma warning disable NW1001, NW1020 // Once for each object that a group meets.
    public ulong AddExternal(object? value) => value is null ? 0 : (Root._externals ??= new ExternalReferences()).Add(value);
#pragma warning restore NW1001, NW1020

    /// <summary>The heap, which is made if there is none. This thread has entered the group.</summary>
    public GcHeap UseHeap() => Root._heap ??= new GcHeap(this);

    /// <summary>Makes room in the heap for the object that there was none for. This thread has entered the group.</summary>
    /// <returns>False where the budget does not allow it.</returns>
    [AllocationFree]
    public bool MakeRoom()
    {
        InstanceGroup root = Root;
        return root._heap!.MakeRoom(root);
    }

    [AllocationFree]
    private static InstanceGroup? TryEnter(InstanceGroup group)
    {
        int thread = Environment.CurrentManagedThreadId;
        for (; ; )
        {
            InstanceGroup root = group.Root;
            if (root._owner == thread)
            {
                root._depth++;
                return root;
            }

            if (Interlocked.CompareExchange(ref root._owner, thread, 0) == 0)
            {
                root._depth = 1;
                if (root.ExternalCount + root._hostFunctions.Count > root._threshold)
                {
#pragma warning disable NW1020 // Once the number of known objects has doubled: nothing per call.
                    root.Collect();
#pragma warning restore NW1020
                }

                return root;
            }

            // A group that has become part of another one stays owned for ever, so nobody enters it by an old path.
            if (Volatile.Read(ref root._parent) is null)
            {
                return null;
            }
        }
    }

    [AllocationFree]
    private void Release()
    {
        do
        {
            if (_isDirect)
            {
                if (ExternalCount != 0)
                {
#pragma warning disable NW1020 // Allocates only where groups were united, which this one never is.
                    _externals!.Sweep(used: null);
#pragma warning restore NW1020
                }
            }
            else if (Volatile.Read(ref _collect))
            {
#pragma warning disable NW1020 // Only after a member was disposed.
                Collect();
#pragma warning restore NW1020
            }

            Volatile.Write(ref _owner, 0);
            Interlocked.MemoryBarrier();

            // Somebody who found the group busy may have asked for a collection since.
        }
        while (Volatile.Read(ref _collect) && Interlocked.CompareExchange(ref _owner, Environment.CurrentManagedThreadId, 0) == 0);
    }

    private void Absorb(InstanceGroup other)
    {
        _members.AddRange(other._members);
        _hostFunctions.UnionWith(other._hostFunctions);
        _tags.UnionWith(other._tags);
        if (other._externals is { } externals)
        {
            (_externals ??= new ExternalReferences()).Absorb(externals);
        }

        AbsorbHeap(other);
        other._members.Clear();
        other._hostFunctions.Clear();
        other._tags.Clear();
        Volatile.Write(ref other._parent, this);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref other._collect))
        {
            Volatile.Write(ref _collect, true);
        }
    }

    private void AbsorbHeap(InstanceGroup other)
    {
        if (other._heap is not { } heap)
        {
            return;
        }

        other._heap = null;
        if (_heap is null)
        {
            _heap = heap;
            return;
        }

        _heap.Absorb(heap);
        foreach (IGroupMember member in other._members)
        {
            (member as Instance)?.MoveHeap(_heap);
        }
    }

    /// <summary>Frees what no member in use refers to. Nobody runs in the group.</summary>
    private unsafe void Collect()
    {
        Volatile.Write(ref _collect, false);
        GroupMarker marker = new(_heap?.BeginMarking(null));
        foreach (IGroupMember member in _members)
        {
            if (member.IsRoot)
            {
                marker.Mark(member);
            }
        }

        marker.Run();
        _heap?.Sweep();
        _hostFunctions = marker.HostFunctions;
        _tags = marker.Tags;
        _externals?.Sweep(marker.Externals);
        _threshold = Math.Max(MinCollectThreshold, 2 * (ExternalCount + _hostFunctions.Count));
        _members.RemoveAll(member =>
        {
            bool unused = !marker.IsMarked(member);
            if (unused)
            {
                member.Free();
            }

            return unused;
        });
        if (_members.Count == 0)
        {
            _heap?.Dispose();
            _heap = null;
        }
    }

    [DoesNotReturn]
    private static InstanceGroup ThrowBusy() => throw new InvalidOperationException(
        "Another thread is using this instance, or one that it shares functions, memories, tables or globals with. Instances that share something run on one thread at a time; make one instance for each thread (modules can be shared).");
}

/// <summary>Time that a host method spends in a group.</summary>
internal readonly ref struct GroupScope
{
    /// <summary>Enters.</summary>
    /// <param name="group">The group; replaced by the one that it has become part of.</param>
    /// <exception cref="InvalidOperationException">Another thread runs in the group.</exception>
    public GroupScope(ref InstanceGroup group) => Group = group = InstanceGroup.Enter(group);

    /// <summary>The group, until it is united with another one.</summary>
    public InstanceGroup Group { get; }

    /// <summary>Leaves.</summary>
    public void Dispose() => Group.Leave();
}
