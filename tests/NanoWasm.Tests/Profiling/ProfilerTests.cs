// What a profiler counts: exact numbers on small modules.
using NanoWasm.Tests.Execution;
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Profiling;

public sealed class ProfilerTests
{
    /// <summary>Function 0: n below 2, or the sum of the two before.</summary>
    private static readonly ModuleBuilder Fib = new ModuleBuilder().Function("f", [I32], [I32], c => c
        .LocalGet(0).I32(2).Op(Opcode.I32LtS).If(I32)
        .LocalGet(0)
        .Else()
        .LocalGet(0).I32(1).Op(Opcode.I32Sub).Call(0)
        .LocalGet(0).I32(2).Op(Opcode.I32Sub).Call(0)
        .Op(Opcode.I32Add)
        .End());

    [Fact]
    public void Opcodes_OfFib5_AreExact()
    {
        // 15 calls: 8 of them of 0 or 1, 7 of others.
        ExecutionProfile profile = ProfileOf(Fib, 5);

        Assert.Equal(
            [
                (Opcode.LocalGet, 37), (Opcode.I32Const, 29), (Opcode.End, 22), (Opcode.If, 15), (Opcode.I32LtS, 15), (Opcode.Call, 14), (Opcode.I32Sub, 14),
                (Opcode.Else, 8), (Opcode.I32Add, 7),
            ],
            profile.Opcodes.Select(static opcode => (opcode.Opcode, opcode.Count)));
        Assert.Equal(161, profile.Instructions);
        Assert.Equal(0, profile.WideInstructions);
        Assert.Equal(new FunctionProfile(0, "f", 15, 161, profile.Cost), Assert.Single(profile.Functions));
        Assert.Empty(profile.Loops);
    }

    [Fact]
    public void Sequences_OfFib5_AreThoseThatLieInARow()
    {
        ExecutionProfile profile = ProfileOf(Fib, 5);

        // The first arm of the `if` goes from its `else` to the last `end`: a branch, after which a sequence begins anew, as behind a call.
        Assert.Equal(
            [
                ("local.get i32.const", 29), ("i32.const i32.lt_s", 15), ("i32.lt_s if", 15), ("i32.const i32.sub", 14), ("i32.sub call", 14), ("if local.get", 8),
                ("local.get else", 8), ("end end", 7), ("i32.add end", 7),
            ],
            Sequences(profile, 2));
        Assert.Equal(
            [
                ("local.get i32.const i32.lt_s if", 15), ("local.get i32.const i32.sub call", 14), ("i32.const i32.lt_s if local.get", 8),
                ("i32.lt_s if local.get else", 8),
            ],
            Sequences(profile, 4));
        Assert.Equal([("local.get i32.const i32.lt_s if local.get else", 8)], Sequences(profile, 6));
    }

    [Fact]
    public void Loops_Nested_HaveEntriesIterationsAndInstructions()
    {
        // Three times: four times nothing.
        ExecutionProfile profile = ProfileOf(new ModuleBuilder().Function("f", [I32], [I32], c => c
            .Locals(I32)
            .Loop()
            .I32(4).LocalSet(1)
            .Loop()
            .LocalGet(1).I32(1).Op(Opcode.I32Sub).LocalTee(1).BrIf(0)
            .End()
            .LocalGet(0).I32(1).Op(Opcode.I32Sub).LocalTee(0).BrIf(0)
            .End()
            .LocalGet(0)), 3);

        int offset = profile.Loops[0].Offset;
        Assert.Equal(
            [
                // 3 × (2 + 1 + 4 × 5 + 1 + 5) + the loop itself and its end
                new LoopProfile(0, "f", offset, 28, 0, 1, 3, 89, profile.Loops[0].Cost),
                new LoopProfile(0, "f", offset + 6, 12, 1, 3, 12, 66, profile.Loops[1].Cost),
            ],
            profile.Loops);
        Assert.Equal(91, profile.Instructions);

        // The inner loop was left three times, the outer one once.
        Assert.Equal(4, Count(profile, "local.get i32.const i32.sub local.tee br_if end"));
        Assert.Equal(4, Count(profile, "br_if end local.get"));
        Assert.Equal(1, Count(profile, "br_if end local.get end"));
        Assert.Equal(0, Count(profile, "br_if local.get"));
    }

    [Fact]
    public void Sequences_BranchThatIsTaken_EndsThem()
    {
        static void Body(CodeBuilder c) => c.Block().LocalGet(0).BrIf(0).Op(Opcode.Nop).Op(Opcode.Nop).End().I32(7);
        ModuleBuilder module = new ModuleBuilder().Function("f", [I32], [I32], Body);

        Assert.Equal([("block local.get", 1), ("i32.const end", 1), ("local.get br_if", 1)], Sorted(ProfileOf(module, 1)));
        Assert.Equal(
            [("block local.get", 1), ("br_if nop", 1), ("end i32.const", 1), ("i32.const end", 1), ("local.get br_if", 1), ("nop end", 1), ("nop nop", 1)],
            Sorted(ProfileOf(module, 0)));
    }

