// A module: its bytes, validated once, and what was learnt from them.
using System.Buffers;
using System.Runtime.InteropServices;
using NanoWasm.Binary;
using NanoWasm.Execution;

namespace NanoWasm;

/// <summary>
/// A WebAssembly module, parsed and validated. Immutable and safe to share between threads; instantiate it as often as you like.
/// Its code is executed where it lies: the bytes are neither copied nor rewritten.
/// </summary>
public sealed partial class Module : IDisposable
{
    private readonly ReadOnlyMemory<byte> _bytes;

    /// <summary>Takes ownership of a module that has been parsed.</summary>
    private unsafe Module(ModuleDataHandle handle, ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        Handle = handle;
        ModuleData* data = handle.Data;
        FunctionCount = data->Functions.Count;
        ImportedFunctionCount = data->ImportedFunctions;
        CodeBytes = data->CodeBytes;
        SideTableBytes = data->SideTable.Bytes;
        ArenaBytes = data->ArenaBytes + sizeof(ModuleData);
        UsedFeatures = data->UsedFeatures;
    }

    /// <summary>The number of functions, imported ones included.</summary>
    public int FunctionCount { get; }

    /// <summary>The number of imported functions; they have the lowest indices.</summary>
    public int ImportedFunctionCount { get; }

    /// <summary>The size of the module in bytes.</summary>
    public int Length => _bytes.Length;

    /// <summary>The size of all function bodies in bytes, their declarations of locals included.</summary>
    public long CodeBytes { get; }

    /// <summary>The size in bytes of the side table, which validation makes for branches.</summary>
    public long SideTableBytes { get; }

    /// <summary>All memory in bytes that the module holds beside its own bytes once it is loaded, the side table included. What instances share comes on top (<see cref="RowBytes"/>).</summary>
    public long ArenaBytes { get; }

    /// <summary>
    /// The size in bytes of the tables by which code finds its superinstructions, which all instances with the same options share; 0 before the first
    /// is made, and where none has superinstructions of its own: such of other than the threaded dispatcher, and those of more than 4 MiB of code.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The module has been disposed.</exception>
    public unsafe long RowBytes
    {
        get
        {
            using Lease lease = Borrow();
            return ModuleRows.AllBytes((ModuleRows*)Volatile.Read(ref *(nint*)&Data->Rows));
        }
    }

    /// <summary>The features that the module uses.</summary>
    public WasmFeatures UsedFeatures { get; }

    /// <summary>Owns <see cref="Data"/> and the pinned bytes. Instances add a reference, so that the module may be disposed before them.</summary>
    [AllocationFree]
    internal ModuleDataHandle Handle { get; }

    /// <summary>The parsed module: plain data, for those who hold a reference to <see cref="Handle"/>.</summary>
    [AllocationFree]
    internal unsafe ModuleData* Data => Handle.Data;

