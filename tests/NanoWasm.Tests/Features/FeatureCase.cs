// The smallest modules that use a feature.
namespace NanoWasm.Tests.Features;

/// <summary>A module that uses a feature, and the place where it begins to.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="What">What uses it.</param>
/// <param name="Module">The module.</param>
/// <param name="Offset">The place of the first use.</param>
public sealed record FeatureCase(WasmFeatures Feature, string What, byte[] Module, int Offset)
{
    /// <summary>Two cases or more for most features that are implemented, one at least for each.</summary>
    public static IReadOnlyList<FeatureCase> All { get; } =
    [
        Sections(WasmFeatures.MutableGlobals, "import", 4, (2, [1, 0, 0, 3, 0x7F, 1])),
        Sections(WasmFeatures.MutableGlobals, "export", 3, (6, [1, 0x7F, 1, 0x41, 0, 0x0B]), (7, [1, 0, 3, 0])),
        Code(WasmFeatures.SignExtension, "opcode", 2, 0x41, 0, 0xC0, 0x1A),
        Code(WasmFeatures.SignExtension, "opcode behind one that is enabled", 3, 0x42, 0, 0x50, 0xC0, 0x1A),
        Code(WasmFeatures.SaturatingFloatToInt, "opcode", 5, 0x43, 0, 0, 0, 0, 0xFC, 0, 0x1A),
        Code(WasmFeatures.SaturatingFloatToInt, "opcode in a wide form", 5, 0x43, 0, 0, 0, 0, 0xFC, 0x80, 0, 0x1A),
        Sections(WasmFeatures.MultiValue, "type", 3, (1, [1, 0x60, 0, 2, 0x7F, 0x7F])),
        Sections(WasmFeatures.MultiValue, "block", 4, (1, [1, 0x60, 0, 0]), (3, [1, 0]), (10, [1, 5, 0, 0x02, 0, 0x0B, 0x0B])),
        Code(WasmFeatures.BulkMemory, "opcode", 6, 0x41, 0, 0x41, 0, 0x41, 0, 0xFC, 11, 0),
        Sections(WasmFeatures.BulkMemory, "data count", -2, (12, [0])),
        Sections(WasmFeatures.BulkMemory, "passive data", 1, (11, [1, 1, 0])),
        Sections(WasmFeatures.BulkMemory, "data with a memory index", 1, (5, [1, 0, 0]), (11, [1, 2, 0, 0x41, 0, 0x0B, 0])),
        Sections(WasmFeatures.BulkMemory, "passive elements", 1, (9, [1, 1, 0, 0])),
        Sections(WasmFeatures.BulkMemory, "elements with a table index", 1, (4, [1, 0x70, 0, 0]), (9, [1, 2, 0, 0x41, 0, 0x0B, 0, 0])),
        Sections(WasmFeatures.BulkMemory, "elements by expressions", 1, (4, [1, 0x70, 0, 0]), (9, [1, 4, 0x41, 0, 0x0B, 0])),
        Sections(WasmFeatures.ReferenceTypes, "declarative elements", 1, (9, [1, 3, 0, 0])),
        Sections(WasmFeatures.ReferenceTypes, "expression of elements", 4, (9, [1, 5, 0x70, 1, 0xD0, 0x70, 0x0B])),
        Sections(WasmFeatures.ReferenceTypes, "table of externref", 1, (4, [1, 0x6F, 0, 0])),
        Sections(WasmFeatures.ReferenceTypes, "two tables", 4, (4, [2, 0x70, 0, 0, 0x70, 0, 0])),
        Sections(WasmFeatures.ReferenceTypes, "imported table", 10, (2, [2, 0, 0, 1, 0x70, 0, 0, 0, 0, 1, 0x70, 0, 0])),
        Sections(WasmFeatures.ReferenceTypes, "parameter", 3, (1, [1, 0x60, 1, 0x70, 0])),
        Sections(WasmFeatures.ReferenceTypes, "global", 1, (6, [1, 0x70, 0, 0xD0, 0x70, 0x0B])),
        Code(WasmFeatures.ReferenceTypes, "block", 1, 0x02, 0x70, 0x00, 0x0B, 0x1A),
        Code(WasmFeatures.ReferenceTypes, "opcode", 0, 0xD0, 0x70, 0x1A),
        Code(WasmFeatures.ReferenceTypes, "select with a type", 6, 0x41, 0, 0x41, 0, 0x41, 0, 0x1C, 1, 0x7F, 0x1A),
        Code(WasmFeatures.TailCall, "opcode", 0, 0x12, 0),
        Code(WasmFeatures.TailCall, "opcode behind one that is enabled", 1, 0x01, 0x12, 0),
        Sections(WasmFeatures.Simd, "parameter", 3, (1, [1, 0x60, 1, 0x7B, 0])),
        Sections(WasmFeatures.Simd, "global", 1, (6, [1, 0x7B, 0, 0xFD, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x0B])),
        Code(WasmFeatures.Simd, "block", 1, 0x02, 0x7B, 0x00, 0x0B, 0x1A),
        Code(WasmFeatures.Simd, "opcode", 2, 0x41, 0, 0xFD, 15, 0x1A),
        Code(WasmFeatures.Simd, "opcode with a memarg", 2, 0x41, 0, 0xFD, 0, 0, 0, 0x1A),
        Code(WasmFeatures.RelaxedSimd, "opcode", 8, 0x41, 0, 0xFD, 15, 0x41, 0, 0xFD, 15, 0xFD, 0x80, 2, 0x1A),
        Sections(WasmFeatures.FunctionReferences, "parameter", 3, (1, [1, 0x60, 1, 0x64, 0x70, 0])),
        Sections(WasmFeatures.FunctionReferences, "table with an initial value", 1, (4, [1, 0x40, 0, 0x70, 0, 0, 0xD0, 0x70, 0x0B])),
        Code(WasmFeatures.FunctionReferences, "opcode", 2, 0xD0, 0x70, 0xD4, 0x1A),
        Code(WasmFeatures.FunctionReferences, "block", 1, 0x02, 0x63, 0x70, 0xD0, 0x70, 0x0B, 0x1A),
        Sections(WasmFeatures.Gc, "struct", 1, (1, [1, 0x5F, 0])),
        Sections(WasmFeatures.Gc, "array", 1, (1, [1, 0x5E, 0x78, 0])),
        Sections(WasmFeatures.Gc, "recursive group", 1, (1, [1, 0x4E, 0])),
        Sections(WasmFeatures.Gc, "subtype", 1, (1, [1, 0x50, 0, 0x60, 0, 0])),
        Sections(WasmFeatures.Gc, "global", 1, (6, [1, 0x6E, 0, 0xD0, 0x71, 0x0B])),
        Code(WasmFeatures.Gc, "opcode", 2, 0x41, 0, 0xFB, 0x1C, 0x1A),
        Sections(WasmFeatures.Exceptions, "parameter", 3, (1, [1, 0x60, 1, 0x69, 0])),
        Sections(WasmFeatures.Exceptions, "tag", 1, (1, [1, 0x60, 0, 0]), (13, [1, 0, 0])),
        Sections(WasmFeatures.Exceptions, "import", 4, (1, [1, 0x60, 0, 0]), (2, [1, 0, 0, 4, 0, 0])),
        Code(WasmFeatures.Exceptions, "opcode", 0, 0x1F, 0x40, 0, 0x0B),
        Code(WasmFeatures.LegacyExceptions, "opcode", 0, 0x06, 0x40, 0x0B),
        Sections(WasmFeatures.ExtendedConst, "arithmetic", 7, (6, [1, 0x7F, 0, 0x41, 1, 0x41, 1, 0x6A, 0x0B])),
        Sections(WasmFeatures.ExtendedConst, "global of the module", 8, (6, [2, 0x7F, 0, 0x41, 1, 0x0B, 0x7F, 0, 0x23, 0, 0x0B])),
        Sections(WasmFeatures.MultiMemory, "two memories", 3, (5, [2, 0, 0, 0, 0])),
        Sections(WasmFeatures.MultiMemory, "imported memory", 1, (2, [1, 0, 0, 2, 0, 0]), (5, [1, 0, 0])),
        Code(WasmFeatures.MultiMemory, "index in an instruction", 3, 0x41, 0, 0x28, 0x40, 0, 0, 0x1A),
        Sections(WasmFeatures.Memory64, "memory", 1, (5, [1, 4, 0])),
        Sections(WasmFeatures.Memory64, "table", 2, (4, [1, 0x70, 4, 0])),
        Sections(WasmFeatures.CustomPageSizes, "pages of a byte", 1, (5, [1, 8, 0, 0])),
        Sections(WasmFeatures.CustomPageSizes, "pages of 64 KiB", 1, (5, [1, 9, 0, 1, 16])),
        Sections(WasmFeatures.ExtendedConst, "offset of data", 6, (5, [1, 0, 1]), (11, [1, 0, 0x41, 1, 0x41, 1, 0x6C, 0x0B, 0])),
        Sections(WasmFeatures.Threads, "shared memory", 1, (5, [1, 3, 0, 1])),
        Sections(WasmFeatures.Threads, "imported shared memory", 4, (2, [1, 0, 0, 2, 3, 0, 1])),
        Code(WasmFeatures.Threads, "opcode", 0, 0xFE, 3, 0),
        Code(WasmFeatures.Threads, "opcode with a memarg", 2, 0x41, 0, 0xFE, 0x10, 2, 0, 0x1A),
        Code(WasmFeatures.WideArithmetic, "opcode", 4, 0x42, 0, 0x42, 0, 0xFC, 0x15, 0x1A, 0x1A),
    ];

    /// <inheritdoc/>
    public override string ToString() => $"{Feature}: {What}";

    /// <summary>A module of one function and a memory.</summary>
    private static FeatureCase Code(WasmFeatures feature, string what, int at, params byte[] code)
    {
        byte[] module = new ModuleBuilder().Memory(1).Function([], [], f => f.Raw(code)).Build();
        return new FeatureCase(feature, what, module, module.Length - 1 - code.Length + at);
    }

    /// <summary>A module of some sections; the feature is used in the last one, so many bytes behind its beginning.</summary>
    private static FeatureCase Sections(WasmFeatures feature, string what, int at, params (byte Id, byte[] Contents)[] sections)
    {
        ModuleBuilder builder = new();
        foreach ((byte id, byte[] contents) in sections)
        {
            builder.RawSection(id, contents);
        }

        byte[] module = builder.Build();
        return new FeatureCase(feature, what, module, module.Length - sections[^1].Contents.Length + at);
    }
}