    [Fact]
    public void Sequences_CallsOfHostAndMemoryGrowth_EndThem()
    {
        Profiler profiler = new();
        using Module module = Module.FromBytes(new ModuleBuilder()
            .ImportFunction("env", "nothing", [], [])
            .Memory(1)
            .Function("f", [], [I32], c => c.Op(Opcode.Nop).Call(0).I32(0).Op(Opcode.MemoryGrow, 0).Op(Opcode.I32Eqz))
            .Build());
        using Instance instance = new Linker().DefineFunction("env", "nothing", static () => { }).Instantiate(module, new InstanceOptions { Profiler = profiler });
        instance.GetFunction<int>("f").Invoke();

        Assert.Equal([("i32.const memory.grow", 1), ("i32.eqz end", 1), ("nop call", 1)], Sorted(profiler.GetProfile()));
        Assert.Empty(profiler.GetProfile().GetSequences(3));
    }

    [Fact]
    public void Sequences_BranchToItself_IsNone()
    {
        // The branch's target is the branch.
        Profiler profiler = new();
        using Instance instance = Instantiate(profiler, new ModuleBuilder().Function("f", [I32], [], c => c
            .Loop(parameters: [], results: []).LocalGet(0).I32(1).Op(Opcode.I32Sub).LocalTee(0).BrIf(0).End()));
        instance.GetAction<int>("f").Invoke(100);

        Assert.Equal(100, profiler.GetProfile().Opcodes.Single(static opcode => opcode.Opcode == Opcode.BrIf).Count);
        Assert.Equal(1, Count(profiler.GetProfile(), "loop local.get"));
    }

    [Fact]
    public void WideImmediates_OfEveryKind_AreCounted()
    {
        ExecutionProfile profile = ProfileOf(
            new ModuleBuilder().Memory(1).Function("f", [I32], [I32], c => c
                .I32(63).Op(Opcode.Drop)
                .I32(64).Op(Opcode.Drop)
                .I64(-65).Op(Opcode.Drop)
                .F64(1).Op(Opcode.Drop)
                .I32(0).Access(Opcode.I32Load, offset: 128).Op(Opcode.Drop)
                .I32(0).Access(Opcode.I32Load, offset: 127).Op(Opcode.Drop)
                .Block().LocalGet(0).Op(Opcode.BrTable, 2, 0, 0, 0).End()
                .I32(0)),
            9);

        Assert.Equal(
            [(Opcode.I32Const, 5, 1), (Opcode.I32Load, 2, 1), (Opcode.I64Const, 1, 1)],
            profile.Opcodes.Where(static opcode => opcode.WideCount != 0).Select(static opcode => (opcode.Opcode, opcode.Count, opcode.WideCount)));
        Assert.Equal(3, profile.WideInstructions);
    }

    [Fact]
    public void PrefixedOpcodes_Executed_AreCountedOnce()
    {
        Profiler profiler = new();
        using Instance instance = Instantiate(profiler, new ModuleBuilder().Memory(1).Function("f", [], [I32], c => c
            .I32(0).I32(1).I32(2).Op(Opcode.MemoryFill, 0)
            .F64(2.5).Op(Opcode.I32TruncSatF64S)));

        Assert.Equal(2, instance.GetFunction<int>("f").Invoke());
        ExecutionProfile profile = profiler.GetProfile();
        Assert.Equal(7, profile.Instructions);
        Assert.Equal(
            [("i32.const i32.const i32.const memory.fill f64.const i32.trunc_sat_f64_s", 1), ("i32.const i32.const memory.fill f64.const i32.trunc_sat_f64_s end", 1)],
            Sequences(profile, 6));
    }

    private static ExecutionProfile ProfileOf(ModuleBuilder module, int argument)
    {
        Profiler profiler = new();
        using Instance instance = Instantiate(profiler, module);
        Run.Int(instance, "f", argument);
        return profiler.GetProfile();
    }

    private static Instance Instantiate(Profiler profiler, ModuleBuilder module) =>
        new Linker().Instantiate(Module.FromBytes(module.Build()), new InstanceOptions { Profiler = profiler });

    private static IEnumerable<(string Text, long Count)> Sequences(ExecutionProfile profile, int length) =>
        profile.GetSequences(length).Select(static sequence => (Text(sequence), sequence.Count));

    private static IEnumerable<(string Text, long Count)> Sorted(ExecutionProfile profile) => Sequences(profile, 2).OrderBy(static s => s.Text, StringComparer.Ordinal);

    private static long Count(ExecutionProfile profile, string text) =>
        profile.GetSequences(text.Split(' ').Length).SingleOrDefault(sequence => Text(sequence) == text)?.Count ?? 0;

    private static string Text(SequenceProfile sequence) => string.Join(' ', sequence.Opcodes.Select(static opcode => Opcodes.Get(opcode).Mnemonic));
}
