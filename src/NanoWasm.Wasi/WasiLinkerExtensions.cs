// The functions of WASI as imports.
using System.Runtime.CompilerServices;
using NanoWasm.Wasi.Functions;

namespace NanoWasm.Wasi;

/// <summary>Defines the functions of WASI preview 1.</summary>
public static class WasiLinkerExtensions
{
    /// <summary>The module name that guests import them from.</summary>
    public const string ModuleName = "wasi_snapshot_preview1";

    /// <summary>Defines all functions of <c>wasi_snapshot_preview1</c>; replaces earlier definitions. Each instance is a process of its own.</summary>
    /// <param name="linker">The linker.</param>
    /// <param name="configuration">What guests are given.</param>
    /// <returns>The linker.</returns>
    /// <example><code>
    /// Linker linker = new Linker().DefineWasi(new WasiConfiguration { StandardOutput = Console.OpenStandardOutput(), Arguments = ["hello"] });
    /// using Instance instance = linker.Instantiate(module);
    /// int exitCode = instance.RunWasi();
    /// </code></example>
    public static Linker DefineWasi(this Linker linker, WasiConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(linker);
        ArgumentNullException.ThrowIfNull(configuration);
        Processes all = new(configuration);
        DefineOwnThings(linker, all);
        DefineDescriptors(linker, all);
        DefinePaths(linker, all);
        return linker;
    }

    private static void DefineOwnThings(Linker linker, Processes all) => linker
        .DefineFunction(ModuleName, "args_get", (Caller c, uint a, uint b) => (int)all.Of(c).ArgsGet(a, b))
        .DefineFunction(ModuleName, "args_sizes_get", (Caller c, uint a, uint b) => (int)all.Of(c).ArgsSizesGet(a, b))
        .DefineFunction(ModuleName, "environ_get", (Caller c, uint a, uint b) => (int)all.Of(c).EnvironGet(a, b))
        .DefineFunction(ModuleName, "environ_sizes_get", (Caller c, uint a, uint b) => (int)all.Of(c).EnvironSizesGet(a, b))
        .DefineFunction(ModuleName, "clock_res_get", (Caller c, uint id, uint r) => (int)all.Of(c).ClockResGet(id, r))
        .DefineFunction(ModuleName, "clock_time_get", (Caller c, uint id, ulong _, uint r) => (int)all.Of(c).ClockTimeGet(id, r))
        .DefineFunction(ModuleName, "random_get", (Caller c, uint a, uint n) => (int)all.Of(c).RandomGet(a, n))
        .DefineFunction(ModuleName, "poll_oneoff", (Caller c, uint s, uint e, uint n, uint r) => (int)all.Of(c).PollOneoff(s, e, n, r))
        .DefineFunction(ModuleName, "proc_exit", (Caller c, uint code) => all.Of(c).ProcExit(code))
        .DefineFunction(ModuleName, "proc_raise", (Caller _, uint _) => (int)WasiProcess.ProcRaise())
        .DefineFunction(ModuleName, "sched_yield", (Caller _) => (int)WasiProcess.SchedYield())
        .DefineFunction(ModuleName, "sock_accept", (Caller c, uint fd, uint _, uint _) => (int)all.Of(c).SockAccept(fd))
        .DefineFunction(ModuleName, "sock_recv", (Caller c, uint fd, uint v, uint n, uint f, uint r, uint g) => (int)all.Of(c).SockRecv(fd, v, n, f, r, g))
        .DefineFunction(ModuleName, "sock_send", (Caller c, uint fd, uint v, uint n, uint f, uint r) => (int)all.Of(c).SockSend(fd, v, n, f, r))
        .DefineFunction(ModuleName, "sock_shutdown", (Caller c, uint fd, uint how) => (int)all.Of(c).SockShutdown(fd, how));

