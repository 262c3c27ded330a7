// The host side of hash-wasm's hash functions, as its WASMInterface.ts does it.
namespace NanoWasm.AcceptanceTests.HashWasm;

/// <summary>An instance of a hash-wasm module: data goes through a buffer in the guest's memory.</summary>
internal sealed class HashModule : IDisposable
{
    private const int BufferSize = 16 * 1024;

    private readonly Instance _instance;
    private int _buffer;

    private Memory Memory => _instance.GetMemory("memory");

    /// <summary>Instantiates a module.</summary>
    /// <param name="name">Its name in hash-wasm.</param>
    /// <param name="dispatch">The dispatcher.</param>
    public HashModule(string name, DispatchMode dispatch)
    {
        _instance = new Linker().Instantiate(HashWasmModules.Get(name), new InstanceOptions { Dispatch = dispatch });
        _buffer = _instance.GetFunction<int>("Hash_GetBuffer").Invoke();
    }

    /// <summary>Makes the guest's buffer as large as an algorithm needs (Argon2 and scrypt).</summary>
    public void SetMemorySize(int bytes)
    {
        Call("Hash_SetMemorySize", bytes);
        _buffer = _instance.GetFunction<int>("Hash_GetBuffer").Invoke();
    }

    /// <summary>Writes to the guest's buffer.</summary>
    public void Write(ReadOnlySpan<byte> data, int offset = 0) => data.CopyTo(Memory.Span[(_buffer + offset)..]);

    /// <summary>Reads from the guest's buffer.</summary>
    public byte[] Read(int length) => Memory.Span.Slice(_buffer, length).ToArray();

    /// <summary>Hashes data in pieces: init, update, final.</summary>
    public byte[] Hash(HashCase hash, ReadOnlySpan<byte> data)
    {
        Write(hash.Preamble);
        Call("Hash_Init", hash.InitParameter);
        WasmAction<int> update = _instance.GetAction<int>("Hash_Update");
        while (!data.IsEmpty)
        {
            ReadOnlySpan<byte> chunk = data[..Math.Min(data.Length, BufferSize)];
            Write(chunk);
            update.Invoke(chunk.Length);
            data = data[chunk.Length..];
        }

        Call("Hash_Final", hash.FinalParameter);
        return Read(hash.DigestLength);
    }

    /// <summary>Hashes short data in one call. Only for hashes without key or seed, which would lie where the data lie.</summary>
    public byte[] Calculate(HashCase hash, ReadOnlySpan<byte> data)
    {
        Write(data);
        Call("Hash_Calculate", data.Length, hash.InitParameter, hash.FinalParameter);
        return Read(hash.DigestLength);
    }

    /// <summary>Whether data of a length can be hashed in one call.</summary>
    public static bool CanCalculate(HashCase hash, int length) => hash.Preamble.Length == 0 && length < BufferSize;

    /// <summary>Calls an export with as many of the arguments as it has parameters, as JavaScript does.</summary>
    public void Call(string name, params ReadOnlySpan<int> arguments)
    {
        Function function = _instance.GetFunction(name) ?? throw new InvalidOperationException($"the module has no {name}");
        Value[] values = new Value[function.FuncType.Parameters.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Value.FromInt32(arguments[i]);
        }

        function.Invoke(values, new Value[function.FuncType.Results.Length]);
    }

    /// <inheritdoc/>
    public void Dispose() => _instance.Dispose();
}
