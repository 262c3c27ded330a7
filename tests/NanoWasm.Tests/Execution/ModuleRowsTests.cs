// The rows that are made for a module: what they promise to handlers that do not check their bytes, and who has them.
using System.Runtime.Intrinsics.X86;
using NanoWasm.Execution;
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Execution;

public sealed unsafe class ModuleRowsTests
{
    private const int Functions = 40;

    /// <summary>A processor that can tell superinstructions apart; without, there are none, and no rows.</summary>
    private static bool HasRows => ThreadedDispatcher.CanSelect;

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(1500)]
    public void Rows_OfModule_SpareTheCheckOnlyWhereAllInstructionsAreTheSame(int statements)
    {
        using Module module = Module.FromBytes(Random(statements).Build());
        using Instance instance = Instantiate(module);
        ModuleRows* rows = instance.Context->ModuleRows;
        Assert.Equal(HasRows, rows != null);

        Dictionary<(int Opcode, ulong Index), HashSet<int>> places = [];
        Span<nint> groups = stackalloc nint[HandlerTable.Rows];
        groups.Clear();
        HandlerTable.FindGroups(module.Data->UsedOpcodes, instance.Context->Traits, groups);
        foreach (ref readonly FunctionData function in module.Data->Functions.Span)
        {
            for (byte* pc = function.Code; HasRows && pc <= function.CodeEnd; pc += InstructionDecoder.Decode(pc).Length)
            {
                if (groups[*pc] != 0)
                {
                    ulong index = Bmi2.X64.ParallelBitExtract(*(ulong*)pc, rows->Masks[*pc]);
                    places.TryAdd((*pc, index), []);
                    places[(*pc, index)].Add(((HandlerTable.Group*)groups[*pc])->Find(pc, instance.Context->Traits));
                }
            }
        }

        int spared = 0;
        foreach (((int opcode, ulong index), HashSet<int> sequences) in places)
        {
            int choice = rows->Choices[rows->Firsts[opcode] + index];
            Assert.Contains((choice + 1) / 2, sequences);
            Assert.Equal(choice == 0 || sequences.Count == 1, choice % 2 == 0);
            spared += choice != 0 && choice % 2 == 0 ? 1 : 0;
        }

        Assert.Equal(HasRows, spared > 0);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(1500)]
    public void Rows_OfModule_ChangeNoResult(int statements)
    {
        using Module module = Module.FromBytes(Random(statements).Build());
        using Instance plain = new Linker().Instantiate(module, new InstanceOptions { Superinstructions = false });
        using Instance instance = Instantiate(module);

        for (int i = 0; i < Functions; i++)
        {
            Assert.Equal(Run.Int(plain, $"f{i}", i, 77), Run.Int(instance, $"f{i}", i, 77));
        }
    }

    [Fact]
    public void Rows_OfInstancesWithTheSameOptions_AreShared()
    {
        using Module module = Module.FromBytes(Random(30).Build());
        Assert.Equal(0, module.RowBytes);
        using Instance first = Instantiate(module);
        long bytes = module.RowBytes;
        using Instance second = Instantiate(module);
        using Instance other = new Linker().Instantiate(module, new InstanceOptions { CanonicalNaNs = false });

        Assert.Equal(HasRows, bytes > 0);
        Assert.True(first.Context->ModuleRows == second.Context->ModuleRows);
        Assert.Equal(HasRows, first.Context->ModuleRows != other.Context->ModuleRows);
        Assert.InRange(module.RowBytes, 2 * bytes, 2 * bytes);
    }

    [Fact]
    public void Rows_MadeByManyThreadsAtOnce_AreTheSame()
    {
        using Module module = Module.FromBytes(Random(300).Build());
        Instance[] instances = new Instance[8];
        Parallel.For(0, instances.Length, i => instances[i] = Instantiate(module));

        Assert.All(instances, instance => Assert.True(instance.Context->ModuleRows == instances[0].Context->ModuleRows));
        Assert.Single(instances.Select(static instance => Run.Int(instance, "f3", 4, 5)).Distinct());
        Array.ForEach(instances, static instance => instance.Dispose());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Instance_WithoutSuperinstructions_HasNoRows(bool isProfiled)
    {
        using Module module = Module.FromBytes(Random(30).Build());
        using Instance instance = new Linker().Instantiate(module, new InstanceOptions { Superinstructions = isProfiled, Profiler = isProfiled ? new Profiler() : null });

        Run.Int(instance, "f0", 1, 2);

        Assert.True(instance.Context->ModuleRows == null);
        Assert.Equal(0, module.RowBytes);
    }

    [Fact]
    public void Module_WithLongCode_RunsOnSharedRows()
    {
        ModuleBuilder builder = Random(30).Function("long", [], [I32], static f =>
        {
            for (int i = 0; i <= ModuleRows.MaxCodeBytes; i++)
            {
                f.Op(Opcode.Nop);
            }

            f.I32(7);
        });
        using Module module = Module.FromBytes(builder.Build());
        using Instance instance = Instantiate(module);
        using Instance plain = new Linker().Instantiate(module, new InstanceOptions { Superinstructions = false });

        Assert.Equal(0, module.RowBytes);
        Assert.Equal(HasRows, instance.Context->Masks[(int)Opcode.LocalGet] != 0);
        Assert.Equal(Run.Int(plain, "f5", 3, 4), Run.Int(instance, "f5", 3, 4));
        Assert.Equal(7, Run.Int(instance, "long"));
    }

    [Fact]
    public void SetRows_WhileTheInstanceIsToLeave_TakesEffectAfterwards()
    {
        using Module module = Module.FromBytes(Random(30).Build());
        using Instance reference = Instantiate(module);
        using Instance instance = new Linker().Instantiate(module, new InstanceOptions { Superinstructions = false });
        WasmFunction<int, int, int> function = instance.GetFunction<int, int, int>("f1");
        instance.Interrupt();

        if (HasRows)
        {
            DispatchTables.AddSuperinstructions(instance.Context, reference.Context->ModuleRows);
        }

        Assert.Equal(TrapKind.Interrupted, Assert.Throws<TrapException>(() => function.Invoke(1, 2)).Kind);
        Assert.Equal(reference.GetFunction<int, int, int>("f1").Invoke(1, 2), function.Invoke(1, 2));
        Assert.True(instance.Context->Rows[(int)Opcode.LocalGet] == reference.Context->Rows[(int)Opcode.LocalGet]);
    }

    private static Instance Instantiate(Module module) => new Linker().Instantiate(module);

    /// <summary>Functions of statements that begin alike and go on differently, with indices and constants of several lengths.</summary>
    private static ModuleBuilder Random(int statements)
    {
        Random random = new(statements);
        ModuleBuilder module = new();
        for (int i = 0; i < Functions; i++)
        {
            module.Function($"f{i}", [I32, I32], [I32], f =>
            {
                f.Locals(I32, 300);
                for (int statement = 0; statement < statements; statement++)
                {
                    AddStatement(f, random);
                }

                f.LocalGet(0).LocalGet(200).Op(Opcode.I32Add);
            });
        }

        return module;
    }

    private static void AddStatement(CodeBuilder f, Random random)
    {
        Opcode[] operators = [Opcode.I32Add, Opcode.I32Sub, Opcode.I32And, Opcode.I32Or, Opcode.I32Xor, Opcode.I32Mul, Opcode.I32Shl, Opcode.I32ShrU];
        f.LocalGet(Local());
        for (int i = random.Next(4); i >= 0; i--)
        {
            _ = random.Next(2) == 0 ? f.LocalGet(Local()) : f.I32(random.Next(3) == 0 ? random.Next() : random.Next(64));
            f.Op(operators[random.Next(operators.Length)]);
            if (random.Next(4) == 0)
            {
                f.LocalTee(Local());
            }
        }

        f.LocalSet(Local());

        uint Local() => (uint)(random.Next(4) == 0 ? random.Next(302) : random.Next(8));
    }
}
