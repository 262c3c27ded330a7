// Reads the few things about valid modules that tests need and the library does not tell.
namespace NanoWasm.SpecTests.Mutations;

/// <summary>Reads indices out of valid modules.</summary>
internal static class WasmReader
{
    private const int StartSectionId = 8;

    /// <summary>An unsigned LEB128 number, and the offset behind it.</summary>
    public static (uint Value, int Next) ReadU32(ReadOnlySpan<byte> bytes, int at)
    {
        uint value = 0;
        int shift = 0;
        byte part;
        do
        {
            part = bytes[at++];
            value |= (uint)(part & 0x7f) << shift;
            shift += 7;
        }
        while (part >= 0x80);

        return (value, at);
    }

    /// <summary>The index of a valid module's start function, or -1.</summary>
    public static int ReadStartFunction(Module module, ReadOnlySpan<byte> bytes)
    {
        foreach (ModuleSection section in module.Sections.Where(section => section.Id == StartSectionId))
        {
            return (int)ReadU32(bytes, section.Offset).Value;
        }

        return -1;
    }
}
