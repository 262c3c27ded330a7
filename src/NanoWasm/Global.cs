// Global variables.
using System.Runtime.InteropServices;
using NanoWasm.Execution;
using NanoWasm.Linking;

namespace NanoWasm;

/// <summary>A global (specification 4.2.9). Made by an instance, or by the host to be imported.</summary>
public sealed unsafe class Global : Extern, IGroupMember, IDisposable
{
    private readonly GlobalType _type;
    private readonly Instance? _owner;
    private readonly ulong* _cell;
    private readonly ulong* _highCell;
    private readonly GlobalCell? _storage;
    private InstanceGroup _group;
    private bool _heldByHost;

    /// <summary>Makes a global that modules can import.</summary>
    /// <param name="value">Its value; its type is the global's.</param>
    /// <param name="mutable">Whether it may be set later.</param>
    /// <exception cref="ObjectDisposedException">The value is a function of an instance that is disposed.</exception>
    public Global(Value value, bool mutable = false)
    {
        _type = new GlobalType(value.Kind, mutable);
        _group = new InstanceGroup();
        _storage = new GlobalCell();
        _cell = _storage.Cell;
        _highCell = _cell + 1;
        _heldByHost = true;
        using GroupScope scope = new(ref _group);
        scope.Group.Add(this);
        value.Store(_cell, High, scope.Group);
    }

    /// <summary>A global of an instance.</summary>
    internal Global(Instance owner, GlobalType type, ulong* cell, ulong* highCell)
    {
        _type = type;
        _owner = owner;
        _cell = cell;
        _highCell = highCell;
        _group = owner.Group;
    }

    /// <inheritdoc/>
    public override ExternalType Type => _type;

    /// <summary>Whether it may be set.</summary>
    public bool IsMutable => _type.Mutable;

    /// <summary>Its value.</summary>
    /// <exception cref="ArgumentException">Set: the value is of another type.</exception>
    /// <exception cref="InvalidOperationException">Set: the global is immutable. Or another thread runs in an instance that uses the global.</exception>
    /// <exception cref="ObjectDisposedException">The global was freed, or the function's instance is disposed.</exception>
    public Value Value
    {
        get
        {
            using GroupScope scope = new(ref _group);
            return Value.Load(_type.Value.Kind, Cell, High);
        }

        set
        {
            if (!_type.Mutable)
            {
                throw new InvalidOperationException("The global is immutable.");
            }

            if (!value.HasType(_type.Value))
            {
                throw new ArgumentException($"The global holds {_type.Value}, not {value.Describe()}.", nameof(value));
            }

            using GroupScope scope = new(ref _group);
            value.Store(Cell, High, scope.Group);
        }
    }

    /// <inheritdoc/>
    bool IGroupMember.IsRoot => _heldByHost;

    /// <summary>Whether importers share it; the others copy its value, which never changes and points nowhere.</summary>
    internal bool IsShared => _type.Mutable || _type.Value.IsReference;

    /// <summary>Where the value lies.</summary>
    /// <exception cref="ObjectDisposedException">The global was freed.</exception>
    internal ulong* Cell
    {
        get
        {
            ObjectDisposedException.ThrowIf(_storage is null ? _owner!.IsFreed : _storage.IsClosed, this);
            return _cell;
        }
    }

    /// <summary>Where the high half of a vector lies; where there is none, null or a cell that nobody reads.</summary>
    internal ulong* HighCell => _highCell;

    /// <summary>From the cell to that of the high half.</summary>
    private nint High => (nint)(_highCell - _cell);

    /// <summary>The group it belongs to.</summary>
    internal ref InstanceGroup Group => ref _group;

    /// <summary>The member of the group that holds the value.</summary>
    internal IGroupMember Holder => _owner ?? (IGroupMember)this;

    /// <summary>
    /// Lets go of a global made by the host; it is freed once no instance uses it. Does nothing to an instance's own global, which lives
    /// as long as the instance.
    /// </summary>
    public void Dispose()
    {
        if (_heldByHost)
        {
            _heldByHost = false;
            InstanceGroup.Abandon(_group);
        }
    }

    /// <inheritdoc/>
    [AllocationFree]
    void IGroupMember.MarkHeap(GcMarker marker)
    {
        if (_type.Value.IsReference)
        {
            marker.Mark(*_cell);
        }
    }

    /// <inheritdoc/>
    void IGroupMember.MarkReferences(GroupMarker marker)
    {
        if (_type.Value.IsReference)
        {
            marker.MarkReference(_type.Value.Kind, *_cell);
        }
    }

    /// <inheritdoc/>
    [AllocationFree]
    void IGroupMember.MarkExceptions(ref ExceptionMarker marker) => marker.Mark(*_cell);

    /// <inheritdoc/>
    void IGroupMember.Free() => _storage?.Dispose();

    /// <summary>Owns the value of a global made by the host.</summary>
    private sealed class GlobalCell : SafeHandle
    {
        public GlobalCell()
            : base(0, ownsHandle: true) => SetHandle((nint)NativeMemory.AllocZeroed(2 * sizeof(ulong)));

        public override bool IsInvalid => handle == 0;

        public ulong* Cell => (ulong*)handle;

        protected override bool ReleaseHandle()
        {
            NativeMemory.Free(Cell);
            return true;
        }
    }
}
