// Marks of what the generator of bindings writes code for.
namespace NanoWasm;

/// <summary>
/// Marks a partial class whose methods modules can import: those with <see cref="WasmImportAttribute"/>. The generator makes it an
/// <see cref="IWasmHost"/>, for <see cref="Linker.Define(IWasmHost)"/>.
/// </summary>
/// <param name="module">The module name of the imports.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class WasmHostAttribute(string module) : Attribute
{
    /// <summary>The module name of the imports.</summary>
    public string Module { get; } = module;
}

/// <summary>Marks a method of a class with <see cref="WasmHostAttribute"/> that modules can import.</summary>
/// <param name="name">The item name of the import; null for the method's name in snake_case.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class WasmImportAttribute(string? name = null) : Attribute
{
    /// <summary>The item name of the import; null for the method's name in snake_case.</summary>
    public string? Name { get; } = name;
}

/// <summary>
/// Says which memory views (<see cref="GuestString"/> and spans of bytes) are of, and how guests pass their places. On a parameter, on a method for its views, or on a
/// class for all: what is said closest counts. Without it, views are of the first memory, by two i32.
/// </summary>
/// <param name="name">The name that the guest exports the memory by; null for its first memory.</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Method | AttributeTargets.Class, Inherited = false)]
public sealed class GuestMemoryAttribute(string? name = null) : Attribute
{
    /// <summary>The name that the guest exports the memory by; null for its first memory.</summary>
    public string? Name { get; } = name;

    /// <summary>Whether address and length are two i64, as in modules with 64-bit addresses, and not two i32.</summary>
    public bool Is64 { get; init; }
}

/// <summary>
/// Marks a partial struct or class over an instance's exports: its partial methods and properties with <see cref="WasmExportAttribute"/>. The generator
/// writes them, and a constructor that takes the instance.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class WasmExportsAttribute : Attribute;

/// <summary>
/// Marks a partial method of a type with <see cref="WasmExportsAttribute"/> that calls an exported function, or a partial property that is an exported
/// <see cref="Memory"/>, <see cref="Table"/> or <see cref="Global"/>.
/// </summary>
/// <param name="name">The export's name; null for the member's name in snake_case.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property, Inherited = false)]
public sealed class WasmExportAttribute(string? name = null) : Attribute
{
    /// <summary>The export's name; null for the member's name in snake_case.</summary>
    public string? Name { get; } = name;
}
