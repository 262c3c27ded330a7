// What is there at all.
using System.Text;

namespace NanoWasm.Wasi.Tests;

public sealed class DefinitionTests
{
    [Fact]
    public void DefineWasi_ForAllFunctionsOfTheSpecification_HasEachWithItsType()
    {
        // The wrapper imports all of them by their types; an import that is missing or differs is a LinkException.
        using WasiGuest guest = new(new WasiConfiguration());

        Assert.Equal(46, WasiGuest.Names.Distinct().Count());
        Assert.All(WasiGuest.Names, name => Assert.NotNull(guest.Instance.GetFunction(name)));
    }

    [Fact]
    public void Guest_WithoutAnything_SeesNothing()
    {
        using WasiGuest guest = new(new WasiConfiguration());

        Assert.Equal(WasiErrno.Success, guest.Call("args_sizes_get", 0, 4));
        Assert.Equal(0L, guest.Memory.Read<long>(0));
        Assert.Equal(WasiErrno.Success, guest.Call("environ_sizes_get", 0, 4));
        Assert.Equal(0L, guest.Memory.Read<long>(0));
        Assert.Equal(WasiErrno.BadDescriptor, guest.Call("fd_prestat_get", 3, 0));
        Assert.Equal(WasiErrno.BadDescriptor, guest.Open(3, "x", 0, out _));
        Assert.Equal(WasiErrno.Success, guest.Read(0, out string text));
        Assert.Empty(text);
        Assert.Equal(WasiErrno.Success, guest.Write(1, "into the void"));
    }

    [Fact]
    public void Guest_WithoutMemory_GetsFaults()
    {
        using Module module = Module.FromBytes(new ModuleBuilder()
            .ImportFunction(WasiLinkerExtensions.ModuleName, "random_get", [ValueKind.I32, ValueKind.I32], [ValueKind.I32])
            .Function("run", [], [ValueKind.I32], static f => f.I32(0).I32(1).Call(0))
            .Build());
        using Instance instance = new Linker().DefineWasi(new WasiConfiguration()).Instantiate(module);

        Assert.Equal((int)WasiErrno.Fault, instance.GetFunction<int>("run").Invoke());
    }

    [Fact]
    public void Arguments_AndEnvironment_AreZeroTerminatedUtf8InOrder()
    {
        using WasiGuest guest = new(new WasiConfiguration { Arguments = ["prog", "grün", ""], Environment = [new("B", "2"), new("A", "=1")] });

        Assert.Equal(WasiErrno.Success, guest.Call("args_sizes_get", 0, 4));
        Assert.Equal((3u, 12u), (guest.Memory.Read<uint>(0), guest.Memory.Read<uint>(4)));
        Assert.Equal(WasiErrno.Success, guest.Call("args_get", 0, 100));
        Assert.Equal(["prog", "grün", ""], Enumerable.Range(0, 3).Select(i => guest.Memory.ReadZeroTerminatedString(guest.Memory.Read<uint>((ulong)(4 * i)))));
        Assert.Equal(WasiErrno.Success, guest.Call("environ_sizes_get", 0, 4));
        Assert.Equal((2u, 9u), (guest.Memory.Read<uint>(0), guest.Memory.Read<uint>(4)));
        Assert.Equal(WasiErrno.Success, guest.Call("environ_get", 0, 100));
        Assert.Equal(["B=2", "A==1"], Enumerable.Range(0, 2).Select(i => guest.Memory.ReadZeroTerminatedString(guest.Memory.Read<uint>((ulong)(4 * i)))));
        Assert.Equal(WasiErrno.Fault, guest.Call("args_get", 65_530, 100));
        Assert.Equal(WasiErrno.Fault, guest.Call("args_get", 0, 65_533));
        Assert.Equal(WasiErrno.Fault, guest.Call("args_sizes_get", 65_533, 0));
    }

