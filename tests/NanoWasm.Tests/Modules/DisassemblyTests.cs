// Instructions in text form.
namespace NanoWasm.Tests.Modules;

public sealed class DisassemblyTests
{
    [Fact]
    public void Disassemble_Blocks_AreIndented()
    {
        string[] lines = Lines(static f => f.Block().LocalGet(0).If(ValueKind.I32).I32(1).Else().I32(2).End().Drop().Br(0).End());

        Assert.Equal(["block", "  local.get 0", "  if (result i32)", "    i32.const 1", "  else", "    i32.const 2", "  end", "  drop", "  br 0", "end", "end"], lines);
    }

    [Fact]
    public void Disassemble_Immediates_AreWrittenAsInTheTextFormat()
    {
        ValueKind[] pair = [ValueKind.I32, ValueKind.I64];
        string[] lines = Lines(f => f
            .I32(-5).I64(long.MinValue).F32(1.5f).F32(float.NaN).F64(double.NegativeInfinity).F64(BitConverter.UInt64BitsToDouble(0x7FF4_0000_0000_0001))
            .Drop().Drop().Drop().Drop().Drop().Access(Opcode.I32Load8U, 300).Drop()
            .I32(0).I32(1).I32(2).Select(ValueKind.I32).Drop()
            .I32(0).I64(0).Loop(pair, pair).End().I32(3).CallIndirect(pair, [])
            .RefNull(ValueKind.ExternRef).Drop().RefFunc(0).Drop()
            .I32(0).I32(0).I32(0).Op(Opcode.MemoryFill, 0).I32(0).I32(0).I32(0).Op(Opcode.TableInit, 0, 0)
            .LocalGet(0).Call(0).I32(0).BrTable(0, 0));

        Assert.Equal("i32.const -5", lines[0]);
        Assert.Equal("i64.const -9223372036854775808", lines[1]);
        Assert.Equal("f32.const 1.5", lines[2]);
        Assert.Equal("f32.const -nan", lines[3]);
        Assert.Equal("f64.const -inf", lines[4]);
        Assert.Equal("f64.const nan:0x4000000000001", lines[5]);
        Assert.Contains("i32.load8_u offset=300 align=1", lines);
        Assert.Contains("select (result i32)", lines);
        Assert.Contains("loop (param i32 i64) (result i32 i64)", lines);
        Assert.Contains("call_indirect 0 (type 1)", lines);
        Assert.Contains("ref.null extern", lines);
        Assert.Contains("ref.func 0 (;main;)", lines);
        Assert.Contains("memory.fill", lines);
        Assert.Contains("table.init 0 0", lines);
        Assert.Contains("call 0 (;main;)", lines);
        Assert.Contains("br_table 0 0", lines);
    }

    [Fact]
    public void Disassemble_Offsets_CoverTheBody()
    {
        using Module module = Module.FromBytes(Build(static f => f.I32(1000).Drop().Block().End()));
        (int offset, int length) = module.GetFunctionBody(0);

        DisassembledInstruction[] instructions = [.. module.Disassemble(0)];

        Assert.Equal([3, 1, 2, 1, 1], instructions.Select(static instruction => instruction.Length));
        Assert.Equal(offset, instructions[0].Offset);
        Assert.Equal(offset + length, instructions[^1].Offset + instructions[^1].Length);
        Assert.Equal(Opcode.I32Const, instructions[0].Opcode);
    }

    [Fact]
    public void Disassemble_ImportedFunction_IsRefused()
    {
        using Module module = Module.FromBytes(new ModuleBuilder().ImportFunction("m", "f", [], []).Build());

        Assert.Throws<ArgumentOutOfRangeException>(() => module.Disassemble(0));
    }

    private static byte[] Build(Action<CodeBuilder> body) => new ModuleBuilder()
        .Memory(1).Table(ValueKind.FuncRef, 1).Function("main", [ValueKind.I32], [], body).PassiveElements(0).Build();

    private static string[] Lines(Action<CodeBuilder> body)
    {
        using Module module = Module.FromBytes(Build(body));
        return [.. module.Disassemble(0).Select(static instruction => new string(' ', 2 * instruction.Depth) + instruction.Text)];
    }
}
