// Memory that ends with a page behind which nothing can be read.
using System.Buffers;
using System.Runtime.InteropServices;

namespace NanoWasm.Tests.Execution;

/// <summary>Bytes whose last one is the last of a page; reading behind them ends the process. Linux only.</summary>
internal sealed unsafe partial class PageEndMemory : MemoryManager<byte>
{
    private const int NoAccess = 0;
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;

    private readonly byte* _pages;
    private readonly nuint _size;
    private readonly byte* _start;
    private readonly int _length;

    /// <summary>Copies bytes to the end of a page.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="spare">How many more bytes of the page are readable behind them.</param>
    public PageEndMemory(ReadOnlySpan<byte> bytes, int spare = 0)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        nuint readable = (((nuint)(bytes.Length + spare) + page - 1) / page) * page;
        _size = readable + page;
        _pages = MapPages(null, _size, ReadWrite, PrivateAnonymous, -1, 0);
        Assert.NotEqual(-1, (nint)_pages);
        _start = _pages + readable - spare - bytes.Length;
        _length = bytes.Length;
        bytes.CopyTo(GetSpan());
        Assert.Equal(0, ProtectPages(_pages + readable, page, NoAccess));
    }

    public override Span<byte> GetSpan() => new(_start, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing) => _ = UnmapPages(_pages, _size);

    [LibraryImport("libc", EntryPoint = "mmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial byte* MapPages(void* address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ProtectPages(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int UnmapPages(void* address, nuint length);
}
