// A guest whose every call of WASI is made by a test.
using System.Buffers.Binary;
using System.Text;

namespace NanoWasm.Wasi.Tests;

/// <summary>A module that imports all of WASI and exports a function for each, which only passes its arguments on.</summary>
public sealed class WasiGuest : IDisposable
{
    /// <summary>Where results go.</summary>
    public const uint Result = 64;

    /// <summary>A buffer that tests read from and write to.</summary>
    public const uint Buffer = 0x4000;

    /// <summary>The length of <see cref="Buffer"/>.</summary>
    public const uint BufferLength = 0x4000;

    private const uint Strings = 0x1000;

    /// <summary>The functions of the specification and their parameters: i for i32, I for i64. All but one return an i32.</summary>
    private static readonly string[] Functions =
    [
        "args_get ii", "args_sizes_get ii", "environ_get ii", "environ_sizes_get ii", "clock_res_get ii", "clock_time_get iIi",
        "fd_advise iIIi", "fd_allocate iII", "fd_close i", "fd_datasync i", "fd_fdstat_get ii", "fd_fdstat_set_flags ii", "fd_fdstat_set_rights iII",
        "fd_filestat_get ii", "fd_filestat_set_size iI", "fd_filestat_set_times iIIi", "fd_pread iiiIi", "fd_prestat_get ii", "fd_prestat_dir_name iii",
        "fd_pwrite iiiIi", "fd_read iiii", "fd_readdir iiiIi", "fd_renumber ii", "fd_seek iIii", "fd_sync i", "fd_tell ii", "fd_write iiii",
        "path_create_directory iii", "path_filestat_get iiiii", "path_filestat_set_times iiiiIIi", "path_link iiiiiii", "path_open iiiiiIIii",
        "path_readlink iiiiii", "path_remove_directory iii", "path_rename iiiiii", "path_symlink iiiii", "path_unlink_file iii",
        "poll_oneoff iiii", "proc_exit i", "proc_raise i", "sched_yield", "random_get ii", "sock_accept iii", "sock_recv iiiiii", "sock_send iiiii", "sock_shutdown ii",
    ];

    private static readonly Module Wrapper = Module.FromBytes(BuildWrapper());

    private uint _strings = Strings;

    public WasiGuest(WasiConfiguration configuration)
    {
        Instance = new Linker().DefineWasi(configuration).Instantiate(Wrapper);
        Memory = Instance.GetMemory("memory");
    }

    /// <summary>The names of all functions.</summary>
    public static IEnumerable<string> Names => Functions.Select(static function => function.Split(' ')[0]);

    public Instance Instance { get; }

    public Memory Memory { get; }

    /// <summary>Calls a function of WASI.</summary>
    public WasiErrno Call(string name, params ReadOnlySpan<long> arguments)
    {
        Function function = Instance.GetFunction(name)!;
        Value[] values = new Value[arguments.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = function.FuncType.Parameters[i] == ValueKind.I32 ? Value.FromUInt32((uint)arguments[i]) : arguments[i];
        }

        return function.Invoke(values) is [Value result] ? (WasiErrno)result.AsInt32() : WasiErrno.Success;
    }

    /// <summary>Writes a string into memory.</summary>
    /// <returns>Its address and its length.</returns>
    public (uint Address, uint Length) Put(string text)
    {
        uint address = _strings;
        int length = Memory.WriteString(address, text);
        _strings += (uint)length;
        if (_strings > Buffer - 0x800)
        {
            _strings = Strings;
        }

        return (address, (uint)length);
    }

    /// <summary>Calls a function with a descriptor and a path, and what comes behind it.</summary>
    public WasiErrno AtPath(string name, uint fd, string path)
    {
        (uint address, uint length) = Put(path);
        return Call(name, fd, address, length);
    }

    /// <summary>Opens a path with all rights that the directory hands down and a file can use.</summary>
    public WasiErrno Open(uint fd, string path, int openFlags, out uint opened, bool follow = true, long rights = 0x0820_01FF | (1L << 14), int fdFlags = 0)
    {
        (uint address, uint length) = Put(path);
        long known = openFlags == OpenDirectory ? 0x0FFF_FFFF & ~0x40L & ~0x40_0000L & ~0x100L : rights | 0x00A0_0000 | ((rights & 64) << 16);
        WasiErrno error = Call("path_open", fd, follow ? 1 : 0, address, length, openFlags, known & Inheriting(fd), Inheriting(fd), fdFlags, Result);
        opened = Memory.Read<uint>(Result);
        return error;
    }

    /// <summary>Flags of <c>path_open</c>.</summary>
    public const int OpenCreate = 1, OpenDirectory = 2, OpenExclusive = 4, OpenTruncate = 8;

