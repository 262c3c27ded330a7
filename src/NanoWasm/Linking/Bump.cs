// The bump allocator of instance arenas.
namespace NanoWasm.Linking;

/// <summary>
/// Hands out consecutive pieces of a block. Started without a block, it only counts: the same code that lays an arena out finds its size before.
/// </summary>
internal unsafe ref struct Bump
{
    /// <summary>The alignment of every piece: a cache line.</summary>
    public const int Alignment = 64;

    private readonly byte* _start;

    /// <summary>Begins at the start of a block, or with none.</summary>
    public Bump(byte* start) => _start = start;

    /// <summary>The bytes handed out so far.</summary>
    public long Size { get; private set; }

    /// <summary>The next piece; meaningless where there is no block.</summary>
    public T* Take<T>(long count)
        where T : unmanaged
    {
        T* piece = (T*)(_start + Size);
        Size += ((count * sizeof(T)) + Alignment - 1) & -Alignment;
        return piece;
    }
}
