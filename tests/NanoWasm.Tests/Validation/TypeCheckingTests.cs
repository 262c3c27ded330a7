// Type errors in code: what is expected, what is found, and where.
namespace NanoWasm.Tests.Validation;

public sealed class TypeCheckingTests
{
    private static readonly ValueKind[] None = [];
    private static readonly ValueKind[] I32 = [ValueKind.I32];

    [Fact]
    public void Operand_OfAnotherType_IsNamed() => AssertInvalid("type mismatch: expected i32, found i64", None, I32, static f => f.I32(1).I64(2), Opcode.I32Add);

    [Fact]
    public void Operand_Missing_IsNamed() => AssertInvalid("type mismatch: expected f64, but the block's stack is empty", None, I32, static f => f.F64(1), Opcode.F64Lt);

    [Fact]
    public void Operand_BelowTheBlock_IsNotSeen() => AssertInvalid("type mismatch: expected i32, but the block's stack is empty", None, None, static f => f.I32(1).Block(), Opcode.I32Eqz);

    [Fact]
    public void Drop_OfNothing_IsRefused() => AssertInvalid("type mismatch: expected an operand", None, None, static f => { }, Opcode.Drop);

    [Fact]
    public void IsNull_OfNumber_IsRefused() => AssertInvalid("type mismatch: expected a reference, found f32", None, None, static f => f.F32(1), Opcode.RefIsNull);

    [Fact]
    public void Select_OfReferences_IsRefused() =>
        AssertInvalid("type mismatch: select without a type expects numbers, found funcref", None, None, static f => f.RefNull(ValueKind.FuncRef).RefNull(ValueKind.FuncRef).I32(0), Opcode.Select);

    [Fact]
    public void Select_OfDifferentTypes_IsRefused() => AssertInvalid("type mismatch: expected i32, found i64", None, None, static f => f.I32(1).I64(2).I32(0), Opcode.Select);

    [Fact]
    public void End_WithValuesLeft_IsRefused() => AssertInvalid("type mismatch: the block has 0 results, but 1 more value is left at its end", None, None, static f => f.Block().I32(1), Opcode.End);

    [Fact]
    public void End_OfIfWithResultWithoutElse_IsRefused() =>
        AssertInvalid("type mismatch: an if without else must have results of the same types as its parameters", None, None, static f => f.I32(0).If(ValueKind.I32).I32(1), Opcode.End);

    [Fact]
    public void Else_WithoutIf_IsRefused() => AssertInvalid("END opcode expected", None, None, static f => f.Block(), Opcode.Else);

    [Fact]
    public void Call_WithWrongArgument_IsRefused() => AssertInvalid("type mismatch: expected i32, found f32", I32, None, static f => f.F32(1), Opcode.Call, 0);

    [Fact]
    public void CallIndirect_WithoutTable_IsRefused() => AssertInvalid("unknown table 0: there are 0", None, None, static f => f.I32(1), Opcode.CallIndirect, 0, 0);

    [Fact]
    public void Br_ToUnknownLabel_IsRefused() => AssertInvalid("unknown label 2: 2 blocks are open, the function included", None, None, static f => f.Block(), Opcode.Br, 2);

    [Fact]
    public void LocalGet_OfUnknownLocal_IsRefused() => AssertInvalid("unknown local 1: there is 1", I32, None, static f => { }, Opcode.LocalGet, 1);

    [Fact]
    public void LocalSet_OfAnotherType_IsRefused() => AssertInvalid("type mismatch: expected i32, found i64", I32, None, static f => f.I64(1), Opcode.LocalSet, 0);

    [Fact]
    public void GlobalGet_OfUnknownGlobal_IsRefused() => AssertInvalid("unknown global 7: there are 0", None, None, static f => { }, Opcode.GlobalGet, 7);

    [Fact]
    public void Load_WithoutMemory_IsRefused() => AssertInvalid("unknown memory 0: there are 0", None, None, static f => f.I32(0), Opcode.I32Load, 2, 0);

    [Fact]
    public void RefFunc_OfUndeclaredFunction_IsRefused() => AssertInvalid("undeclared function reference: function 0", None, None, static f => { }, Opcode.RefFunc, 0);

    [Fact]
    public void RefFunc_OfExportedFunction_IsValid() =>
        Assert.Null(Module.Validate(new ModuleBuilder().Function("f", [], [], static f => f.RefFunc(0).Drop()).Build()));

    [Fact]
    public void RefFunc_OfDeclaredFunction_IsValid() =>
        Assert.Null(Module.Validate(new ModuleBuilder().Function([], [], static f => f.RefFunc(0).Drop()).DeclareFunctions(0).Build()));

    [Fact]
    public void RefFunc_OfFunctionInGlobal_IsValid() =>
        Assert.Null(Module.Validate(new ModuleBuilder().Function([], [], static f => f.RefFunc(0).Drop()).Global(ValueKind.FuncRef, false, static c => c.RefFunc(0)).Build()));

