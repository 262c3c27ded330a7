// Structs and arrays of guests as hosts hold them.
using NanoWasm.Binary;
using NanoWasm.Execution;
using NanoWasm.Linking;

namespace NanoWasm;

/// <summary>
/// A struct or an array of the garbage-collected heap that some linked instances share. It keeps the object alive until it is disposed, or until .NET's collector finds that
/// nobody has it any more. Two of these are equal if they are of the same object.
/// </summary>
/// <remarks>
/// Every member throws <see cref="ObjectDisposedException"/> if this is disposed or all instances of the heap are gone, and <see cref="InvalidOperationException"/> while another thread
/// runs in one of them.
/// </remarks>
public sealed unsafe class GcReference : IDisposable, IEquatable<GcReference>
{
    private readonly GcHandles _handles;
    private readonly int _index;
    private readonly ulong _slot;
    private InstanceGroup _group;
    private int _disposed;

    internal GcReference(ulong slot)
    {
        GcHeap heap = GcHeap.Of(slot);
        _slot = slot;
        _group = heap.Group;
        _handles = heap.Handles;
        _index = _handles.Add(slot);
    }

    /// <summary>Lets go of the object.</summary>
    ~GcReference() => Release();

    /// <summary>Whether it is an array.</summary>
    public bool IsArray
    {
        get
        {
            using GroupScope scope = new(ref _group);
            return Type->Kind == TypeKind.Array;
        }
    }

    /// <summary>The number of a struct's fields, or of an array's elements.</summary>
    public uint Length
    {
        get
        {
            using GroupScope scope = new(ref _group);
            return LengthOf(Type);
        }
    }

    /// <summary>A field of a struct or an element of an array. Packed ones are i32, read without sign.</summary>
    /// <param name="index">Its number.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is none of that number.</exception>
    /// <exception cref="ArgumentException">Set: the value is of another type.</exception>
    /// <exception cref="InvalidOperationException">Set: it may not be set.</exception>
    public Value this[uint index]
    {
        get
        {
            using GroupScope scope = new(ref _group);
            RuntimeType* type = Type;
            byte* place = PlaceOf(type, index, out GcField field, out ValType fieldType);
            if (field == GcField.Bits128)
            {
                return Value.Load(ValueKind.V128, (ulong*)place, HighOf(type, index));
            }

            ulong slot = field switch
            {
                GcField.Bits8 => *place,
                GcField.Bits16 => *(ushort*)place,
                GcField.Bits32 => *(uint*)place,
                _ => *(ulong*)place,
            };
            return Value.FromSlot(KindOf(fieldType), slot);
        }

        set
        {
            using GroupScope scope = new(ref _group);
            RuntimeType* type = Type;
            byte* place = PlaceOf(type, index, out GcField field, out ValType fieldType);
            if ((fieldType & ValType.Mutable) == 0)
            {
                throw new InvalidOperationException("The field or element is immutable.");
            }

            if (!value.HasType(KindOf(fieldType), fieldType.Unpacked()))
            {
                throw new ArgumentException($"The field or element is of another type than {value.Describe()}.", nameof(value));
            }

            if (field == GcField.Bits128)
            {
                value.Store((ulong*)place, HighOf(type, index), scope.Group);
                return;
            }

            int shift = type->Kind == TypeKind.Array ? type->ElementShift : 3;
            GcOperations.Store(place, shift, value.ToSlot(scope.Group));
        }
    }

    /// <summary>The slot of the object.</summary>
    [AllocationFree]
    internal ulong Slot
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0 || _group.Heap is null, this);
            return _slot;
        }
    }

    /// <summary>The type of references to the object, in the process-wide form. The caller has entered the group, or nothing is freed for other reasons.</summary>
    [AllocationFree]
    internal ValType ReferenceType => ValTypes.Reference((int)Type->Number, nullable: false);

    /// <summary>The group whose heap the object lies in.</summary>
    [AllocationFree]
    internal InstanceGroup Group => _group.Root;

    [AllocationFree]
    private byte* Header => GcBlocks.Entries[(uint)(Slot >> GcSlots.BlockShift)].Base + (_slot & GcSlots.OffsetMask);

    [AllocationFree]
    private RuntimeType* Type => TypeRegistry.Get(*(uint*)Header - 1);

    /// <summary>Lets go of the object; it lives on as long as the guest refers to it.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public bool Equals(GcReference? other) => other is not null && other._slot == _slot && ReferenceEquals(other.Group, Group);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GcReference);

    /// <inheritdoc/>
    public override int GetHashCode() => _slot.GetHashCode();

    /// <summary>What it is.</summary>
    public override string ToString() => Volatile.Read(ref _disposed) != 0 ? "a disposed reference" : IsArray ? $"an array of {Length} elements" : $"a struct of {Length} fields";

    private static ValueKind KindOf(ValType field)
    {
        ValType type = field.Unpacked();
        return type.IsDefined() ? WasmType.KindOf(TypeRegistry.Get((uint)type.Index())->Kind) : type.ToValueKind();
    }

    /// <summary>From the low half of a v128 to its high one, in slots: beside it in an array, behind all fields of a struct.</summary>
    private static nint HighOf(RuntimeType* type, uint index)
    {
        if (type->Kind == TypeKind.Array)
        {
            return 1;
        }

        nint distance = (nint)type->FieldCount - (nint)index;
        for (uint i = 0; i < index; i++)
        {
            distance += RuntimeType.Fields(type)[i] == GcField.Bits128 ? 1 : 0;
        }

        return distance;
    }

    private uint LengthOf(RuntimeType* type) => type->Kind == TypeKind.Array ? ((uint*)Header)[1] : type->FieldCount;

    private byte* PlaceOf(RuntimeType* type, uint index, out GcField field, out ValType fieldType)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, LengthOf(type));
        bool isArray = type->Kind == TypeKind.Array;
        uint number = isArray ? 0 : index;
        field = RuntimeType.Fields(type)[number];
        fieldType = RuntimeType.FieldTypes(type)[number];
        return Header + GcBlock.ObjectHeader + ((ulong)index << (isArray ? type->ElementShift : 3));
    }

    private void Release()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _handles?.Release(_index);
        }
    }
}
