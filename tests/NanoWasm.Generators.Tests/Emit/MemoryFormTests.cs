// The two forms of opcodes that touch memories or tables.
using NanoWasm.Generators.Emit.Dispatch;
using NanoWasm.Generators.Model;
using NanoWasm.Generators.Tests.Support;

namespace NanoWasm.Generators.Tests.Emit;

public sealed class MemoryFormTests
{
    private static readonly Lazy<OpcodeTable> Table = new(static () => Tables.ParseValid(Repository.Read("opcodes.json")));

    [Theory]
    [InlineData("i32.load", true)]
    [InlineData("memory.size", true)]
    [InlineData("memory.copy", true)]
    [InlineData("table.get", true)]
    [InlineData("table.copy", true)]
    [InlineData("call_indirect", true)]
    [InlineData("memory.grow", false)]
    [InlineData("data.drop", false)]
    [InlineData("local.get", false)]
    public void Forms_OfOpcode_DifferWhereItTouchesMemoriesOrTables(string mnemonic, bool differ) =>
        Assert.Equal(differ, MemoryForm.Differs(Find(mnemonic)));

    [Theory]
    [InlineData("memory.fill", "FillMemory(ctx->MemoryBase + d, (byte)b, n)", "FillMemory(ctx->Memories[m]->Base + d, (byte)b, n)")]
    [InlineData("memory.copy", "CopyMemory(ctx->MemoryBase + d, ctx->MemoryBase + s, n)", "CopyMemory(ctx->Memories[t]->Base + d, ctx->Memories[f]->Base + s, n)")]
    [InlineData("memory.size", "(uint)SizeInPages(*ctx->Memories)", "SizeInPages(ctx->Memories[m])")]
    [InlineData("table.size", "(uint)ctx->Tables[x]->Size", "ctx->Tables[x]->Size")]
    [InlineData("memory.grow", "MemoryGrow", "MemoryGrow")]
    public void Expression_InEachForm_SaysWhichMemory(string mnemonic, string plain, string general)
    {
        Assert.Equal(plain, MemoryForm.Of(Find(mnemonic), Traits.Vectors).Exec!.Text);
        Assert.Equal(general, MemoryForm.Of(Find(mnemonic), Traits.Memories).Exec!.Text);
    }

    [Fact]
    public void Addresses_InTheGeneralForm_Have64Bits()
    {
        Instruction copy = Find("table.copy");

        Assert.Equal(["uint", "uint", "uint"], MemoryForm.Of(copy, Traits.None).Operands.Select(static operand => operand.Type.CSharp));
        Assert.Equal(["ulong", "ulong", "ulong"], MemoryForm.Of(copy, Traits.Memories).Operands.Select(static operand => operand.Type.CSharp));
        Assert.Equal(["ulong", "uint", "uint"], MemoryForm.Of(Find("memory.init"), Traits.Memories).Operands.Select(static operand => operand.Type.CSharp));
        Assert.Equal(["ulong", "int"], MemoryForm.Of(Find("i32.store"), Traits.Memories).Operands.Select(static operand => operand.Type.CSharp));
    }

    private static Instruction Find(string mnemonic) => Table.Value.Instructions.Single(i => i.Mnemonic == mnemonic);
}
