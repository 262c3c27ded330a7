// A module: its bytes, validated once, and what was learnt from them.
using NanoWasm.Binary;

namespace NanoWasm;

/// <summary>
/// A WebAssembly module, parsed and validated. Immutable and safe to share between threads; instantiate it as often as you like.
/// Its code is executed where it lies: the bytes are neither copied nor rewritten.
/// </summary>
public sealed partial class Module : IDisposable
{
    /// <summary>Loads a module from a file.</summary>
    /// <exception cref="ModuleException">The file is not a valid module.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Module FromFile(string path) => throw new NotImplementedException();

    /// <summary>Loads a module from bytes, which are used in place: they are pinned, and must not change as long as the module or an instance lives.</summary>
    /// <exception cref="ModuleException">The bytes are not a valid module.</exception>
    public static Module FromBytes(ReadOnlyMemory<byte> bytes) => throw new NotImplementedException();

    /// <inheritdoc cref="FromBytes(ReadOnlyMemory{byte})"/>
    public static Module FromBytes(byte[] bytes) => FromBytes((ReadOnlyMemory<byte>)bytes);

    /// <summary>Loads a module from the rest of a stream.</summary>
    /// <exception cref="ModuleException">The stream is not a valid module.</exception>
    public static Module FromStream(Stream stream) => throw new NotImplementedException();

    /// <summary>Checks whether bytes are a valid module, without keeping anything.</summary>
    /// <returns>Null if they are, else what is wrong.</returns>
    public static ModuleException? Validate(ReadOnlySpan<byte> bytes) => throw new NotImplementedException();

    /// <summary>The module's name from its name section, or null.</summary>
    public string? Name => throw new NotImplementedException();

    /// <summary>The imports, in order.</summary>
    public IReadOnlyList<ImportDescriptor> Imports => throw new NotImplementedException();

    /// <summary>The exports, in order.</summary>
    public IReadOnlyList<ExportDescriptor> Exports => throw new NotImplementedException();

    /// <summary>The custom sections, in order.</summary>
    public IReadOnlyList<CustomSection> CustomSections => throw new NotImplementedException();

    /// <summary>All sections, in order.</summary>
    public IReadOnlyList<ModuleSection> Sections => throw new NotImplementedException();

    /// <summary>The number of functions, imported ones included.</summary>
    public int FunctionCount => throw new NotImplementedException();

    /// <summary>The number of imported functions; they have the lowest indices.</summary>
    public int ImportedFunctionCount => throw new NotImplementedException();

    /// <summary>The size of the module in bytes.</summary>
    public int Length => throw new NotImplementedException();

    /// <summary>The size of all function bodies in bytes.</summary>
    public long CodeBytes => throw new NotImplementedException();

    /// <summary>The size in bytes of the side table, which validation makes for branches.</summary>
    public long SideTableBytes => throw new NotImplementedException();

    /// <summary>All memory in bytes that the module holds beside its own bytes, the side table included.</summary>
    public long ArenaBytes => throw new NotImplementedException();

    /// <summary>The features that the module uses.</summary>
    public WasmFeatures UsedFeatures => throw new NotImplementedException();

    /// <summary>The parsed module: plain data, alive as long as <see cref="Handle"/>.</summary>
    internal unsafe ModuleData* Data => throw new NotImplementedException();

    /// <summary>Owns <see cref="Data"/> and the pinned bytes. Instances add a reference, so that the module may be disposed before them.</summary>
    internal ModuleHandle Handle => throw new NotImplementedException();

    /// <summary>The name of a function from the name section, else the first name it is exported by, else null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such function.</exception>
    public string? GetFunctionName(int functionIndex) => throw new NotImplementedException();

    /// <summary>The type of a function.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such function.</exception>
    public FuncType GetFunctionType(int functionIndex) => throw new NotImplementedException();

    /// <summary>The instructions of a function's body: where they begin in the module's bytes, and their length.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such function, or it is imported.</exception>
    public (int Offset, int Length) GetFunctionBody(int functionIndex) => throw new NotImplementedException();

    /// <summary>A function's instructions in text form.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such function, or it is imported.</exception>
    public IEnumerable<DisassembledInstruction> Disassemble(int functionIndex) => throw new NotImplementedException();

    /// <summary>Lets go of the module. Its memory is freed once no instance of it lives.</summary>
    public void Dispose() => throw new NotImplementedException();
}
