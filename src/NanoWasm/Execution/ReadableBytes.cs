// What handlers may read behind the code.
namespace NanoWasm.Execution;

/// <summary>
/// Handlers are chosen by the eight bytes at an instruction, and those of superinstructions look at up to <see cref="Count"/>, so that some
/// bytes behind the last instruction of a module are read. Their values do not matter: no superinstruction goes beyond the end of a function.
/// </summary>
[AllocationFree]
internal static unsafe class ReadableBytes
{
    /// <summary>How many bytes behind a module must be readable.</summary>
    public const int Count = 24;

    /// <summary>No page of memory is smaller, and all bytes of a page are readable if one is.</summary>
    private const nuint PageSize = 4096;

    /// <summary>Whether the bytes behind a module are readable because they lie in the page of its last one.</summary>
    /// <param name="module">The module.</param>
    /// <param name="length">Its length: not 0.</param>
    public static bool AreBehind(byte* module, int length) =>
        ((nuint)module + (nuint)length - 1) / PageSize == ((nuint)module + (nuint)length - 1 + Count) / PageSize;
}
