// Sections by their ids.
namespace NanoWasm.Binary;

/// <summary>The ids of sections (specification 5.5.2).</summary>
internal enum SectionId : byte
{
    Custom = 0,
    Type = 1,
    Import = 2,
    Function = 3,
    Table = 4,
    Memory = 5,
    Global = 6,
    Export = 7,
    Start = 8,
    Element = 9,
    Code = 10,
    Data = 11,
    DataCount = 12,

    /// <summary>Of exception handling; before the globals.</summary>
    Tag = 13,
}

/// <summary>What is known about sections.</summary>
[AllocationFree]
internal static class SectionIds
{
    /// <summary>The largest id there is.</summary>
    public const byte Largest = (byte)SectionId.Tag;

    /// <summary>The place of a section that is not custom in the order of sections; the tags come before the globals, the data count before the code.</summary>
    public static int Rank(SectionId id) => id switch
    {
        < SectionId.Global => (int)id,
        SectionId.Tag => 6,
        SectionId.DataCount => 11,
        SectionId.Code => 12,
        SectionId.Data => 13,
        _ => (int)id + 1,
    };

    /// <summary>The section's name, e.g. <c>data count</c>.</summary>
    public static string Name(SectionId id) => id switch
    {
        SectionId.Custom => "custom",
        SectionId.Type => "type",
        SectionId.Import => "import",
        SectionId.Function => "function",
        SectionId.Table => "table",
        SectionId.Memory => "memory",
        SectionId.Global => "global",
        SectionId.Export => "export",
        SectionId.Start => "start",
        SectionId.Element => "element",
        SectionId.Code => "code",
        SectionId.Data => "data",
        SectionId.DataCount => "data count",
        SectionId.Tag => "tag",
        _ => "unknown",
    };
}
