// Compares results with the patterns that scripts expect.
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
        HostReferenceValue { Type: "externref" } reference => Value.FromExternal(state.GetHostReference(reference.Number)),
        NullValue { Type: "externref" } => Value.FromExternal(null),
        NullValue { Type: "funcref" } => Value.FromFunction(null),
        _ => throw new NotSupportedException($"no argument can be made of {value}"),
    };

    /// <summary>Whether a result is what is expected.</summary>
    public static bool Matches(ScriptValue expected, Value actual, ScriptState state) => expected switch
    {
        NumberValue number => TypeName(actual.Kind) == number.Type && Bits(actual) == number.Bits,
        NanValue nan => TypeName(actual.Kind) == nan.Type && IsNan(Bits(actual), nan),
        HostReferenceValue { Type: "externref" } reference =>
            actual.Kind == ValueKind.ExternRef && ReferenceEquals(actual.AsExternal(), state.GetHostReference(reference.Number)),
        NullValue => IsReference(actual.Kind) && actual.IsNull,
        NonNullValue { Type: "ref" } => IsReference(actual.Kind) && !actual.IsNull,
        NonNullValue any => TypeName(actual.Kind) == any.Type && !actual.IsNull,
        EitherValue either => either.Values.Any(value => Matches(value, actual, state)),
        _ => false,
    };

    /// <summary>A result in words, bits included.</summary>
    public static string Describe(Value value) =>
        IsReference(value.Kind) ? $"{(value.IsNull ? "null " : string.Empty)}{TypeName(value.Kind)}" : $"{TypeName(value.Kind)} 0x{Bits(value):x}";

    private static string TypeName(ValueKind kind) => kind switch
    {
        ValueKind.I32 => "i32",
        ValueKind.I64 => "i64",
        ValueKind.F32 => "f32",
        ValueKind.F64 => "f64",
        ValueKind.FuncRef => "funcref",
        ValueKind.ExternRef => "externref",
        _ => throw new NotSupportedException($"no value type of scripts is {kind}"),
    };

    private static bool IsReference(ValueKind kind) => kind is ValueKind.FuncRef or ValueKind.ExternRef;

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