    /// <summary>Loads a module from a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What the module may use; by default, all that the engine implements.</param>
    /// <exception cref="ModuleException">The file is not a valid module, or uses what the options do not allow.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Module FromFile(string path, ModuleOptions? options = null)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return FromStream(stream, options);
    }

    /// <summary>Loads a module from bytes, which are used in place: they are pinned, and must not change as long as the module or an instance lives.</summary>
    /// <param name="bytes">The binary module.</param>
    /// <param name="options">What the module may use; by default, all that the engine implements.</param>
    /// <exception cref="ModuleException">The bytes are not a valid module, or it uses what the options do not allow.</exception>
    /// <remarks>Only bytes that end within the last 24 of a page of memory are copied, because the 24 behind them must be readable.</remarks>
    public static unsafe Module FromBytes(ReadOnlyMemory<byte> bytes, ModuleOptions? options = null)
    {
        using MemoryHandle pin = bytes.Pin();
        return bytes.IsEmpty || ReadableBytes.AreBehind((byte*)pin.Pointer, bytes.Length) ? Load(bytes, options) : Load(CopyWithRoom(bytes.Span), options);
    }

    private static ReadOnlyMemory<byte> CopyWithRoom(ReadOnlySpan<byte> bytes)
    {
        byte[] copy = AllocateWithRoom(bytes.Length);
        bytes.CopyTo(copy);
        return copy.AsMemory(0, bytes.Length);
    }

    /// <summary>Room for a module and the bytes behind it.</summary>
    private static byte[] AllocateWithRoom(int length) => GC.AllocateUninitializedArray<byte>(length + ReadableBytes.Count, pinned: true);

    private static unsafe Module Load(ReadOnlyMemory<byte> bytes, ModuleOptions? options)
    {
#pragma warning disable CA2000 // It becomes the module's, or is disposed below.
        ModuleDataHandle handle = new(bytes.Pin(), bytes.Length, (options ?? ModuleOptions.Default).Features);
#pragma warning restore CA2000
        try
        {
            using LoadProgress? progress = options?.Progress is IProgress<double> observer ? new LoadProgress(handle, bytes.Length, observer) : null;
            ModuleError error = ModuleParser.Parse(handle.Data);
            if (error.Code != ErrorCode.None)
            {
                throw ModuleException.Create(error, bytes.Span);
            }

            TypeRegistry.AcquireAll(handle.Data);
            return new Module(handle, bytes);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="FromBytes(ReadOnlyMemory{byte}, ModuleOptions?)"/>
    public static Module FromBytes(byte[] bytes, ModuleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return FromBytes((ReadOnlyMemory<byte>)bytes, options);
    }

    /// <summary>Loads a module from the rest of a stream.</summary>
    /// <param name="stream">The stream; read to its end, not disposed.</param>
    /// <param name="options">What the module may use; by default, all that the engine implements.</param>
    /// <exception cref="ModuleException">The stream is not a valid module, or it uses what the options do not allow.</exception>
    /// <exception cref="IOException">The stream cannot be read, or is longer than 2 GiB.</exception>
    public static Module FromStream(Stream stream, ModuleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanSeek)
        {
            using MemoryStream copy = new();
            stream.CopyTo(copy);
            return FromBytes(copy.GetBuffer().AsMemory(0, (int)copy.Length), options);
        }

        long length = stream.Length - stream.Position;
        if (length > Array.MaxLength - ReadableBytes.Count)
        {
            throw new IOException($"A module of {length} bytes is too large: at most {Array.MaxLength - ReadableBytes.Count} are possible.");
        }

        Memory<byte> bytes = AllocateWithRoom((int)length).AsMemory(0, (int)length);
        stream.ReadExactly(bytes.Span);
        return Load(bytes, options);
    }

    /// <summary>Checks whether bytes are a valid module, without keeping anything.</summary>
    /// <param name="bytes">The binary module.</param>
    /// <param name="options">What the module may use; by default, all that the engine implements.</param>
    /// <returns>Null if they are, else what is wrong.</returns>
    public static unsafe ModuleException? Validate(ReadOnlySpan<byte> bytes, ModuleOptions? options = null)
    {
        fixed (byte* start = bytes)
        {
            ModuleData data = new(start, bytes.Length, workspace: null, LoadLimits.Default, (options ?? ModuleOptions.Default).Features);
            try
            {
                ModuleError error = ModuleParser.Parse(&data);
                return error.Code == ErrorCode.None ? null : ModuleException.Create(error, bytes);
            }
            finally
            {
                data.Free();
            }
        }
    }

    /// <summary>Lets go of the module. Its memory is freed once no instance of it lives.</summary>
    public void Dispose() => Handle.Dispose();

    /// <summary>Keeps the data alive until it is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The module has been disposed.</exception>
    private Lease Borrow() => new(Handle);

    private readonly ref struct Lease
    {
        private readonly SafeHandle _handle;

        public Lease(SafeHandle handle)
        {
            bool added = false;
            handle.DangerousAddRef(ref added);
            _handle = handle;
        }

        public void Dispose() => _handle.DangerousRelease();
    }
}
