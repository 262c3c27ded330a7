// A type of a module's type section.
namespace NanoWasm.Binary;

/// <summary>What a defined type is (specification 2.3.8).</summary>
internal enum TypeKind : byte
{
    /// <summary>Functions.</summary>
    Function,

    /// <summary>Structs.</summary>
    Struct,

    /// <summary>Arrays.</summary>
    Array,
}

/// <summary>
/// A defined type. Types that are equal by their structure (specification 3.1.3: iso-recursive) have the same <see cref="Canonical"/> index; all references between
/// types, and from the rest of the module, are by such indices.
/// </summary>
internal struct TypeData
{
    /// <summary>The most supertypes that a type may have above it, directly and indirectly.</summary>
    public const int MaxDepth = 63;

    /// <summary>The first parameter in <see cref="ModuleData.ValTypes"/>, with the results behind the parameters; or the first field; or an array's element.</summary>
    public int First;

    /// <summary>The number of parameters; of fields; 1 for arrays.</summary>
    public int ParameterCount;

    /// <summary>The number of results; 0 for structs and arrays.</summary>
    public int ResultCount;

    /// <summary>The first type that is equal to this one: often this one itself.</summary>
    public int Canonical;

    /// <summary>The supertype, or -1.</summary>
    public int Super;

    /// <summary>An ancestor further up, so that any can be found in few steps; the type itself where it has none.</summary>
    public int Jump;

    /// <summary>The first type of its recursive group.</summary>
    public int GroupStart;

    /// <summary>The number of types in its recursive group.</summary>
    public int GroupSize;

    /// <summary>The number of its ancestors.</summary>
    public byte Depth;

    /// <summary>What it is.</summary>
    public TypeKind Kind;

    /// <summary>Whether it may have no subtypes.</summary>
    public bool Final;
}
