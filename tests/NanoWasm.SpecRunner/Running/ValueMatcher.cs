// Compares results with the patterns that scripts expect.
using System.Runtime.Intrinsics;
using NanoWasm.SpecRunner.Scripts;

namespace NanoWasm.SpecRunner.Running;

/// <summary>Turns a script's values into the engine's, and compares the engine's with a script's patterns.</summary>
internal static class ValueMatcher
{
    /// <summary>An argument of a call.</summary>
    /// <exception cref="NotSupportedException">The engine has no values of that type.</exception>
    public static Value ToArgument(ScriptValue value, ScriptState state) => value switch
    {
        NumberValue { Type: "i32" } number => Value.FromInt32((int)(uint)number.Bits),
        NumberValue { Type: "i64" } number => Value.FromInt64((long)number.Bits),
        NumberValue { Type: "f32" } number => Value.FromSingle(BitConverter.UInt32BitsToSingle((uint)number.Bits)),
        NumberValue { Type: "f64" } number => Value.FromDouble(BitConverter.UInt64BitsToDouble(number.Bits)),
        VectorValue vector => Value.FromVector128(ToVector(vector)),
        HostReferenceValue { Type: "externref" } reference => Value.FromExternal(state.GetHostReference(reference.Number)),
        HostReferenceValue { Type: "anyref" } reference => Value.FromAny(state.GetHostReference(reference.Number)),
        NullValue { Type: "anyref" or "eqref" or "i31ref" or "structref" or "arrayref" or "nullref" } => Value.FromAny(null),
        NullValue { Type: "externref" } => Value.FromExternal(null),
        NullValue { Type: "funcref" } => Value.FromFunction(null),
        _ => throw new NotSupportedException($"no argument can be made of {value}"),
    };

    /// <summary>Whether a result is what is expected.</summary>
    public static bool Matches(ScriptValue expected, Value actual, ScriptState state) => expected switch
    {
        NumberValue number => TypeName(actual.Kind) == number.Type && Bits(actual) == number.Bits,
        NanValue nan => TypeName(actual.Kind) == nan.Type && IsNan(Bits(actual), nan),
        VectorValue vector => actual.Kind == ValueKind.V128 && LanesMatch(vector, actual.AsVector128()),
        HostReferenceValue { Type: "externref" } reference =>
            actual.Kind == ValueKind.ExternRef && ReferenceEquals(actual.AsExternal(), state.GetHostReference(reference.Number)),
        HostReferenceValue { Type: "anyref" } reference =>
            actual.Kind == ValueKind.AnyRef && ReferenceEquals(actual.AsAny(), state.GetHostReference(reference.Number)),
        NullValue => IsReference(actual.Kind) && actual.IsNull,
        NonNullValue { Type: "ref" } => IsReference(actual.Kind) && !actual.IsNull,
        NonNullValue { Type: "i31ref" } => IsNumber(actual),
        NonNullValue { Type: "structref" } => IsObject(actual, isArray: false),
        NonNullValue { Type: "arrayref" } => IsObject(actual, isArray: true),
        NonNullValue { Type: "eqref" } => IsNumber(actual) || IsObject(actual, isArray: false) || IsObject(actual, isArray: true),
        NonNullValue any => TypeName(actual.Kind) == any.Type && !actual.IsNull,
        EitherValue either => either.Values.Any(value => Matches(value, actual, state)),
        _ => false,
    };

    /// <summary>A result in words, bits included.</summary>
    public static string Describe(Value value) =>
        value.Kind == ValueKind.V128 ? value.ToString() : IsReference(value.Kind) ? $"{(value.IsNull ? "null " : string.Empty)}{TypeName(value.Kind)}" : $"{TypeName(value.Kind)} 0x{Bits(value):x}";

    private static string TypeName(ValueKind kind) => kind switch
    {
        ValueKind.I32 => "i32",
        ValueKind.I64 => "i64",
        ValueKind.F32 => "f32",
        ValueKind.F64 => "f64",
        ValueKind.V128 => "v128",
        ValueKind.FuncRef => "funcref",
        ValueKind.ExternRef => "externref",
        ValueKind.AnyRef => "anyref",
        ValueKind.ExnRef => "exnref",
        _ => throw new NotSupportedException($"no value type of scripts is {kind}"),
    };

    private static Vector128<byte> ToVector(VectorValue vector)
    {
        Span<byte> bytes = stackalloc byte[Vector128<byte>.Count];
        int size = bytes.Length / vector.Lanes.Count;
        for (int i = 0; i < vector.Lanes.Count; i++)
        {
            ulong bits = ((NumberValue)vector.Lanes[i]).Bits;
            for (int j = 0; j < size; j++)
            {
                bytes[(i * size) + j] = (byte)(bits >> (8 * j));
            }
        }

        return Vector128.Create<byte>(bytes);
    }

    private static bool LanesMatch(VectorValue expected, Vector128<byte> actual)
    {
        int size = Vector128<byte>.Count / expected.Lanes.Count;
        for (int i = 0; i < expected.Lanes.Count; i++)
        {
            ulong bits = 0;
            for (int j = 0; j < size; j++)
            {
                bits |= (ulong)actual[(i * size) + j] << (8 * j);
            }

            bool matches = expected.Lanes[i] switch
            {
                NumberValue number => number.Bits == bits,
                NanValue nan => IsNan(bits, nan),
                _ => false,
            };
            if (!matches)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsReference(ValueKind kind) => kind is ValueKind.FuncRef or ValueKind.ExternRef or ValueKind.AnyRef or ValueKind.ExnRef;

    private static bool IsNumber(Value value) => value.Kind == ValueKind.AnyRef && value.AsI31() is not null;

    private static bool IsObject(Value value, bool isArray) => value.Kind == ValueKind.AnyRef && value.AsReference() is GcReference reference && reference.IsArray == isArray;

    private static ulong Bits(Value value) => value.Kind switch
    {
        ValueKind.I32 => (uint)value.AsInt32(),
        ValueKind.I64 => (ulong)value.AsInt64(),
        ValueKind.F32 => BitConverter.SingleToUInt32Bits(value.AsSingle()),
        ValueKind.F64 => BitConverter.DoubleToUInt64Bits(value.AsDouble()),
        _ => throw new NotSupportedException($"{value.Kind} has no bits"),
    };

    private static bool IsNan(ulong bits, NanValue nan)
    {
        (ulong magnitude, ulong quiet) = nan.Type == "f32"
            ? (0x7fff_ffffUL, 0x7fc0_0000UL)
            : (0x7fff_ffff_ffff_ffffUL, 0x7ff8_0000_0000_0000UL);
        return nan.IsCanonical ? (bits & magnitude) == quiet : (bits & quiet) == quiet;
    }
}
