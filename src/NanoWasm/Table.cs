// Tables of references.
using NanoWasm.Execution;
using NanoWasm.Linking;

namespace NanoWasm;

/// <summary>A table (specification 4.2.7): functions, or objects of the host. Made by an instance, or by the host to be imported.</summary>
public sealed unsafe class Table : Extern, IGroupMember, IDisposable
{
    /// <summary>The most elements that a table made by the host can have.</summary>
    public const uint MaxSize = 1 << 27;

    private readonly TableStorage _storage;
    private readonly TableType _type;
    private readonly uint _limit;
    private InstanceGroup _group;
    private bool _heldByHost;

    /// <summary>Makes a table of nulls that modules can import.</summary>
    /// <param name="element">The type of the elements: a reference type whose values may be null.</param>
    /// <param name="minimum">Its size.</param>
    /// <param name="maximum">The size that it may grow to; null for the largest possible.</param>
    /// <param name="is64">Whether indices are i64 instead of i32.</param>
    /// <exception cref="ArgumentOutOfRangeException">The type is no reference, the size is above <see cref="MaxSize"/>, or the maximum is below the minimum.</exception>
    /// <exception cref="InstantiationException">There is not enough memory.</exception>
    public Table(WasmType element, uint minimum, uint? maximum = null, bool is64 = false)
        : this(Checked(element, minimum, maximum) with { Is64 = is64 }, MaxSize, new InstanceGroup())
    {
        _heldByHost = true;
        _group.Add(this);
    }

    /// <summary>Makes the table of an instance; the caller adds it to the group.</summary>
    /// <exception cref="InstantiationException">It is larger than it may be.</exception>
    internal Table(TableType type, uint limit, InstanceGroup group)
    {
        _type = type;
        _limit = (uint)Math.Min(limit, Math.Min(type.Maximum ?? MaxSize, MaxSize));
        _group = group;
        if (type.Minimum > Math.Min(limit, MaxSize))
        {
            throw new InstantiationException($"The module needs a table of {type.Minimum:N0} elements; {Math.Min(limit, MaxSize):N0} are allowed.");
        }

        try
        {
            _storage = new TableStorage((uint)type.Minimum, type.Is64);
        }
        catch (OutOfMemoryException exception)
        {
            throw new InstantiationException($"There is not enough memory for a table of {type.Minimum:N0} elements.", exception);
        }
    }

    /// <inheritdoc/>
    public override ExternalType Type => _type with { Minimum = Size };

    /// <summary>The type of the elements.</summary>
    [AllocationFree]
    public WasmType Element => _type.Element;

    /// <summary>Whether indices and sizes have 64 bits for wasm code. No table has more than <see cref="MaxSize"/> elements in any case.</summary>
    public bool Is64 => _type.Is64;

    /// <summary>The present number of elements.</summary>
    [AllocationFree]
    public uint Size => Data->Size;

    /// <inheritdoc/>
    bool IGroupMember.IsRoot => _heldByHost;

    /// <summary>What the machine sees of it.</summary>
    /// <exception cref="ObjectDisposedException">The table was freed.</exception>
    [AllocationFree]
    internal TableData* Data
    {
        get
        {
            ObjectDisposedException.ThrowIf(_storage.IsClosed, this);
            return _storage.Data;
        }
    }

    /// <summary>The group it belongs to.</summary>
    internal ref InstanceGroup Group => ref _group;

    /// <summary>An element.</summary>
    /// <param name="index">Its number.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    /// <exception cref="ArgumentException">The value is of another type than the elements.</exception>
    /// <exception cref="InvalidOperationException">Another thread runs in an instance that uses the table (or the function).</exception>
    /// <exception cref="ObjectDisposedException">The table was freed, or the function's instance is disposed.</exception>
    public Value this[uint index]
    {
        get
        {
            using GroupScope scope = new(ref _group);
            return Value.FromSlot(Element.Kind, *At(index));
        }

        set
        {
            CheckKind(value);
            using GroupScope scope = new(ref _group);
            ulong* item = At(index);
            *item = value.ToSlot(scope.Group);
        }
    }

    /// <summary>Grows the table.</summary>
    /// <param name="count">The number of elements to add.</param>
    /// <param name="value">What the new elements are.</param>
    /// <returns>The size before, or -1 where it cannot grow so far: beyond its maximum, its policy's limit, or the machine's memory.</returns>
    /// <exception cref="ArgumentException">The value is of another type than the elements.</exception>
    /// <exception cref="InvalidOperationException">Another thread runs in an instance that uses the table (or the function).</exception>
    /// <exception cref="ObjectDisposedException">The table was freed, or the function's instance is disposed.</exception>
    public long Grow(uint count, Value value)
    {
        CheckKind(value);
        using GroupScope scope = new(ref _group);
        return TryGrow(count, value.ToSlot(scope.Group));
    }

    /// <summary>
    /// Lets go of a table made by the host; it is freed once no instance uses it. Does nothing to an instance's own table, which lives
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

    /// <summary>Grows the table (specification 4.5.3.8).</summary>
    /// <returns>The size before, or -1.</returns>
    [AllocationFree]
    internal long TryGrow(ulong count, ulong initialSlot)
    {
        uint size = Data->Size;
        return count <= _limit - size && (count == 0 || _storage.TryGrow(size + (uint)count, _limit, initialSlot)) ? size : -1;
    }

    /// <inheritdoc/>
    [AllocationFree]
    void IGroupMember.MarkHeap(GcMarker marker)
    {
        if (Element.Kind != ValueKind.FuncRef)
        {
            marker.MarkAll(_storage.Data->Items, _storage.Data->Items + _storage.Data->Size);
        }
    }

    /// <inheritdoc/>
    void IGroupMember.MarkReferences(GroupMarker marker)
    {
        TableData* data = _storage.Data;
        for (uint i = 0; i < data->Size; i++)
        {
            marker.MarkReference(Element.Kind, data->Items[i]);
        }
    }

    /// <inheritdoc/>
    [AllocationFree]
    void IGroupMember.MarkExceptions(ref ExceptionMarker marker)
    {
        if (Element.Kind == ValueKind.ExnRef)
        {
            marker.Mark(new ReadOnlySpan<ulong>(_storage.Data->Items, (int)_storage.Data->Size));
        }
    }

    /// <inheritdoc/>
    void IGroupMember.Free() => _storage.Dispose();

    private static TableType Checked(WasmType element, uint minimum, uint? maximum)
    {
        if (!element.IsNullable)
        {
            throw new ArgumentOutOfRangeException(nameof(element), element, "Elements of tables are references, to begin with null ones.");
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(minimum, MaxSize);
        if (maximum is uint value)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, minimum, nameof(maximum));
        }

        return new TableType(element, minimum, maximum);
    }

    private void CheckKind(Value value)
    {
        if (!value.HasType(Element))
        {
            throw new ArgumentException($"The table holds {Element}, not {value.Describe()}.", nameof(value));
        }
    }

    private ulong* At(uint index)
    {
        TableData* data = Data;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, data->Size);
        return data->Items + index;
    }
}
