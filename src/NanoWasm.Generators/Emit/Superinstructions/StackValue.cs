// A value on the operand stack while a superinstruction runs: where it is, and how it is read as a type.
using System;
using NanoWasm.Generators.Emit.Dispatch;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit.Superinstructions;

/// <summary>A value that the handler has not written to the stack yet.</summary>
internal abstract record StackValue
{
    /// <summary>The high half as an expression, where the value may be a vector; null where it is none.</summary>
    public abstract string? High { get; }

    /// <summary>A C# expression for the value, seen as a type.</summary>
    public abstract string As(TypeView type);

    /// <summary>A C# expression for the value as a slot of the stack; for its low half if it is a vector.</summary>
    public abstract string AsSlot();

    /// <summary>A C# statement that writes the value to a slot; its low half if it is a vector.</summary>
    public virtual string StoreTo(string slot) => $"{slot} = {AsSlot()};";

    /// <summary>A C# statement that writes the high half to its place; null where there is none.</summary>
    public virtual string? StoreHighTo(string place) => High is { } high ? $"{place} = {high};" : null;
}

/// <summary>A value that was on the stack before: 0 is the top, in its register; others are in memory.</summary>
internal sealed record OriginalValue(int Depth) : StackValue
{
    public override string High => HighHalves.At(-Depth);

    public override string As(TypeView type) => HandlerBody.Read(type, AsSlot(), Depth != 0, Depth);

    public override string AsSlot() => Depth == 0 ? "tos" : $"sp[-{Depth}]";
}

/// <summary>A slot in memory that is read when the value is needed: that of a local or a global.</summary>
/// <param name="Place">The slot.</param>
/// <param name="High">Where the high half is, if the value may be a vector.</param>
internal sealed record PlaceValue(string Place, string? High) : StackValue
{
    public override string? High { get; } = High;

    public override string As(TypeView type) => type.CSharp == "ulong" ? Place
        : type.Wasm == WasmType.V128 ? HighHalves.Join(type, Place, "&" + High)
        : $"*({type.CSharp}*)&{Place}";

    public override string AsSlot() => Place;
}

/// <summary>A C# variable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsRaw">Whether it may be a NaN other than the canonical one, which nobody may see.</param>
/// <param name="HasHigh">Whether the variable is a low half, and that of the high one has the same name with High behind it.</param>
internal sealed record ComputedValue(string Name, TypeView Type, bool IsRaw = false, bool HasHigh = false) : StackValue
{
    public override string? High => IsVector ? $"High({Value})" : HasHigh ? Name + "High" : null;

    private bool IsVector => Type.Wasm == WasmType.V128;

    /// <summary>The expression that the variable stands for.</summary>
    private string Value => IsRaw ? $"Canonical({Name})" : Name;

    public override string As(TypeView type) => (Type.CSharp, type.CSharp) switch
    {
        (string from, string to) when from == to => Value,
        ("ulong", _) when type.Wasm == WasmType.V128 => $"Vector128.Create({Name}, {High}).As<ulong, {Lane(type)}>()",
        _ when IsVector && type.Wasm == WasmType.V128 => $"{Value}.As<{Lane(Type)}, {Lane(type)}>()",
        (_, "ulong") => $"({AsSlot()})",
        ("ulong", "float") => $"BitConverter.UInt32BitsToSingle((uint){Name})",
        ("ulong", "double") => $"BitConverter.UInt64BitsToDouble({Name})",
        ("bool", _) => $"({Name} ? ({type.CSharp})1 : 0)",
        ("float" or "double", _) or (_, "float" or "double" or "bool") => throw new InvalidOperationException($"No {type.CSharp} can come of a {Type.CSharp}."),
        _ => $"({type.CSharp}){Name}",
    };

    public override string AsSlot() => HandlerBody.ToSlot(Type, Value);

    /// <summary>Stored from the register that it is in: through an integer register the next one to read it would wait longer.</summary>
    public override string StoreTo(string slot) =>
        Type.CSharp == "double" ? $"*(double*)&{slot} = {Value};" : IsVector ? $"*(double*)&{slot} = {Value}.AsDouble().ToScalar();" : base.StoreTo(slot);

    public override string? StoreHighTo(string place) => IsVector ? $"StoreHigh(&{place}, {Value});" : base.StoreHighTo(place);

    /// <summary>The type of a vector's lanes.</summary>
    private static string Lane(TypeView type) => type.CSharp.Substring("Vector128<".Length).TrimEnd('>');
}
