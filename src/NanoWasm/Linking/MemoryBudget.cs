// How much memory an instance may have.
namespace NanoWasm.Linking;

/// <summary>The bytes that all memories of an instance may have together. Shared memories take from it on any thread.</summary>
/// <param name="bytes">How many there are; not negative.</param>
internal sealed class MemoryBudget(long bytes)
{
    private long _left = bytes;

    /// <summary>How many there were to begin with.</summary>
    public ulong Total { get; } = (ulong)bytes;

    /// <summary>How many are left.</summary>
    [AllocationFree]
    public ulong Left => (ulong)Volatile.Read(ref _left);

    /// <summary>Takes some.</summary>
    /// <returns>False where there are not so many; none was taken then.</returns>
    [AllocationFree]
    public bool TryTake(ulong bytes)
    {
        long left;
        do
        {
            left = Volatile.Read(ref _left);
            if (bytes > (ulong)left)
            {
                return false;
            }
        }
        while (Interlocked.CompareExchange(ref _left, left - (long)bytes, left) != left);

        return true;
    }

    /// <summary>Gives back what was taken.</summary>
    [AllocationFree]
    public void Return(ulong bytes) => Interlocked.Add(ref _left, (long)bytes);
}