    [Fact]
    public void BrTable_WithLabelsOfDifferentArity_IsRefused()
    {
        ModuleException error = Validate(None, None, static f => f.Block(ValueKind.I32).I32(1).I32(0).BrTable(0, 1).End().Drop())!;

        Assert.StartsWith("type mismatch: labels of a br_table take 1 and 0 values", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BrTable_WithLabelsOfDifferentTypes_IsRefused()
    {
        ModuleException error = Validate(None, None, static f => f.Block(ValueKind.I32).Block(ValueKind.I64).I32(1).I32(0).BrTable(1, 0).End().Drop().I32(1).End().Drop())!;

        Assert.StartsWith("type mismatch: expected i64, found i32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UnreachableCode_GivesAnyOperand() =>
        Assert.Null(Validate(None, I32, static f => f.Unreachable().Op(Opcode.I64Add).Drop().Op(Opcode.Select).Op(Opcode.I32Eqz).LocalSet(0).Op(Opcode.RefIsNull), locals: 1));

    [Fact]
    public void UnreachableCode_ChecksOperandsThatAreThere()
    {
        ModuleException error = Validate(None, I32, static f => f.Unreachable().F32(1).Op(Opcode.I32Add))!;

        Assert.StartsWith("type mismatch: expected i32, found f32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UnreachableCode_BlockInsideIsCheckedStrictly()
    {
        ModuleException error = Validate(None, None, static f => f.Unreachable().Block().Drop().End())!;

        Assert.StartsWith("type mismatch: expected an operand", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BrIf_InUnreachableCode_GivesItsLabelsTypes()
    {
        ModuleException error = Validate(None, None, static f => f.Block(ValueKind.I32).Unreachable().BrIf(0).Op(Opcode.I64Eqz).End().Drop())!;

        Assert.StartsWith("type mismatch: expected i64, found i32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Locals_BeyondTheFlatOnes_HaveTheirTypes()
    {
        static byte[] Build(uint local, Opcode opcode) => new ModuleBuilder().Function([ValueKind.F32], [], f =>
            f.Locals(ValueKind.I32, 200).Locals(ValueKind.I64, 0).Locals(ValueKind.I64, 300).Locals(ValueKind.F64).LocalGet(local).Op(opcode).Drop()).Build();

        Assert.Null(Module.Validate(Build(200, Opcode.I32Eqz)));
        Assert.Null(Module.Validate(Build(201, Opcode.I64Eqz)));
        Assert.Null(Module.Validate(Build(500, Opcode.I64Eqz)));
        Assert.Null(Module.Validate(Build(501, Opcode.F64Neg)));
        Assert.StartsWith("type mismatch: expected i32, found i64", Module.Validate(Build(201, Opcode.I32Eqz))!.Message, StringComparison.Ordinal);
        Assert.StartsWith("unknown local 502: there are 502", Module.Validate(Build(502, Opcode.I32Eqz))!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_BeyondTheFlatOnes_HaveTheirTypes()
    {
        ValueKind[] parameters = [.. Enumerable.Repeat(ValueKind.I64, 299), ValueKind.F32];
        byte[] Build(uint local, Opcode opcode) => new ModuleBuilder().Function(parameters, [], f => f.Locals(ValueKind.F64).LocalGet(local).Op(opcode).Drop()).Build();

        Assert.Null(Module.Validate(Build(298, Opcode.I64Eqz)));
        Assert.Null(Module.Validate(Build(299, Opcode.F32Neg)));
        Assert.Null(Module.Validate(Build(300, Opcode.F64Neg)));
        Assert.StartsWith("unknown local 301: there are 301", Module.Validate(Build(301, Opcode.F64Neg))!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0u, 0u, null)]
    [InlineData(uint.MaxValue, 2u, null)]
    [InlineData(0u, 3u, "alignment must not be larger than natural: 2^3 > 2^2")]
    [InlineData(0u, 0x80u, "malformed memop flags 80")]
    public void Memarg_OfLoad_IsChecked(uint offset, uint align, string? message)
    {
        ModuleException? error = Module.Validate(new ModuleBuilder().Memory(1).Function([], [], f => f.I32(0).Access(Opcode.I32Load, offset, align).Drop()).Build());

        Assert.Equal(message is null, error is null);
        Assert.StartsWith(message ?? string.Empty, error?.Message ?? string.Empty, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_NamesPlaceAndFunction()
    {
        byte[] module = new ModuleBuilder().ImportFunction("m", "f", [], []).Function([], [], static f => f.I64(1)).FunctionName(1, "broken").Build();

        ModuleException error = Module.Validate(module)!;

        Assert.Equal(ModuleErrorKind.Invalid, error.Kind);
        Assert.Equal(1, error.FunctionIndex);
        Assert.Equal((byte)Opcode.End, module[error.Offset]);
        Assert.EndsWith($"(at offset 0x{error.Offset:x} in function #1 \"broken\")", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The last instruction is the one that is wrong.</summary>
    private static void AssertInvalid(string message, ValueKind[] parameters, ValueKind[] results, Action<CodeBuilder> before, Opcode opcode, params uint[] immediates)
    {
        int position = 0;
        byte[] module = new ModuleBuilder().Function(parameters, results, f =>
        {
            before(f);
            position = f.Position;
            f.Op(opcode, immediates);
        }).Build();

        ModuleException error = Module.Validate(module)!;

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, error.FunctionIndex);
        Assert.Equal((byte)((uint)opcode & 0xFF), module[error.Offset]);
        Assert.Equal(module.Length - immediates.Length - 2, error.Offset);
    }

    private static ModuleException? Validate(ValueKind[] parameters, ValueKind[] results, Action<CodeBuilder> body, uint locals = 0) =>
        Module.Validate(new ModuleBuilder().Function(parameters, results, f => body(locals == 0 ? f : f.Locals(ValueKind.I32, locals))).Build());
}
