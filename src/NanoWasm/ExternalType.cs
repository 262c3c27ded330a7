// Types of imports and exports, written as in the text format.
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using NanoWasm.Binary;

namespace NanoWasm;

/// <summary>The type of an import or export (specification 2.3.11). Compared by value.</summary>
public abstract record ExternalType
{
    private protected ExternalType()
    {
    }

    /// <summary>What it is the type of.</summary>
    public abstract ExternalKind Kind { get; }
}

/// <summary>A function type (specification 2.3.6).</summary>
/// <param name="Parameters">The parameters' types.</param>
/// <param name="Results">The results' types.</param>
public sealed record FuncType(ImmutableArray<WasmType> Parameters, ImmutableArray<WasmType> Results) : ExternalType
{
    /// <inheritdoc/>
    public override ExternalKind Kind => ExternalKind.Function;

    /// <summary>The kinds of the parameters, in a new array.</summary>
    public ImmutableArray<ValueKind> ParameterKinds => [.. Parameters.Select(static type => type.Kind)];

    /// <summary>The kinds of the results, in a new array.</summary>
    public ImmutableArray<ValueKind> ResultKinds => [.. Results.Select(static type => type.Kind)];

    /// <summary>The type as a module defines it, perhaps with a supertype; null for types that the host makes.</summary>
    internal TypeHandle? Defined { get; init; }

    /// <summary>Whether the other type has the same parameters and results.</summary>
    public bool Equals(FuncType? other) =>
        other is not null && Parameters.AsSpan().SequenceEqual(other.Parameters.AsSpan()) && Results.AsSpan().SequenceEqual(other.Results.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(Parameters.AsSpan().Length);
        foreach (WasmType type in Parameters.AsSpan())
        {
            hash.Add(type);
        }

        foreach (WasmType type in Results.AsSpan())
        {
            hash.Add(type);
        }

        return hash.ToHashCode();
    }

    /// <summary>The type as in the text format, e.g. <c>(func (param i32 i32) (result i64))</c>.</summary>
    public override string ToString()
    {
        StringBuilder text = new("(func");
        Append(text, "param", Parameters.AsSpan());
        Append(text, "result", Results.AsSpan());
        return text.Append(')').ToString();
    }

    private static void Append(StringBuilder text, string keyword, ReadOnlySpan<WasmType> types)
    {
        if (types.IsEmpty)
        {
            return;
        }

        text.Append(" (").Append(keyword);
        foreach (WasmType type in types)
        {
            text.Append(' ').Append(type.ToString());
        }

        text.Append(')');
    }
}

/// <summary>A table type (specification 2.3.9).</summary>
/// <param name="Element">The type of the elements: a reference type.</param>
/// <param name="Minimum">The initial size in elements.</param>
/// <param name="Maximum">The largest size in elements, or null where the type sets none.</param>
public sealed record TableType(WasmType Element, ulong Minimum, ulong? Maximum = null) : ExternalType
{
    /// <inheritdoc/>
    public override ExternalKind Kind => ExternalKind.Table;

    /// <summary>Whether indices and sizes are i64 instead of i32.</summary>
    public bool Is64 { get; init; }

    /// <summary>The type as in the text format, e.g. <c>(table i64 10 20 funcref)</c>.</summary>
    public override string ToString() => $"(table {(Is64 ? "i64 " : string.Empty)}{LimitsText.Format(Minimum, Maximum)} {Element})";
}

/// <summary>A memory type (specification 2.3.8).</summary>
/// <param name="Minimum">The initial size in pages.</param>
/// <param name="Maximum">The largest size in pages, or null where the type sets none.</param>
public sealed record MemoryType(ulong Minimum, ulong? Maximum = null) : ExternalType
{
    /// <inheritdoc/>
    public override ExternalKind Kind => ExternalKind.Memory;

    /// <summary>Whether addresses and sizes are i64 instead of i32.</summary>
    public bool Is64 { get; init; }

