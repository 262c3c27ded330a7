// Broken modules are rejected with ModuleException and nothing else; those that are still valid run alike under both dispatchers.
using NanoWasm.SpecRunner.Scripts;
using NanoWasm.Testing;
using Xunit;

namespace NanoWasm.SpecTests.Mutations;

public sealed class MutationTests
{
    private const int MutantsPerSeed = 10_000;
    private const int LongestModule = 8 * 1024;

    /// <summary>A module with a bit of everything, names included, which the suite's modules do not have.</summary>
    private static readonly byte[] NamedModule = new ModuleBuilder()
        .ImportFunction("env", "log", [ValueKind.I32], [])
        .ImportGlobal("env", "base", ValueKind.I32)
        .Table(ValueKind.FuncRef, 4, 8, "table")
        .Memory(1, 2, "memory")
        .Global(ValueKind.I64, true, code => code.I64(-1), "counter")
        .Function("store", [ValueKind.I32, ValueKind.I64], [], code => code.LocalGet(0).LocalGet(1).Access(Opcode.I64Store))
        .Function("sum", [ValueKind.F64, ValueKind.F64], [ValueKind.F64], code => code.LocalGet(0).LocalGet(1).Op(Opcode.F64Add))
        .Function("choose", [ValueKind.I32], [ValueKind.I32], code => code.Block().LocalGet(0).BrTable(0, 0).End().LocalGet(0).Call(0).I32(7))
        .Elements(1, 1, 2)
        .Data(16, 1, 2, 3, 4)
        .Name("everything")
        .FunctionName(0, "log")
        .FunctionName(1, "store")
        .FunctionName(2, "sum")
        .FunctionName(3, "choose")
        .Custom("notes", 1, 2, 3)
        .Build();

    private static readonly Lazy<IReadOnlyList<byte[]>> ValidModules = new(FindValidModules);

    [SuiteTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Mutants_OfValidModules_AreRejectedOrRunAlike(int seed)
    {
        Random random = new(seed);
        IReadOnlyList<byte[]> modules = ValidModules.Value;
        ModuleMutator mutator = new(random, modules);
        using FileStream last = new(Path.Combine(AppContext.BaseDirectory, $"mutant-{seed}.wasm"), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        int valid = 0;
        int run = 0;
        for (int i = 0; i < MutantsPerSeed; i++)
        {
            byte[] mutant = mutator.Mutate();

            // If the process dies, this is the module that killed it.
            last.Position = 0;
            last.Write(mutant);
            last.SetLength(mutant.Length);
            try
            {
                using Module? module = Load(mutant);
                if (module is not null)
                {
                    valid++;
                    Inspect(module);
                    run += Run(module, mutant, i) ? 1 : 0;
                }
            }
            catch (Exception exception)
            {
                Assert.Fail($"seed {seed}, mutant {i}, {Convert.ToBase64String(mutant)}: {exception}");
            }
        }

        // Else the mutations would be too wild to test anything but the outer layers.
        Assert.InRange(valid, MutantsPerSeed / 15, MutantsPerSeed - 1);
        Assert.InRange(run, MutantsPerSeed / 30, MutantsPerSeed - 1);
    }

    private static Module? Load(byte[] mutant)
    {
        try
        {
            return Module.FromBytes(mutant);
        }
        catch (ModuleException)
        {
            return null;
        }
    }

    /// <summary>Reads all that a module tells of itself: names are decoded only when they are asked for.</summary>
    private static void Inspect(Module module)
    {
        _ = module.Name;
        _ = module.CustomSections.Count;
        for (int i = 0; i < module.FunctionCount; i++)
        {
            _ = module.GetFunctionName(i);
            _ = module.GetFunctionType(i).ToString();
        }
    }

    private static bool Run(Module module, byte[] bytes, int seed)
    {
        RunBound bound = new(module, bytes);
        if (!MutantRunner.CanRun(module, bytes, bound))
        {
            return false;
        }

        Assert.Equal(
            MutantRunner.Run(module, bound, DispatchMode.Switch, seed),
            MutantRunner.Run(module, bound, DispatchMode.Threaded, seed));
        return true;
    }

    private static List<byte[]> FindValidModules()
    {
        HashSet<string> known = [];
        List<byte[]> modules = [.. Enumerable.Repeat(NamedModule, 20)];
        foreach (Script script in Suite.Names.Select(Suite.GetScript))
        {
            foreach (ModuleCommand command in script.Commands.OfType<ModuleCommand>())
            {
                byte[] bytes = script.GetBytes(command.Module).ToArray();
                if (bytes.Length <= LongestModule && Module.Validate(bytes) is null && known.Add(Convert.ToBase64String(bytes)))
                {
                    modules.Add(bytes);
                }
            }
        }

        return modules;
    }
}
