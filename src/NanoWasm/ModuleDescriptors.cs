// What a module says about itself: its imports, exports, sections and instructions.
namespace NanoWasm;

/// <summary>An import of a module.</summary>
/// <param name="Module">The name of the module it is imported from.</param>
/// <param name="Name">The item's name there.</param>
/// <param name="Type">The type that the module wants it to have.</param>
public sealed record ImportDescriptor(string Module, string Name, ExternalType Type);

/// <summary>An export of a module.</summary>
/// <param name="Name">Its name; unique in the module.</param>
/// <param name="Type">Its type.</param>
public sealed record ExportDescriptor(string Name, ExternalType Type);

/// <summary>A custom section (specification 5.5.3).</summary>
/// <param name="Name">Its name; several sections may have the same.</param>
/// <param name="Contents">The bytes behind the name; a view of the module's own bytes.</param>
public readonly record struct CustomSection(string Name, ReadOnlyMemory<byte> Contents);

/// <summary>A section of the module's binary form.</summary>
/// <param name="Name">The specification's name for it, e.g. <c>code</c>; for custom sections their own name.</param>
/// <param name="Id">Its id in the binary format; 0 for custom sections.</param>
/// <param name="Offset">Where its contents begin.</param>
/// <param name="Length">Its length in bytes, without id and size.</param>
public readonly record struct ModuleSection(string Name, int Id, int Offset, int Length);

/// <summary>An instruction in text form.</summary>
/// <param name="Offset">Where it begins in the module's bytes.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Opcode">The opcode.</param>
/// <param name="Text">The instruction with its immediates, as in the text format.</param>
/// <param name="Depth">How many blocks it stands in, for indentation; <c>else</c> and <c>end</c> stand with their block's beginning.</param>
public readonly record struct DisassembledInstruction(int Offset, int Length, Opcode Opcode, string Text, int Depth);
