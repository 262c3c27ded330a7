// The values of scripts: arguments, and the patterns that results must match.
namespace NanoWasm.SpecRunner.Scripts;

/// <summary>An argument or an expected result.</summary>
/// <param name="Type">The type as the script names it, e.g. <c>i32</c>; for references a hint only.</param>
internal abstract record ScriptValue(string Type);

/// <summary>A number by its bits.</summary>
internal sealed record NumberValue(string Type, ulong Bits) : ScriptValue(Type)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Type} 0x{Bits:x}";
}

/// <summary>Any NaN of a class; only as an expected result.</summary>
/// <param name="Type"><c>f32</c> or <c>f64</c>.</param>
/// <param name="IsCanonical">Whether only the top bit of the fraction may be set; else it must be set.</param>
internal sealed record NanValue(string Type, bool IsCanonical) : ScriptValue(Type)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Type} nan:{(IsCanonical ? "canonical" : "arithmetic")}";
}

/// <summary>A vector by its lanes, the lowest bytes first.</summary>
internal sealed record VectorValue(IReadOnlyList<ScriptValue> Lanes) : ScriptValue("v128")
{
    /// <inheritdoc/>
    public override string ToString() => $"v128 ({string.Join(", ", Lanes)})";
}

/// <summary>The host's reference of a number: the same object for the same number within a script.</summary>
internal sealed record HostReferenceValue(string Type, uint Number) : ScriptValue(Type)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Type} {Number}";
}

/// <summary>Any reference that is not null; only as an expected result.</summary>
internal sealed record NonNullValue(string Type) : ScriptValue(Type)
{
    /// <inheritdoc/>
    public override string ToString() => $"any {Type} but null";
}

/// <summary>A null reference.</summary>
internal sealed record NullValue(string Type) : ScriptValue(Type)
{
    /// <inheritdoc/>
    public override string ToString() => $"null {Type}";
}

/// <summary>One of several; only as an expected result.</summary>
internal sealed record EitherValue(IReadOnlyList<ScriptValue> Values) : ScriptValue("either")
{
    /// <inheritdoc/>
    public override string ToString() => string.Join(" or ", Values);
}
