// Linear memory.
using System.Runtime.CompilerServices;
using System.Text;
using NanoWasm.Execution;
using NanoWasm.Linking;

namespace NanoWasm;

/// <summary>
/// A linear memory (specification 4.2.8): bytes in pages of 64 KiB, zero to begin with. Made by an instance, or by the host to be imported.
/// </summary>
/// <remarks>
/// Spans are views of the memory as it is: they are valid until the memory grows or is freed. An instance's memory is freed with the last
/// instance that uses it, one made by the host when it is disposed as well; keep them reachable while you use a span.
/// Every access by a method is checked against the present size. Numbers are little-endian, as everywhere in WebAssembly.
/// </remarks>
public sealed unsafe class Memory : Extern, IGroupMember, IDisposable
{
    /// <summary>Bytes in a page.</summary>
    public const int PageSize = 65_536;

    /// <summary>The most pages that a memory can have.</summary>
    public const int MaxPages = 65_536;

    private readonly MemoryStorage _storage;
    private readonly ulong _limit;
    private readonly ulong? _maximum;
    private InstanceGroup _group;
    private bool _heldByHost;

    /// <summary>Makes a memory that modules can import.</summary>
    /// <param name="minimum">Its size in pages.</param>
    /// <param name="maximum">The size in pages that it may grow to; null for the largest possible.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative or above <see cref="MaxPages"/>, or the maximum is below the minimum.</exception>
    /// <exception cref="InstantiationException">There is not enough memory.</exception>
    public Memory(int minimum, int? maximum = null)
        : this(Checked(minimum, maximum), (ulong)InstanceOptions.MemoryBytesLimit, default, new InstanceGroup())
    {
        _heldByHost = true;
        _group.Add(this);
    }

    /// <summary>Makes the memory of an instance; the caller adds it to the group.</summary>
    /// <exception cref="InstantiationException">It is larger than it may be.</exception>
    internal Memory(MemoryType type, ulong limitBytes, Memory<byte> buffer, InstanceGroup group)
    {
        ulong size = type.Minimum * PageSize;
        _maximum = type.Maximum;
        _limit = Math.Min(limitBytes, Math.Min(type.Maximum ?? MaxPages, MaxPages) * PageSize);
        _group = group;
        if (size > limitBytes)
        {
            throw new InstantiationException($"The module needs a memory of {size:N0} bytes; {limitBytes:N0} are allowed.");
        }

        if (!buffer.IsEmpty && size > (ulong)buffer.Length)
        {
            throw new InstantiationException($"The module needs a memory of {size:N0} bytes; the buffer for it has {buffer.Length:N0}.");
        }

        try
        {
            _storage = buffer.IsEmpty ? new MemoryStorage(size) : new MemoryStorage(size, buffer);
        }
        catch (OutOfMemoryException exception)
        {
            throw new InstantiationException($"There is not enough memory for a linear memory of {size:N0} bytes.", exception);
        }
    }

    /// <inheritdoc/>
    public override ExternalType Type => new MemoryType(ByteLength / PageSize, _maximum);

    /// <summary>The present size in pages.</summary>
    [AllocationFree]
    public int Pages => (int)(ByteLength / PageSize);

    /// <summary>The present size in bytes.</summary>
    [AllocationFree]
    public ulong ByteLength => Data->Size;

    /// <summary>The bytes; of a memory beyond 2 GiB, the first 2 GiB less one byte (use <see cref="GetSpan"/> for the others).</summary>
    [AllocationFree]
    public Span<byte> Span
    {
        get
        {
            MemoryData* data = Data;
            return new Span<byte>(data->Base, (int)Math.Min(data->Size, int.MaxValue));
        }
    }

    /// <inheritdoc/>
    bool IGroupMember.IsRoot => _heldByHost;

    /// <summary>What the machine sees of it.</summary>
    /// <exception cref="ObjectDisposedException">The memory was freed.</exception>
    [AllocationFree]
    internal MemoryData* Data
    {
        get
        {
            ObjectDisposedException.ThrowIf(_storage.IsClosed, this);
            return _storage.Data;
        }
    }

    /// <summary>The group it belongs to.</summary>
    internal ref InstanceGroup Group => ref _group;

    /// <summary>A part of the memory.</summary>
    /// <param name="address">Where it begins.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie in the memory.</exception>
    [AllocationFree]
    public Span<byte> GetSpan(ulong address, int length) => new(At(address, length), length);

    /// <summary>Reads plain data, at any alignment.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie in the memory.</exception>
    [AllocationFree]
    public T Read<T>(ulong address)
        where T : unmanaged
    {
        T value = Unsafe.ReadUnaligned<T>(At(address, sizeof(T)));
        GC.KeepAlive(this);
        return value;
    }

