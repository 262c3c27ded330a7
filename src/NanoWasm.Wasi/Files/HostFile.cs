// Open files of the host.
using Microsoft.Win32.SafeHandles;

namespace NanoWasm.Wasi.Files;

/// <summary>An open file of the host: reads and writes are system calls on its handle.</summary>
/// <param name="handle">The handle, which is closed with the file.</param>
/// <param name="path">Its path, where attributes are asked for by that; null on Linux, which has them by handle.</param>
internal sealed class HostFile(SafeFileHandle handle, string? path = null) : IWasiFile
{
    /// <inheritdoc/>
    [AllocationFree]
    public WasiErrno Read(Span<byte> buffer, ulong offset, out int count)
    {
        count = 0;
        if (offset > long.MaxValue)
        {
            return WasiErrno.InvalidArgument;
        }

        try
        {
            count = RandomAccess.Read(handle, buffer, (long)offset);
            return WasiErrno.Success;
        }
        catch (Exception exception) when (HostErrors.IsKnown(exception))
        {
            return HostErrors.Translate(exception);
        }
    }

    /// <inheritdoc/>
    [AllocationFree]
    public WasiErrno Write(ReadOnlySpan<byte> buffer, ulong offset, out int count)
    {
        count = 0;
        if (offset > long.MaxValue)
        {
            return WasiErrno.InvalidArgument;
        }

        try
        {
            RandomAccess.Write(handle, buffer, (long)offset);
            count = buffer.Length;
            return WasiErrno.Success;
        }
        catch (Exception exception) when (HostErrors.IsKnown(exception))
        {
            return HostErrors.Translate(exception);
        }
    }

    /// <inheritdoc/>
    [AllocationFree]
    public WasiErrno GetLength(out ulong length)
    {
        length = 0;
        try
        {
            length = (ulong)RandomAccess.GetLength(handle);
            return WasiErrno.Success;
        }
        catch (NotSupportedException)
        {
            // A device has no length, and no position either.
            return WasiErrno.InvalidSeek;
        }
        catch (Exception exception) when (HostErrors.IsKnown(exception))
        {
            return HostErrors.Translate(exception);
        }
    }

    /// <inheritdoc/>
    public unsafe WasiErrno GetStatus(out WasiFileStatus status)
    {
        if (path is not null)
        {
            WasiErrno error = PortableDirectory.GetStatusOf(path, out status);
            return error == WasiErrno.Success && GetLength(out ulong length) == WasiErrno.Success ? Complete(ref status, length) : error;
        }

        LinuxNative.Status native;
        if (LinuxNative.StatusAt(handle, string.Empty, LinuxNative.EmptyPath, LinuxNative.BasicStatus, &native) < 0)
        {
            status = default;
            return LinuxNative.LastError;
        }

        status = native.ToFileStatus();
        return WasiErrno.Success;
    }

    /// <inheritdoc/>
    public WasiErrno SetLength(ulong length)
    {
        try
        {
            RandomAccess.SetLength(handle, (long)length);
            return WasiErrno.Success;
        }
        catch (Exception exception) when (HostErrors.IsKnown(exception))
        {
            return HostErrors.Translate(exception);
        }
        catch (ArgumentException)
        {
            return WasiErrno.FileTooLarge;
        }
    }

    /// <inheritdoc/>
    public unsafe WasiErrno SetTimes(ulong? accessTime, ulong? modificationTime)
    {
        if (path is not null)
        {
            return PortableDirectory.SetTimesOf(path, accessTime, modificationTime);
        }

        LinuxNative.TimeSpecification* times = stackalloc LinuxNative.TimeSpecification[2]
        {
            LinuxNative.TimeSpecification.From(accessTime),
            LinuxNative.TimeSpecification.From(modificationTime),
        };
        return LinuxNative.SetTimes(handle, times) < 0 ? LinuxNative.LastError : WasiErrno.Success;
    }

    /// <inheritdoc/>
    public WasiErrno Synchronize()
    {
        if (path is null)
        {
            return LinuxNative.Synchronize(handle) < 0 ? LinuxNative.LastError : WasiErrno.Success;
        }

        try
        {
            RandomAccess.FlushToDisk(handle);
            return WasiErrno.Success;
        }
        catch (UnauthorizedAccessException)
        {
            // Some systems flush only what can be written; there is nothing to flush then.
            return WasiErrno.Success;
        }
        catch (Exception exception) when (HostErrors.IsKnown(exception))
        {
            return HostErrors.Translate(exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    private static WasiErrno Complete(ref WasiFileStatus status, ulong length)
    {
        status = status with { Size = length };
        return WasiErrno.Success;
    }
}
