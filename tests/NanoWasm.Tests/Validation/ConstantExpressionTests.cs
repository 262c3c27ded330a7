// What may stand in constant expressions.
namespace NanoWasm.Tests.Validation;

public sealed class ConstantExpressionTests
{
    [Fact]
    public void Global_WithConstant_IsValid()
    {
        ModuleBuilder builder = new ModuleBuilder()
            .ImportGlobal("m", "g", ValueKind.I64)
            .Function([], [], static f => { })
            .Global(ValueKind.I32, true, static c => c.I32(int.MinValue))
            .Global(ValueKind.I64, false, static c => c.GlobalGet(0))
            .Global(ValueKind.F32, false, static c => c.F32(float.NaN))
            .Global(ValueKind.F64, false, static c => c.F64(1))
            .Global(ValueKind.FuncRef, false, static c => c.RefFunc(0))
            .Global(ValueKind.ExternRef, false, static c => c.RefNull(ValueKind.ExternRef));

        Assert.Null(Module.Validate(builder.Build()));
    }

    [Fact]
    public void Global_OfAnotherType_IsRefused() => AssertError("type mismatch: expected i64, found i32", ValueKind.I64, static c => c.I32(1));

    [Fact]
    public void Global_WithTwoValues_IsRefused() => AssertError("type mismatch", ValueKind.I32, static c => c.I32(1).I32(2));

    [Fact]
    public void Global_WithoutValue_IsRefused() => AssertError("type mismatch", ValueKind.I32, static c => { });

    [Theory]
    [InlineData(Opcode.Nop)]
    [InlineData(Opcode.I32Eqz)]
    [InlineData(Opcode.Unreachable)]
    [InlineData(Opcode.I32TruncSatF32S)]
    public void Global_WithOtherInstruction_IsRefused(Opcode opcode) => AssertError("constant expression required", ValueKind.I32, c => c.I32(1).Op(opcode));

    [Fact]
    public void Global_WithUnknownOpcode_IsIllegal() => AssertError("illegal opcode f3", ValueKind.I32, static c => c.Raw(0xF3));

    [Fact]
    public void Global_WithMutableGlobal_IsRefused() =>
        Assert.StartsWith(
            "constant expression required",
            Module.Validate(new ModuleBuilder().ImportGlobal("m", "g", ValueKind.I32, mutable: true).Global(ValueKind.I32, false, static c => c.GlobalGet(0)).Build())!.Message,
            StringComparison.Ordinal);

    [Fact]
    public void Global_WithArithmetic_IsItsValue()
    {
        using Module module = Module.FromBytes(new ModuleBuilder()
            .ImportGlobal("m", "g", ValueKind.I32)
            .Global(ValueKind.I32, false, static c => c.GlobalGet(0).I32(10).Op(Opcode.I32Mul).I32(3).Op(Opcode.I32Sub))
            .Global(ValueKind.I64, true, static c => c.I64(1).I64(2).I64(3).Op(Opcode.I64Mul).Op(Opcode.I64Add), "wide")
            .Global(ValueKind.I32, false, static c => c.GlobalGet(1).GlobalGet(1).Op(Opcode.I32Add), "sum")
            .Build());
        using Instance instance = new Linker().Define("m", "g", new Global(5)).Instantiate(module);

        Assert.Equal(94, instance.GetGlobal("sum").Value.AsInt32());
        Assert.Equal(7, instance.GetGlobal("wide").Value.AsInt64());
    }

    [Theory]
    [InlineData(4000, null)]
    [InlineData(4001, "operand stack too deep: 4001 operands, where at most 4000 are allowed")]
    public void Global_WithDeepArithmetic_IsLimited(int depth, string? message)
    {
        byte[] wasm = new ModuleBuilder().Global(
            ValueKind.I32,
            false,
            c =>
            {
                for (int i = 0; i < depth; i++)
                {
                    c.I32(1);
                }

                for (int i = 1; i < depth; i++)
                {
                    c.Op(Opcode.I32Add);
                }
            },
            "g").Build();

        if (message is not null)
        {
            Assert.StartsWith(message, Module.Validate(wasm)!.Message, StringComparison.Ordinal);
            return;
        }

        // A stack that is full for functions has room for it.
        using Module module = Module.FromBytes(wasm);
        using Instance instance = new Linker().Instantiate(module, new InstanceOptions { ValueStackBytes = InstanceOptions.MinValueStackBytes });
        Assert.Equal(depth, instance.GetGlobal("g").Value.AsInt32());
    }

    [Fact]
    public void Global_WithItself_IsUnknown() => AssertError("unknown global 0: there are 0", ValueKind.I32, static c => c.GlobalGet(0));

    [Fact]
    public void Offset_OfAnotherType_IsRefused() =>
        Assert.StartsWith(
            "type mismatch: expected i32, found i64",
            Module.Validate(new ModuleBuilder().Memory(1).Data(static c => c.I64(0)).Build())!.Message,
            StringComparison.Ordinal);

    [Fact]
    public void Elements_WithExpressions_AreValid()
    {
        ModuleBuilder builder = new ModuleBuilder()
            .Function([], [], static f => f.RefFunc(0).Drop())
            .Table(ValueKind.FuncRef, 4).Table(ValueKind.ExternRef, 4)
            .ActiveExpressions(0, static c => c.I32(0), ValueKind.FuncRef, static c => c.RefFunc(0), static c => c.RefNull(ValueKind.FuncRef))
            .ActiveExpressions(1, static c => c.I32(0), ValueKind.ExternRef, static c => c.RefNull(ValueKind.ExternRef))
            .PassiveExpressions(ValueKind.FuncRef, static c => c.RefFunc(0));

        Assert.Null(Module.Validate(builder.Build()));
    }

    [Fact]
    public void Elements_WithExpressionOfAnotherType_AreRefused() =>
        Assert.StartsWith(
            "type mismatch: expected funcref, found externref",
            Module.Validate(new ModuleBuilder().PassiveExpressions(ValueKind.FuncRef, static c => c.RefNull(ValueKind.ExternRef)).Build())!.Message,
            StringComparison.Ordinal);

    private static void AssertError(string message, ValueKind kind, Action<CodeBuilder> initializer)
    {
        ModuleException error = Module.Validate(new ModuleBuilder().Global(kind, false, initializer).Build())!;

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(-1, error.FunctionIndex);
    }
}