    /// <summary>What a descriptor hands down.</summary>
    public long Inheriting(uint fd)
    {
        Call("fd_fdstat_get", fd, Result);
        return Memory.Read<long>(Result + 16);
    }

    /// <summary>Writes text by one buffer.</summary>
    public WasiErrno Write(uint fd, string text)
    {
        (uint address, uint length) = Put(text);
        SetVector(0, address, length);
        return Call("fd_write", fd, 0, 1, Result);
    }

    /// <summary>Reads text by one buffer.</summary>
    public WasiErrno Read(uint fd, out string text, uint length = BufferLength)
    {
        SetVector(0, Buffer, length);
        WasiErrno error = Call("fd_read", fd, 0, 1, Result);
        text = error == WasiErrno.Success ? Memory.ReadString(Buffer, Memory.Read<int>(Result)) : string.Empty;
        return error;
    }

    /// <summary>Sets an entry of the array of buffers, which begins at address 0.</summary>
    public void SetVector(uint index, uint address, uint length)
    {
        Memory.Write(8 * index, address);
        Memory.Write((8 * index) + 4, length);
    }

    /// <summary>The kind of what is at a path, and its size.</summary>
    public WasiErrno Stat(uint fd, string path, out WasiFileType type, out ulong size, bool follow = true)
    {
        (uint address, uint length) = Put(path);
        WasiErrno error = Call("path_filestat_get", fd, follow ? 1 : 0, address, length, Result);
        type = (WasiFileType)Memory.Read<byte>(Result + 16);
        size = Memory.Read<ulong>(Result + 32);
        return error;
    }

    /// <summary>Calls a function with two paths.</summary>
    public WasiErrno Rename(uint fd, string from, string to)
    {
        (uint fromAddress, uint fromLength) = Put(from);
        (uint toAddress, uint toLength) = Put(to);
        return Call("path_rename", fd, fromAddress, fromLength, fd, toAddress, toLength);
    }

    public WasiErrno Link(uint fd, string existing, string path)
    {
        (uint fromAddress, uint fromLength) = Put(existing);
        (uint toAddress, uint toLength) = Put(path);
        return Call("path_link", fd, 0, fromAddress, fromLength, fd, toAddress, toLength);
    }

    public WasiErrno Symlink(uint fd, string target, string path)
    {
        (uint targetAddress, uint targetLength) = Put(target);
        (uint address, uint length) = Put(path);
        return Call("path_symlink", targetAddress, targetLength, fd, address, length);
    }

    public WasiErrno ReadLink(uint fd, string path, out string target)
    {
        (uint address, uint length) = Put(path);
        WasiErrno error = Call("path_readlink", fd, address, length, Buffer, BufferLength, Result);
        target = error == WasiErrno.Success ? Memory.ReadString(Buffer, Memory.Read<int>(Result)) : string.Empty;
        return error;
    }

    /// <summary>Names of a directory's entries, read with a buffer of a certain size.</summary>
    public List<string> List(uint fd, uint bufferLength = BufferLength)
    {
        List<string> names = [];
        ulong cookie = 0;
        for (; ; )
        {
            Assert.Equal(WasiErrno.Success, Call("fd_readdir", fd, Buffer, bufferLength, (long)cookie, Result));
            int used = Memory.Read<int>(Result);
            ReadOnlySpan<byte> bytes = Memory.GetSpan(Buffer, used);
            while (bytes.Length >= 24 && BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]) is int length && bytes.Length >= 24 + length)
            {
                cookie = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
                names.Add(Encoding.UTF8.GetString(bytes.Slice(24, length)));
                bytes = bytes[(24 + length)..];
            }

            if (used < bufferLength)
            {
                return names;
            }
        }
    }

    public void Dispose() => Instance.Dispose();

    private static byte[] BuildWrapper()
    {
        ModuleBuilder module = new();
        foreach ((string name, ValueKind[] parameters, ValueKind[] results) in Functions.Select(Signature))
        {
            module.ImportFunction(WasiLinkerExtensions.ModuleName, name, parameters, results);
        }

        uint index = 0;
        foreach ((string name, ValueKind[] parameters, ValueKind[] results) in Functions.Select(Signature))
        {
            uint called = index++;
            module.Function(name, parameters, results, code =>
            {
                for (uint i = 0; i < parameters.Length; i++)
                {
                    code.LocalGet(i);
                }

                code.Call(called);
            });
        }

        return module.Memory(1, export: "memory").Build();
    }

    private static (string Name, ValueKind[] Parameters, ValueKind[] Results) Signature(string function)
    {
        string[] parts = function.Split(' ');
        ValueKind[] parameters = parts.Length == 1 ? [] : [.. parts[1].Select(static c => c == 'i' ? ValueKind.I32 : ValueKind.I64)];
        return (parts[0], parameters, parts[0] == "proc_exit" ? [] : [ValueKind.I32]);
    }
}
