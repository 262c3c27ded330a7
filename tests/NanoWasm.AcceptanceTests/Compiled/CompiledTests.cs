// What compilers make of programs that use the newer features: 64-bit addresses, tail calls, both kinds of exceptions, threads and garbage collection.
using Xunit;

namespace NanoWasm.AcceptanceTests.Compiled;

public sealed class CompiledTests
{
    private const int Workers = 4;

    [ClangTheory]
    [InlineData("wide.c", 100_000, WasmFeatures.Memory64)]
    [InlineData("tailcalls.c", 200_000, WasmFeatures.TailCall)]
    [InlineData("exceptions.cpp", 5_000, WasmFeatures.LegacyExceptions)]
    public void Program_CompiledByClang_GivesWhatItGivesOnTheMachine(string name, int argument, WasmFeatures feature)
    {
        string path = CompiledPrograms.ForWasm(name);
        long expected = CompiledPrograms.RunOnHost(name, argument);

        Assert.Equal([expected, expected], Run(path, argument, feature));
    }

    [ClangTheory]
    [InlineData(DispatchMode.Threaded)]
    [InlineData(DispatchMode.Switch)]
    public void Threads_OverOneSharedMemory_GiveWhatThreadsOfTheMachineGive(DispatchMode dispatch)
    {
        const int Argument = 4_000;
        using Module module = Module.FromFile(CompiledPrograms.ForWasm("atomics.c"));
        using Memory memory = new(3, 16, shared: true);
        Linker linker = new Linker().Define("env", "memory", memory);
        Instance[] instances = [.. Enumerable.Range(0, Workers).Select(_ => linker.Instantiate(module, new InstanceOptions { Dispatch = dispatch }))];

        Thread[] threads = [.. instances.Select((instance, worker) => new Thread(() =>
        {
            instance.GetGlobal("__stack_pointer").Value = instance.GetFunction<int, int>("stack").Invoke(worker);
            instance.GetAction<int, int>("work").Invoke(worker, Argument);
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());

        Assert.Equal(CompiledPrograms.RunOnHost("atomics.c", Argument), instances[0].GetFunction<long>("sum").Invoke());
        Array.ForEach(instances, static instance => instance.Dispose());
    }

    [NpmFact]
    public void GarbageCollection_AssembledByBinaryen_GivesWhatTheSameInCSharpGives()
    {
        const int Argument = 2_000;

        long[] results = Run(CompiledPrograms.Assemble("gc.wat"), Argument, WasmFeatures.Gc);

        long expected = new Expressions().Run(Argument);
        Assert.Equal([expected, expected], results);
    }

    [NpmFact]
    public void Exceptions_AssembledByBinaryen_GiveWhatTheSameInCSharpGives()
    {
        const int Argument = 1_000;

        long[] results = Run(CompiledPrograms.Assemble("exceptions.wat"), Argument, WasmFeatures.Exceptions | WasmFeatures.TailCall);

        long expected = new Layers().Run(Argument);
        Assert.Equal([expected, expected], results);
    }

    /// <summary>Runs a module that must use some features, under both dispatchers.</summary>
    private static long[] Run(string path, int argument, WasmFeatures features)
    {
        using Module module = Module.FromFile(path);
        Assert.Equal(features, module.UsedFeatures & features);
        return [.. new[] { DispatchMode.Threaded, DispatchMode.Switch }.Select(dispatch =>
        {
            using Instance instance = new Linker().Instantiate(module, new InstanceOptions { Dispatch = dispatch });
            return instance.GetFunction<int, long>("run").Invoke(argument);
        })];
    }
}
