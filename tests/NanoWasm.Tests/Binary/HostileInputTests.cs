// Small modules that promise or demand a lot: refused, or loaded in memory that is linear in their size.
using NanoWasm.Binary;

namespace NanoWasm.Tests.Binary;

public sealed class HostileInputTests
{
    /// <summary>Memory that loading any small module takes: initial sizes of stacks and lists.</summary>
    private const long SmallLoad = 64 * 1024;

    /// <summary>Bytes that loading may take for a byte of a module: a branch (two bytes) takes a side-table entry and what is needed to link it.</summary>
    private const long BytesPerByte = 64;

    [Fact]
    public void Locals_FourBillion_AreRefusedAtOnce()
    {
        byte[] module = new ModuleBuilder().Function([], [], static f => f.Locals(ValueKind.I32, uint.MaxValue)).Build();

        AssertRefused(module, ErrorCode.TooManyLocals);
    }

    [Fact]
    public void Locals_MoreThanFourBillion_AreMalformed()
    {
        byte[] module = new ModuleBuilder().Function([], [], static f => f.Locals(ValueKind.I32, uint.MaxValue).Locals(ValueKind.I64)).Build();

        AssertRefused(module, ErrorCode.MalformedLocalCount);
    }

    [Fact]
    public void Locals_LimitCountsParameters()
    {
        static byte[] Build(uint locals) => new ModuleBuilder().Function([ValueKind.I32], [], f => f.Locals(ValueKind.I64, locals)).Build();

        Assert.Equal(ErrorCode.None, Loading.ErrorOf(Build(ImplementationLimits.Locals - 1)).Code);
        AssertRefused(Build(ImplementationLimits.Locals), ErrorCode.TooManyLocals);
    }

    [Fact]
    public void Locals_ManyFunctionsWithManyLocals_TakeLittleMemory()
    {
        ModuleBuilder builder = new();
        for (int i = 0; i < 1000; i++)
        {
            builder.Function([], [ValueKind.I64], static f => f.Locals(ValueKind.I64, 49_999).Locals(ValueKind.I32).LocalGet(49_998));
        }

        AssertLinear(builder.Build());
    }

    [Theory]
    [InlineData(1_000_000u)]
    [InlineData(ImplementationLimits.BranchTableLabels + 1)]
    [InlineData(uint.MaxValue)]
    public void BranchTable_TooManyLabels_AreRefusedBeforeTheyAreRead(uint count)
    {
        byte[] table = new WasmWriter().U(count).Bytes(new byte[100]).ToArray();
        byte[] module = new ModuleBuilder().Function([], [], f => f.I32(0).Op(Opcode.BrTable).Raw(table)).Build();

        AssertRefused(module, ErrorCode.TooManyItems);
    }

    [Fact]
    public void BranchTable_MoreLabelsThanBytes_IsUnexpectedEnd()
    {
        byte[] table = new WasmWriter().U(ImplementationLimits.BranchTableLabels).Bytes(new byte[100]).ToArray();
        byte[] module = new ModuleBuilder().Function([], [], f => f.Open().I32(0).Op(Opcode.BrTable).Raw(table)).Build();

        AssertRefused(module, ErrorCode.UnexpectedEnd);
    }

    [Fact]
    public void BranchTable_LargestOne_TakesLinearMemory() =>
        AssertLinear(new ModuleBuilder().Function([], [], static f => f.I32(0).BrTable(new uint[(int)ImplementationLimits.BranchTableLabels + 1])).Build());

    [Fact]
    public void Blocks_AHundredThousandNested_AreRefused()
    {
        byte[] module = new ModuleBuilder().Function([], [], static f =>
        {
            for (int i = 0; i < 100_000; i++)
            {
                f.Block();
            }
        }).Build();

        using Loading loading = new(module);

        Assert.Equal(ErrorCode.NestingTooDeep, loading.Error.Code);
        Assert.InRange(loading.NativeBytes, 0, SmallLoad + (2L * 100 * ImplementationLimits.Nesting));
    }

    [Fact]
    public void Blocks_DeepestNesting_IsValid()
    {
        byte[] module = new ModuleBuilder().Function([], [], static f =>
        {
            for (int i = 0; i < ImplementationLimits.Nesting; i++)
            {
                f.Block();
            }

            for (int i = 0; i < ImplementationLimits.Nesting; i++)
            {
                f.End();
            }
        }).Build();

        Assert.Equal(ErrorCode.None, Loading.ErrorOf(module).Code);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(12)]
    public void Section_CountsBeyondTheLimits_AreRefused(byte section) =>
        AssertRefused(new ModuleBuilder().RawSection(section, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F).Build(), ErrorCode.TooManyItems);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(11)]
    public void Section_CountsBeyondTheFile_AreRefused(byte section)
    {
        ModuleError error = Loading.ErrorOf(new ModuleBuilder().RawSection(section, 0x90, 0x4E).Build());

        Assert.True(error.Code is ErrorCode.UnexpectedEnd, error.Code.ToString());
        using Loading loading = new(new ModuleBuilder().RawSection(section, 0x90, 0x4E).Build());
        Assert.InRange(loading.NativeBytes, 0, SmallLoad);
    }

    [Fact]
    public void Results_ThousandsPushedByManyCalls_AreRefused()
    {
        ValueKind[] results = [.. Enumerable.Repeat(ValueKind.I64, 1000)];
        byte[] module = new ModuleBuilder().ImportFunction("m", "f", [], results).Function([], [], static f =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                f.Call(0);
            }
        }).Build();

        using Loading loading = new(module);

        Assert.Equal(ErrorCode.OperandStackTooDeep, loading.Error.Code);
        Assert.InRange(loading.NativeBytes, 0, SmallLoad + (2L * sizeof(uint) * ImplementationLimits.Operands));
    }

    [Fact]
    public void Parameters_MoreThanAThousand_AreRefused() =>
        AssertRefused(new ModuleBuilder().RawSection(1, [1, 0x60, 0xE9, 0x07, .. Enumerable.Repeat((byte)0x7F, 1001), 0]).Build(), ErrorCode.TooManyItems);

    [Fact]
    public void Function_LargerThanTheLimit_IsRefusedBeforeItIsRead()
    {
        byte[] body = new byte[ImplementationLimits.FunctionBytes + 1];
        using Loading loading = new(new ModuleBuilder().RawFunction(null, [], [], body).Build());

        Assert.Equal(ErrorCode.FunctionTooLarge, loading.Error.Code);
        Assert.InRange(loading.NativeBytes, 0, SmallLoad);
    }

    [Fact]
    public void Branches_Many_TakeLinearMemory() =>
        AssertLinear(new ModuleBuilder().Function([], [], static f =>
        {
            for (int i = 0; i < 100_000; i++)
            {
                f.I32(0).BrIf(0);
            }
        }).Build());

    private static void AssertRefused(byte[] module, ErrorCode code)
    {
        using Loading loading = new(module);

        Assert.Equal(code, loading.Error.Code);
        Assert.InRange(loading.NativeBytes, 0, SmallLoad);
    }

    private static void AssertLinear(byte[] module)
    {
        using Loading loading = new(module);

        Assert.Equal(ErrorCode.None, loading.Error.Code);
        Assert.InRange(loading.NativeBytes, 0, SmallLoad + (BytesPerByte * module.Length));
    }
}
