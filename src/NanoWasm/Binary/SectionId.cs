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

    /// <summary>Of exception handling; not supported.</summary>
    Tag = 13,
}

/// <summary>What is known about sections.</summary>
[AllocationFree]
internal static class SectionIds
{
    /// <summary>The largest id there is.</summary>
    public const byte Largest = (byte)SectionId.Tag;

    /// <summary>The place of a section that is not custom in the order of sections; the data count comes before the code.</summary>
    public static int Rank(SectionId id) => id switch
    {
        SectionId.DataCount => 10,
        SectionId.Code => 11,
        SectionId.Data => 12,
        _ => (int)id,
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