    private static void DefineDescriptors(Linker linker, Processes all) => linker
        .DefineFunction(ModuleName, "fd_advise", (Caller c, uint fd, ulong o, ulong n, uint a) => (int)all.Of(c).FdAdvise(fd, o, n, a))
        .DefineFunction(ModuleName, "fd_allocate", (Caller c, uint fd, ulong o, ulong n) => (int)all.Of(c).FdAllocate(fd, o, n))
        .DefineFunction(ModuleName, "fd_close", (Caller c, uint fd) => (int)all.Of(c).FdClose(fd))
        .DefineFunction(ModuleName, "fd_datasync", (Caller c, uint fd) => (int)all.Of(c).FdDatasync(fd))
        .DefineFunction(ModuleName, "fd_fdstat_get", (Caller c, uint fd, uint r) => (int)all.Of(c).FdFdstatGet(fd, r))
        .DefineFunction(ModuleName, "fd_fdstat_set_flags", (Caller c, uint fd, uint f) => (int)all.Of(c).FdFdstatSetFlags(fd, f))
        .DefineFunction(ModuleName, "fd_fdstat_set_rights", (Caller c, uint fd, ulong b, ulong i) => (int)all.Of(c).FdFdstatSetRights(fd, b, i))
        .DefineFunction(ModuleName, "fd_filestat_get", (Caller c, uint fd, uint r) => (int)all.Of(c).FdFilestatGet(fd, r))
        .DefineFunction(ModuleName, "fd_filestat_set_size", (Caller c, uint fd, ulong n) => (int)all.Of(c).FdFilestatSetSize(fd, n))
        .DefineFunction(ModuleName, "fd_filestat_set_times", (Caller c, uint fd, ulong a, ulong m, uint f) => (int)all.Of(c).FdFilestatSetTimes(fd, a, m, f))
        .DefineFunction(ModuleName, "fd_pread", (Caller c, uint fd, uint v, uint n, ulong o, uint r) => (int)all.Of(c).FdPread(fd, v, n, o, r))
        .DefineFunction(ModuleName, "fd_prestat_get", (Caller c, uint fd, uint r) => (int)all.Of(c).FdPrestatGet(fd, r))
        .DefineFunction(ModuleName, "fd_prestat_dir_name", (Caller c, uint fd, uint a, uint n) => (int)all.Of(c).FdPrestatDirName(fd, a, n))
        .DefineFunction(ModuleName, "fd_pwrite", (Caller c, uint fd, uint v, uint n, ulong o, uint r) => (int)all.Of(c).FdPwrite(fd, v, n, o, r))
        .DefineFunction(ModuleName, "fd_read", (Caller c, uint fd, uint v, uint n, uint r) => (int)all.Of(c).FdRead(fd, v, n, r))
        .DefineFunction(ModuleName, "fd_readdir", (Caller c, uint fd, uint a, uint n, ulong k, uint r) => (int)all.Of(c).FdReaddir(fd, a, n, k, r))
        .DefineFunction(ModuleName, "fd_renumber", (Caller c, uint fd, uint to) => (int)all.Of(c).FdRenumber(fd, to))
        .DefineFunction(ModuleName, "fd_seek", (Caller c, uint fd, long o, uint w, uint r) => (int)all.Of(c).FdSeek(fd, o, w, r))
        .DefineFunction(ModuleName, "fd_sync", (Caller c, uint fd) => (int)all.Of(c).FdSync(fd))
        .DefineFunction(ModuleName, "fd_tell", (Caller c, uint fd, uint r) => (int)all.Of(c).FdTell(fd, r))
        .DefineFunction(ModuleName, "fd_write", (Caller c, uint fd, uint v, uint n, uint r) => (int)all.Of(c).FdWrite(fd, v, n, r));

    private static void DefinePaths(Linker linker, Processes all) => linker
        .DefineFunction(ModuleName, "path_create_directory", (Caller c, uint fd, uint p, uint n) => (int)all.Of(c).PathCreateDirectory(fd, p, n))
        .DefineFunction(ModuleName, "path_filestat_get", (Caller c, uint fd, uint f, uint p, uint n, uint r) => (int)all.Of(c).PathFilestatGet(fd, f, p, n, r))
        .DefineFunction(ModuleName, "path_filestat_set_times", (Caller c, uint fd, uint f, uint p, uint n, ulong a, ulong m, uint t) =>
            (int)all.Of(c).PathFilestatSetTimes(fd, f, p, n, a, m, t))
        .DefineFunction(ModuleName, "path_link", (Caller c, uint fd, uint f, uint p, uint n, uint newFd, uint newP, uint newN) =>
            (int)all.Of(c).PathLink(fd, f, p, n, newFd, newP, newN))
        .DefineFunction(ModuleName, "path_open", (Caller c, uint fd, uint l, uint p, uint n, uint o, ulong b, ulong i, uint f, uint r) =>
            (int)all.Of(c).PathOpen(fd, l, p, n, o, b, i, f, r))
        .DefineFunction(ModuleName, "path_readlink", (Caller c, uint fd, uint p, uint n, uint a, uint size, uint r) => (int)all.Of(c).PathReadlink(fd, p, n, a, size, r))
        .DefineFunction(ModuleName, "path_remove_directory", (Caller c, uint fd, uint p, uint n) => (int)all.Of(c).PathRemoveDirectory(fd, p, n))
        .DefineFunction(ModuleName, "path_rename", (Caller c, uint fd, uint p, uint n, uint newFd, uint newP, uint newN) =>
            (int)all.Of(c).PathRename(fd, p, n, newFd, newP, newN))
        .DefineFunction(ModuleName, "path_symlink", (Caller c, uint t, uint tn, uint fd, uint p, uint n) => (int)all.Of(c).PathSymlink(t, tn, fd, p, n))
        .DefineFunction(ModuleName, "path_unlink_file", (Caller c, uint fd, uint p, uint n) => (int)all.Of(c).PathUnlinkFile(fd, p, n));

    /// <summary>The processes behind a linker's instances.</summary>
    private sealed class Processes(WasiConfiguration configuration)
    {
        private readonly ConditionalWeakTable<Instance, WasiProcess> _byInstance = [];

        [AllocationFree]
        public WasiProcess Of(Caller caller)
        {
#pragma warning disable NW1020 // Once for each instance.
            return _byInstance.TryGetValue(caller.Instance, out WasiProcess? process) ? process : Add(caller);
#pragma warning restore NW1020
        }

        private WasiProcess Add(Caller caller) => _byInstance.GetValue(caller.Instance, _ => new WasiProcess(configuration, caller));
    }
}
