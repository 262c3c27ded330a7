// Results as one .NET type: a value, or a tuple of values.
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NanoWasm.Linking;

/// <summary>
/// Converts the results of functions. Tuples are read and written field by field at offsets that are found once per type, so nothing is boxed.
/// </summary>
/// <remarks>Writing at the offsets is safe because they were found by watching where each field's value lands.</remarks>
/// <typeparam name="TResult">A type with a <see cref="ValueKind"/>, or a <c>ValueTuple</c> of up to 7 of them.</typeparam>
internal static unsafe class ResultLayout<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] TResult>
{
    private static Field[]? _fields;
    private static ImmutableArray<WasmType> _types;

    private enum FieldKind : byte
    {
        Bits32,
        Bits64,
        Bits128,
        Bool,
        Function,
        Object,
    }

    /// <summary>The results' types. Has to be asked for before anything is read or written.</summary>
    /// <exception cref="ArgumentException"><typeparamref name="TResult"/> cannot hold results.</exception>
    public static ImmutableArray<WasmType> Types
    {
        get
        {
            if (_types.IsDefault)
            {
                _types = Slots.TryKindOf(typeof(TResult)) is ValueKind kind ? [kind] : [.. (_fields = FindFields()).Select(static item => (WasmType)item.ValueKind)];
            }

            return _types;
        }
    }

    [AllocationFree]
    private static bool IsTuple =>
        typeof(TResult).IsValueType
        && typeof(TResult) != typeof(int) && typeof(TResult) != typeof(uint) && typeof(TResult) != typeof(bool)
        && typeof(TResult) != typeof(long) && typeof(TResult) != typeof(ulong)
        && typeof(TResult) != typeof(float) && typeof(TResult) != typeof(double) && typeof(TResult) != typeof(Vector128<byte>);

    /// <summary>The results in slots as a value.</summary>
    /// <param name="slots">The first slot.</param>
    /// <param name="high">From a slot to the high half of the vector in it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    [AllocationFree]
    public static TResult Read(ulong* slots, nint high) => IsTuple ? ReadTuple(slots, high) : Slots.Load<TResult>(slots, high);

    /// <summary>Writes results to slots.</summary>
    /// <param name="result">The results.</param>
    /// <param name="slots">The first slot.</param>
    /// <param name="high">From a slot to the high half of the vector in it.</param>
    /// <param name="group">The group that the slots belong to, entered by this thread.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    [AllocationFree]
    public static void Write(TResult result, ulong* slots, nint high, InstanceGroup group)
    {
        if (IsTuple)
        {
            WriteTuple(ref result, slots, high, group);
        }
        else
        {
            Slots.Store(result, slots, high, group);
        }
    }

    [AllocationFree]
    private static TResult ReadTuple(ulong* slots, nint high)
    {
        TResult result = default!;
        ref byte start = ref Unsafe.As<TResult, byte>(ref result);
        foreach (Field field in _fields!)
        {
            ref byte target = ref Unsafe.Add(ref start, field.Offset);
            ulong slot = *slots;
            switch (field.Kind)
            {
                case FieldKind.Bits32:
                    Unsafe.As<byte, uint>(ref target) = (uint)slot;
                    break;
                case FieldKind.Bits64:
                    Unsafe.As<byte, ulong>(ref target) = slot;
                    break;
                case FieldKind.Bits128:
                    Unsafe.WriteUnaligned(ref target, Vector128.Create(slot, slots[high]));
                    break;
                case FieldKind.Bool:
                    Unsafe.As<byte, bool>(ref target) = (uint)slot != 0;
                    break;
                case FieldKind.Function:
                    Unsafe.As<byte, Function?>(ref target) = Slots.ToFunction(slot);
                    break;
                case FieldKind.Object:
                default:
                    Unsafe.As<byte, object?>(ref target) = Slots.ToExternal(slot);
                    break;
            }

            slots++;
        }

        return result;
    }

    [AllocationFree]
    private static void WriteTuple(ref TResult result, ulong* slots, nint high, InstanceGroup group)
    {
        ref byte start = ref Unsafe.As<TResult, byte>(ref result);
        foreach (Field field in _fields!)
        {
            ref byte source = ref Unsafe.Add(ref start, field.Offset);
            if (field.Kind == FieldKind.Bits128)
            {
                slots[high] = Unsafe.ReadUnaligned<Vector128<ulong>>(ref source).GetElement(1);
            }

            *slots++ = field.Kind switch
            {
                FieldKind.Bits32 => Unsafe.As<byte, uint>(ref source),
                FieldKind.Bits64 or FieldKind.Bits128 => Unsafe.As<byte, ulong>(ref source),
                FieldKind.Bool => Unsafe.As<byte, bool>(ref source) ? 1u : 0u,
                FieldKind.Function => group.AddFunction(Unsafe.As<byte, Function?>(ref source)),
                _ => group.AddExternal(Unsafe.As<byte, object?>(ref source)),
            };
        }
    }

    private static Field[] FindFields()
    {
        if (!typeof(ITuple).IsAssignableFrom(typeof(TResult)))
        {
            throw Slots.Unsupported(typeof(TResult));
        }

        List<Field> fields = [];
        while (typeof(TResult).GetField($"Item{fields.Count + 1}") is FieldInfo info)
        {
            (FieldKind kind, object mark) = MarkFor(info.FieldType);
            fields.Add(new Field(kind, Slots.TryKindOf(info.FieldType)!.Value, OffsetOf(info, mark)));
        }

        return typeof(TResult).GetField("Rest") is null ? [.. fields] : throw Slots.Unsupported(typeof(TResult));
    }

    /// <summary>How a field is copied, and a value for it that has no zero byte (in references: some byte that is not zero).</summary>
    private static (FieldKind Kind, object Mark) MarkFor(Type type)
    {
        return type switch
        {
            _ when type == typeof(int) => (FieldKind.Bits32, -1),
            _ when type == typeof(uint) => (FieldKind.Bits32, uint.MaxValue),
            _ when type == typeof(float) => (FieldKind.Bits32, BitConverter.UInt32BitsToSingle(uint.MaxValue)),
            _ when type == typeof(long) => (FieldKind.Bits64, -1L),
            _ when type == typeof(ulong) => (FieldKind.Bits64, ulong.MaxValue),
            _ when type == typeof(double) => (FieldKind.Bits64, BitConverter.UInt64BitsToDouble(ulong.MaxValue)),
            _ when type == typeof(Vector128<byte>) => (FieldKind.Bits128, Vector128<byte>.AllBitsSet),
            _ when type == typeof(bool) => (FieldKind.Bool, true),
            _ when type == typeof(Function) => (FieldKind.Function, RuntimeHelpers.GetUninitializedObject(typeof(Function))),
            _ when type == typeof(object) => (FieldKind.Object, new object()),
            _ => throw Slots.Unsupported(typeof(TResult)),
        };
    }

    private static int OffsetOf(FieldInfo field, object mark)
    {
        object boxed = default(TResult)!;
        field.SetValue(boxed, mark);
        TResult marked = (TResult)boxed;
        ref byte start = ref Unsafe.As<TResult, byte>(ref marked);
        int offset = 0;
        while (Unsafe.Add(ref start, offset) == 0)
        {
            offset++;
        }

        // The first bytes of a reference may be zero; references are aligned.
        return field.FieldType.IsValueType ? offset : offset & -IntPtr.Size;
    }

    private readonly record struct Field(FieldKind Kind, ValueKind ValueKind, int Offset);
}