    /// <summary>Whether several threads may use the memory at once; it needs a maximum then.</summary>
    public bool IsShared { [AllocationFree] get; init; }

    /// <summary>Bytes in a page: <see cref="Memory.PageSize"/>, or 1.</summary>
    public int PageSize { get; init; } = Memory.PageSize;

    /// <summary>The most pages that addresses reach.</summary>
    internal ulong MostPages => Data.MostPages;

    private MemoryTypeData Data => new()
    {
        Limits = new LimitsData { Is64 = Is64 },
        PageShift = PageSize == 1 ? (byte)0 : MemoryTypeData.StandardPageShift,
    };

    /// <summary>The type as in the text format, e.g. <c>(memory i64 1 16 shared (pagesize 1))</c>.</summary>
    public override string ToString()
    {
        StringBuilder text = new("(memory ");
        text.Append(Is64 ? "i64 " : string.Empty).Append(LimitsText.Format(Minimum, Maximum)).Append(IsShared ? " shared" : string.Empty);
        return PageSize == Memory.PageSize
            ? text.Append(')').ToString()
            : text.Append(CultureInfo.InvariantCulture, $" (pagesize {PageSize}))").ToString();
    }

    /// <summary>The bytes of so many pages; the largest number where that is more than 64 bits can say.</summary>
    internal ulong ToBytes(ulong pages) => pages > ulong.MaxValue / (ulong)PageSize ? ulong.MaxValue : pages * (ulong)PageSize;

    /// <summary>What makes it no valid type (specification 3.2.5), or null.</summary>
    internal string? FindFlaw() => this switch
    {
        { PageSize: not (1 or Memory.PageSize) } => "pages have 1 or 65536 bytes",
        _ when Minimum > MostPages || Maximum > MostPages => $"there are at most {MostPages} pages",
        _ when Minimum > Maximum => "the maximum is below the minimum",
        { IsShared: true, Maximum: null } => "a shared memory must have a maximum",
        _ => null,
    };
}

/// <summary>A global type (specification 2.3.10).</summary>
/// <param name="Value">The type of its value.</param>
/// <param name="Mutable">Whether it may be set.</param>
public sealed record GlobalType(WasmType Value, bool Mutable) : ExternalType
{
    /// <inheritdoc/>
    public override ExternalKind Kind => ExternalKind.Global;

    /// <summary>The type as in the text format, e.g. <c>(global (mut i32))</c>.</summary>
    public override string ToString() => Mutable ? $"(global (mut {Value}))" : $"(global {Value})";
}

/// <summary>A tag type (specification 2.3.12).</summary>
public sealed record TagType : ExternalType
{
    /// <summary>The tag type of a function type.</summary>
    /// <param name="signature">Its parameters are the values that exceptions carry; it has no results.</param>
    /// <exception cref="ArgumentException">The function type has results, or more than 1,000 parameters.</exception>
    public TagType(FuncType signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        if (!signature.Results.IsEmpty || signature.Parameters.Length > ImplementationLimits.Parameters)
        {
            throw new ArgumentException($"A tag has no results and at most {ImplementationLimits.Parameters} parameters.", nameof(signature));
        }

        Signature = signature;
    }

    /// <summary>The function type.</summary>
    public FuncType Signature { get; }

    /// <inheritdoc/>
    public override ExternalKind Kind => ExternalKind.Tag;

    /// <summary>The type as in the text format, e.g. <c>(tag (param i32))</c>.</summary>
    public override string ToString() => string.Concat("(tag", Signature.ToString().AsSpan("(func".Length));
}

/// <summary>Limits as the text format writes them.</summary>
internal static class LimitsText
{
    /// <summary>E.g. <c>1 16</c>, or <c>1</c> where there is no maximum.</summary>
    public static string Format(ulong minimum, ulong? maximum) =>
        maximum is ulong value
            ? string.Create(CultureInfo.InvariantCulture, $"{minimum} {value}")
            : minimum.ToString(CultureInfo.InvariantCulture);
}
