// A value on the operand stack while a superinstruction runs: where it is, and how it is read as a type.
using System;
using NanoWasm.Generators.Emit.Dispatch;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit.Superinstructions;

/// <summary>A value that the handler has not written to the stack yet.</summary>
internal abstract record StackValue
{
    /// <summary>A C# expression for the value, seen as a type.</summary>
    public abstract string As(TypeView type);

    /// <summary>A C# expression for the value as a slot of the stack.</summary>
    public abstract string AsSlot();

    /// <summary>A C# statement that writes the value to a slot.</summary>
    public virtual string StoreTo(string slot) => $"{slot} = {AsSlot()};";
}

/// <summary>A value that was on the stack before: 0 is the top, in its register; others are in memory.</summary>
internal sealed record OriginalValue(int Depth) : StackValue
{
    public override string As(TypeView type) => HandlerBody.Read(type, AsSlot(), Depth != 0, Depth);

    public override string AsSlot() => Depth == 0 ? "tos" : $"sp[-{Depth}]";
}

/// <summary>A slot in memory that is read when the value is needed: that of a local or a global.</summary>
internal sealed record PlaceValue(string Place) : StackValue
{
    public override string As(TypeView type) => type.CSharp == "ulong" ? Place : $"*({type.CSharp}*)&{Place}";

    public override string AsSlot() => Place;
}

/// <summary>A C# variable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsRaw">Whether it may be a NaN other than the canonical one, which nobody may see.</param>
internal sealed record ComputedValue(string Name, TypeView Type, bool IsRaw = false) : StackValue
{
    /// <summary>The expression that the variable stands for.</summary>
    private string Value => IsRaw ? $"Canonical({Name})" : Name;

    public override string As(TypeView type) => (Type.CSharp, type.CSharp) switch
    {
        (string from, string to) when from == to => Value,
        (_, "ulong") => $"({AsSlot()})",
        ("ulong", "float") => $"BitConverter.UInt32BitsToSingle((uint){Name})",
        ("ulong", "double") => $"BitConverter.UInt64BitsToDouble({Name})",
        ("bool", _) => $"({Name} ? ({type.CSharp})1 : 0)",
        ("float" or "double", _) or (_, "float" or "double" or "bool") => throw new InvalidOperationException($"No {type.CSharp} can come of a {Type.CSharp}."),
        _ => $"({type.CSharp}){Name}",
    };

    public override string AsSlot() => HandlerBody.ToSlot(Type, Value);

    /// <summary>Stored from the register that it is in: through an integer register the next one to read it would wait longer.</summary>
    public override string StoreTo(string slot) => Type.CSharp == "double" ? $"*(double*)&{slot} = {Value};" : base.StoreTo(slot);
}