    /// <summary>Writes plain data, at any alignment.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie in the memory.</exception>
    [AllocationFree]
    public void Write<T>(ulong address, T value)
        where T : unmanaged
    {
        Unsafe.WriteUnaligned(At(address, sizeof(T)), value);
        GC.KeepAlive(this);
    }

    /// <summary>Reads a string of UTF-8 bytes; invalid ones become U+FFFD.</summary>
    /// <param name="address">Where it begins.</param>
    /// <param name="byteCount">Its length in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie in the memory.</exception>
    public string ReadString(ulong address, int byteCount)
    {
        string text = Encoding.UTF8.GetString(GetSpan(address, byteCount));
        GC.KeepAlive(this);
        return text;
    }

    /// <summary>Reads a string of UTF-8 bytes that ends before a zero byte; invalid ones become U+FFFD.</summary>
    /// <param name="address">Where it begins.</param>
    /// <param name="maxByteCount">Where to stop looking for the zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">It begins outside of the memory, or no zero byte follows within <paramref name="maxByteCount"/> bytes.</exception>
    public string ReadZeroTerminatedString(ulong address, int maxByteCount = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxByteCount);
        ulong length = ByteLength;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(address, length);
        Span<byte> bytes = GetSpan(address, (int)Math.Min((ulong)maxByteCount, length - address));
        int end = bytes.IndexOf((byte)0);
        if (end < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(address), address, $"No zero byte follows within {bytes.Length} bytes.");
        }

        string text = Encoding.UTF8.GetString(bytes[..end]);
        GC.KeepAlive(this);
        return text;
    }

    /// <summary>Writes a string as UTF-8, without a zero byte behind it.</summary>
    /// <returns>The number of bytes written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It does not fit into the memory; nothing was written.</exception>
    [AllocationFree]
    public int WriteString(ulong address, ReadOnlySpan<char> text)
    {
        int count = Encoding.UTF8.GetByteCount(text);
        Encoding.UTF8.GetBytes(text, GetSpan(address, count));
        GC.KeepAlive(this);
        return count;
    }

    /// <summary>Writes a string as UTF-8 with a zero byte behind it.</summary>
    /// <returns>The number of bytes written, the zero byte included.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It does not fit into the memory; nothing was written.</exception>
    [AllocationFree]
    public int WriteZeroTerminatedString(ulong address, ReadOnlySpan<char> text)
    {
        int count = Encoding.UTF8.GetByteCount(text) + 1;
        Span<byte> target = GetSpan(address, count);
        Encoding.UTF8.GetBytes(text, target);
        target[^1] = 0;
        GC.KeepAlive(this);
        return count;
    }

    /// <summary>Grows the memory; spans become invalid.</summary>
    /// <param name="pages">The number of pages to add.</param>
    /// <returns>The size in pages before, or -1 where it cannot grow so far: beyond its maximum, its policy's limit, or the machine's memory.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    /// <exception cref="InvalidOperationException">Another thread runs in an instance that uses the memory.</exception>
    public int Grow(int pages)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pages);
        using GroupScope scope = new(ref _group);
        return (int)TryGrow((ulong)pages);
    }

    /// <summary>
    /// Lets go of a memory made by the host; it is freed once no instance uses it. Does nothing to an instance's own memory, which lives
    /// as long as the instance.
    /// </summary>
    public void Dispose()
    {
        if (_heldByHost)
        {
            _heldByHost = false;
            InstanceGroup.Abandon(_group);
        }
    }

    /// <summary>Grows the memory (specification 4.5.3.9).</summary>
    /// <returns>The size in pages before, or -1.</returns>
    [AllocationFree]
    internal long TryGrow(ulong deltaPages)
    {
        ulong size = Data->Size;
        if (deltaPages > (_limit - size) / PageSize)
        {
            return -1;
        }

        return deltaPages == 0 || _storage.TryGrow(size + (deltaPages * PageSize), _limit) ? (long)(size / PageSize) : -1;
    }

    /// <inheritdoc/>
    void IGroupMember.MarkReferences(GroupMarker marker)
    {
        // Bytes refer to nothing.
    }

    /// <inheritdoc/>
    void IGroupMember.Free() => _storage.Dispose();

    private static MemoryType Checked(int minimum, int? maximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minimum);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minimum, MaxPages);
        if (maximum is int value)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, minimum, nameof(maximum));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxPages, nameof(maximum));
        }

        return new MemoryType((ulong)minimum, (ulong?)maximum);
    }

    [AllocationFree]
    private byte* At(ulong address, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        MemoryData* data = Data;
        if (address > data->Size || (ulong)length > data->Size - address)
        {
            ThrowOutside(address, length, data->Size);
        }

        return data->Base + address;
    }

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    private static void ThrowOutside(ulong address, int length, ulong size) =>
        throw new ArgumentOutOfRangeException(nameof(address), address, $"{length} bytes from address {address} on do not lie in a memory of {size} bytes.");
}
