// The custom section metadata.code.branch_hint.
namespace NanoWasm.Tests.Modules;

public sealed class BranchHintTests
{
    private const string Name = "metadata.code.branch_hint";

    // One group of locals; block, local.get 0, br_if 0, local.get 0, if, end, end: br_if at 7, if at 11 of the body.
    private static readonly byte[] Code = [0x02, 0x40, 0x20, 0, 0x0D, 0, 0x20, 0, 0x04, 0x40, 0x0B, 0x0B];

    [Fact]
    public void Hints_OfAModule_AreThoseOfItsSection()
    {
        byte[] bytes = Build([2, 1, 2, 7, 1, 1, 11, 1, 0, 2, 1, 7, 0x81, 0x80, 0x00, 1]);
        using Module module = Module.FromBytes(bytes);

        Assert.Null(module.BranchHints.Error);
        Assert.Equal(-1, module.BranchHints.ErrorOffset);
        Assert.Equal([(1, true), (1, false), (2, true)], module.BranchHints.Hints.Select(static hint => (hint.FunctionIndex, hint.IsLikely)));
        Assert.Equal(
            [Opcode.BrIf, Opcode.If, Opcode.BrIf],
            module.BranchHints.Hints.Select(hint => module.Disassemble(hint.FunctionIndex).Single(instruction => instruction.Offset == hint.Offset).Opcode));
    }

    [Fact]
    public void Hints_WithoutASection_AreNone()
    {
        using Module module = Module.FromBytes(new ModuleBuilder().Function([], [], static f => { }).Build());

        Assert.Null(module.BranchHints.Error);
        Assert.Empty(module.BranchHints.Hints);
    }

    [Theory]
    [InlineData(new byte[] { }, 0, "the section ends too early")]
    [InlineData(new byte[] { 1 }, 1, "the section ends too early")]
    [InlineData(new byte[] { 1, 1, 1, 7, 1 }, 5, "the section ends too early")]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0x0F }, 5, "the section ends too early")]
    [InlineData(new byte[] { 0, 0 }, 1, "1 bytes are left at its end")]
    [InlineData(new byte[] { 1, 0, 0 }, 1, "function 0 is unknown, imported, or not in ascending order")]
    [InlineData(new byte[] { 1, 3, 0 }, 1, "function 3 is unknown, imported, or not in ascending order")]
    [InlineData(new byte[] { 2, 2, 0, 1, 0 }, 3, "function 1 is unknown, imported, or not in ascending order")]
    [InlineData(new byte[] { 2, 1, 0, 1, 0 }, 3, "function 1 is unknown, imported, or not in ascending order")]
    [InlineData(new byte[] { 1, 1, 2, 11, 1, 0, 7, 1, 0 }, 6, "offset 7 is not in ascending order")]
    [InlineData(new byte[] { 1, 1, 2, 7, 1, 0, 7, 1, 0 }, 6, "offset 7 is not in ascending order")]
    [InlineData(new byte[] { 1, 1, 1, 7, 2, 0 }, 3, "a hint of the size 2 and the value 0; expected the size 1 and the value 0 or 1")]
    [InlineData(new byte[] { 1, 1, 1, 7, 1, 2 }, 3, "a hint of the size 1 and the value 2; expected the size 1 and the value 0 or 1")]
    [InlineData(new byte[] { 1, 1, 1, 5, 1, 0 }, 3, "no br_if or if is at offset 5 of function 1")]
    [InlineData(new byte[] { 1, 1, 1, 8, 1, 0 }, 3, "no br_if or if is at offset 8 of function 1")]
    [InlineData(new byte[] { 1, 1, 1, 0, 1, 0 }, 3, "no br_if or if is at offset 0 of function 1")]
    [InlineData(new byte[] { 1, 1, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 1, 0 }, 3, "no br_if or if is at offset 4294967295 of function 1")]
    public void Hints_OfMalformedSection_AreIgnoredAndReported(byte[] contents, int at, string error)
    {
        byte[] bytes = Build(contents);
        using Module module = Module.FromBytes(bytes);
        CustomSection section = Assert.Single(module.CustomSections);
        int start = bytes.AsSpan().IndexOf("branch_hint"u8) + "branch_hint".Length;

        Assert.Equal(contents, section.Contents.ToArray());
        Assert.Empty(module.BranchHints.Hints);
        Assert.Equal((error, start + at), (module.BranchHints.Error, module.BranchHints.ErrorOffset));
    }

    [Fact]
    public void Hints_BehindTheCode_AreIgnoredAndReported()
    {
        using Module module = Module.FromBytes(new ModuleBuilder().Function([], [], static f => { }).Custom(Name, 0).Build());

        Assert.Equal("it does not stand before the code section", module.BranchHints.Error);
    }

    [Fact]
    public void Hints_InTwoSections_AreIgnoredAndReported()
    {
        byte[] section = new WasmWriter().Name(Name).Bytes(0).ToArray();
        using Module module = Module.FromBytes(new ModuleBuilder().RawSectionAhead(0, section).RawSectionAhead(0, section).Build());

        Assert.Equal("there are several such sections", module.BranchHints.Error);
    }

    [Theory]
    [InlineData("metadata.code.trace_inst")]
    [InlineData("annotations")]
    public void Sections_OfOtherMetadata_AreIgnored(string name)
    {
        using Module module = Module.FromBytes(new ModuleBuilder().RawSectionAhead(0, new WasmWriter().Name(name).Bytes(0xFF, 0xFF).ToArray()).Build());

        Assert.Equal(name, Assert.Single(module.CustomSections).Name);
        Assert.Null(module.BranchHints.Error);
    }

    /// <summary>An imported function and two with the same code, and the section ahead of all others.</summary>
    private static byte[] Build(byte[] contents) => new ModuleBuilder()
        .ImportFunction("m", "f", [], [])
        .Function([ValueKind.I32], [], static f => f.Locals(ValueKind.I64).Raw(Code))
        .Function([ValueKind.I32], [], static f => f.Locals(ValueKind.I64).Raw(Code))
        .RawSectionAhead(0, new WasmWriter().Name(Name).Bytes(contents).ToArray())
        .Build();
}