    [Fact]
    public void Configuration_WithNulOrBadNames_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new WasiConfiguration { Arguments = ["a\0b"] });
        Assert.Throws<ArgumentException>(() => new WasiConfiguration { Environment = [new("A=B", "c")] });
        Assert.Throws<ArgumentException>(() => new WasiConfiguration { Environment = [new("", "c")] });
        Assert.Throws<DirectoryNotFoundException>(() => HostDirectory.Open("/no/such/directory"));
    }

    [Fact]
    public void Instances_OfOneLinker_HaveTheirOwnDescriptors()
    {
        Linker linker = new Linker().DefineWasi(new WasiConfiguration());
        using Module module = Module.FromBytes(new ModuleBuilder()
            .ImportFunction(WasiLinkerExtensions.ModuleName, "fd_close", [ValueKind.I32], [ValueKind.I32])
            .Function("close", [ValueKind.I32], [ValueKind.I32], static f => f.LocalGet(0).Call(0))
            .Build());
        using Instance first = linker.Instantiate(module);
        using Instance second = linker.Instantiate(module);

        Assert.Equal(0, first.GetFunction<int, int>("close").Invoke(1));
        Assert.Equal((int)WasiErrno.BadDescriptor, first.GetFunction<int, int>("close").Invoke(1));
        Assert.Equal(0, second.GetFunction<int, int>("close").Invoke(1));
    }

    [Fact]
    public void DefineWasi_InOneLine_RunsAProgram()
    {
        using MemoryStream output = new();
        using Module module = Module.FromBytes(new ModuleBuilder()
            .ImportFunction(WasiLinkerExtensions.ModuleName, "fd_write", [ValueKind.I32, ValueKind.I32, ValueKind.I32, ValueKind.I32], [ValueKind.I32])
            .ImportFunction(WasiLinkerExtensions.ModuleName, "proc_exit", [ValueKind.I32], [])
            .Memory(1, export: "memory")
            .Data(0, [8, 0, 0, 0, 6, 0, 0, 0, .. Encoding.UTF8.GetBytes("hello\n")])
            .Function("_start", [], [], static f => f.I32(1).I32(0).I32(1).I32(16).Call(0).Call(1).Unreachable())
            .Build());
        using Instance instance = new Linker().DefineWasi(new WasiConfiguration { StandardOutput = output }).Instantiate(module);

        Assert.Equal(0, instance.RunWasi());
        Assert.Equal("hello\n", Encoding.UTF8.GetString(output.ToArray()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(42)]
    [InlineData(255)]
    [InlineData(-1)]
    public void ProcExit_OfACommand_IsTheResultAndNothingRunsBehindIt(int code)
    {
        using Module module = Module.FromBytes(new ModuleBuilder()
            .ImportFunction(WasiLinkerExtensions.ModuleName, "proc_exit", [ValueKind.I32], [])
            .Function("_start", [], [], f => f.I32(code).Call(0).Unreachable())
            .Build());
        using Instance instance = new Linker().DefineWasi(new WasiConfiguration()).Instantiate(module);

        Assert.Equal(code, instance.RunWasi());
        Assert.Equal(code, Assert.Throws<WasiExitException>(() => instance.GetAction("_start").Invoke()).ExitCode);
    }

    [Fact]
    public void RunWasi_OfAReactor_InitializesIt()
    {
        using Module module = Module.FromBytes(new ModuleBuilder()
            .Global(ValueKind.I32, mutable: true, static f => f.I32(0))
            .Function("_initialize", [], [], static f => f.I32(7).GlobalSet(0))
            .Function("get", [], [ValueKind.I32], static f => f.GlobalGet(0))
            .Build());
        using Instance instance = new Linker().DefineWasi(new WasiConfiguration()).Instantiate(module);

        Assert.Equal(0, instance.RunWasi());
        Assert.Equal(7, instance.GetFunction<int>("get").Invoke());
    }

    [Fact]
    public void RunWasi_OfNeither_SaysSo()
    {
        using Module module = Module.FromBytes(new ModuleBuilder().Function("f", [], [], static _ => { }).Build());
        using Instance instance = new Linker().Instantiate(module);

        Assert.Throws<KeyNotFoundException>(() => instance.RunWasi());
    }
}
