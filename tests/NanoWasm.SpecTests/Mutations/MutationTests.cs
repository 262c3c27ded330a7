// Broken modules are rejected with ModuleException and nothing else; those that are still valid run alike under both dispatchers.
using NanoWasm.SpecRunner.Scripts;
using Xunit;

namespace NanoWasm.SpecTests.Mutations;

public sealed class MutationTests
{
    private const int MutantsPerSeed = 10_000;
    private const int LongestModule = 8 * 1024;

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
        string path = Path.Combine(AppContext.BaseDirectory, $"mutant-{seed}.wasm");
        int valid = 0;
        int run = 0;
        for (int i = 0; i < MutantsPerSeed; i++)
        {
            byte[] mutant = mutator.Mutate();

            // If the process dies, this is the module that killed it.
            File.WriteAllBytes(path, mutant);
            try
            {
                using Module? module = Load(mutant);
                if (module is not null)
                {
                    valid++;
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
        List<byte[]> modules = [];
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
