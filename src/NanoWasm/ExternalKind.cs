// What modules import and export.
namespace NanoWasm;

/// <summary>The kind of an import or export; the values are those of the binary format.</summary>
public enum ExternalKind : byte
{
    /// <summary>A function.</summary>
    Function = 0,

    /// <summary>A table.</summary>
    Table = 1,

    /// <summary>A linear memory.</summary>
    Memory = 2,

    /// <summary>A global.</summary>
    Global = 3,

    /// <summary>A tag.</summary>
    Tag = 4,
}
