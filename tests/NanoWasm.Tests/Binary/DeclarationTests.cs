// Types, imports, exports, limits, segments: what is refused, and where.
using NanoWasm.Binary;

namespace NanoWasm.Tests.Binary;

public sealed class DeclarationTests
{
    [Theory]
    [InlineData(1, new byte[] { 1, 0x61, 0, 0 }, nameof(ErrorCode.DefinitionType), 11)]
    [InlineData(1, new byte[] { 1, 0x60, 1, 0x40, 0 }, nameof(ErrorCode.ValueType), 13)]
    [InlineData(2, new byte[] { 1, 0, 0, 5 }, nameof(ErrorCode.ImportKind), 13)]
    [InlineData(2, new byte[] { 1, 0, 0, 0, 0 }, nameof(ErrorCode.UnknownType), 14)]
    [InlineData(4, new byte[] { 1, 0x7F, 0, 0 }, nameof(ErrorCode.ReferenceType), 11)]
    [InlineData(4, new byte[] { 1, 0x70, 2, 0 }, nameof(ErrorCode.LimitsFlags), 12)]
    [InlineData(5, new byte[] { 1, 0x10, 0 }, nameof(ErrorCode.LimitsFlags), 11)]
    [InlineData(5, new byte[] { 1, 1, 2, 1 }, nameof(ErrorCode.LimitsOrder), 12)]
    [InlineData(5, new byte[] { 1, 0, 0x81, 0x80, 0x04 }, nameof(ErrorCode.MemorySize), 12)]
    [InlineData(5, new byte[] { 1, 1, 0, 0x81, 0x80, 0x04 }, nameof(ErrorCode.MemorySize), 13)]
    [InlineData(4, new byte[] { 1, 0x70, 0, 0x80, 0x80, 0x80, 0x80, 0x10 }, nameof(ErrorCode.TableSize), 13)]
    [InlineData(6, new byte[] { 1, 0x7F, 2, 0x41, 0, 0x0B }, nameof(ErrorCode.Mutability), 12)]
    [InlineData(7, new byte[] { 1, 0, 5, 0 }, nameof(ErrorCode.ExportKind), 12)]
    [InlineData(7, new byte[] { 1, 0, 0, 3 }, nameof(ErrorCode.UnknownFunction), 13)]
    [InlineData(7, new byte[] { 1, 0, 1, 3 }, nameof(ErrorCode.UnknownTable), 13)]
    [InlineData(7, new byte[] { 1, 0, 2, 3 }, nameof(ErrorCode.UnknownMemory), 13)]
    [InlineData(7, new byte[] { 1, 0, 3, 3 }, nameof(ErrorCode.UnknownGlobal), 13)]
    [InlineData(8, new byte[] { 0 }, nameof(ErrorCode.UnknownFunction), 10)]
    [InlineData(9, new byte[] { 1, 8 }, nameof(ErrorCode.ElementSegmentKind), 11)]
    [InlineData(9, new byte[] { 1, 0, 0x41, 0, 0x0B, 0 }, nameof(ErrorCode.UnknownTable), 12)]
    [InlineData(9, new byte[] { 1, 1, 1, 0 }, nameof(ErrorCode.ElementKind), 12)]
    [InlineData(9, new byte[] { 1, 1, 0, 1, 7 }, nameof(ErrorCode.UnknownFunction), 14)]
    [InlineData(11, new byte[] { 1, 3 }, nameof(ErrorCode.DataSegmentKind), 11)]
    [InlineData(11, new byte[] { 1, 0, 0x41, 0, 0x0B, 0 }, nameof(ErrorCode.UnknownMemory), 12)]
    public void Parse_BadSection_IsRefusedAtItsPlace(byte section, byte[] contents, string code, int offset)
    {
        ModuleError error = Loading.ErrorOf(new ModuleBuilder().RawSection(section, contents).Build());

        Assert.Equal(code, error.Code.ToString());
        Assert.Equal(offset, error.Offset);
    }

    [Fact]
    public void Parse_StartWithParameters_IsRefused() =>
        Assert.Equal(ErrorCode.StartFunction, Loading.ErrorOf(new ModuleBuilder().Function([ValueKind.I32], [], static f => { }).Start(0).Build()).Code);

    [Fact]
    public void Parse_ElementsOfAnotherType_IsRefused() =>
        Assert.Equal(
            ErrorCode.TypeMismatchElements,
            Loading.ErrorOf(new ModuleBuilder().Table(ValueKind.ExternRef, 1).Function([], [], static f => { }).Elements(0, 0).Build()).Code);

    [Fact]
    public void Parse_Memory_LargestSizeIsAllowed()
    {
        using Loading loading = new(new ModuleBuilder().Memory(65_536, 65_536).Table(ValueKind.FuncRef, uint.MaxValue, uint.MaxValue).Build());

        Assert.Equal(ErrorCode.None, loading.Error.Code);
        Assert.Equal(65_536ul, loading.Data.Memories[0].Limits.Maximum);
        Assert.Equal(uint.MaxValue, loading.Data.Tables[0].Limits.Minimum);
    }

    [Fact]
    public void Parse_ExportNamesAllDifferent_IsValid()
    {
        ModuleBuilder builder = new ModuleBuilder().Memory(1);
        for (int i = 0; i < 1000; i++)
        {
            builder.Export(new string('x', i), ExternalKind.Memory, 0).Export($"a common beginning {i}", ExternalKind.Memory, 0);
        }

        Assert.Equal(ErrorCode.None, Loading.ErrorOf(builder.Build()).Code);
    }

    [Fact]
    public void Parse_ExportNamesEqual_FirstRepetitionIsReported()
    {
        byte[] module = new ModuleBuilder().Memory(1)
            .Export("z", ExternalKind.Memory, 0).Export("zero", ExternalKind.Memory, 0).Export("y", ExternalKind.Memory, 0)
            .Export("zero", ExternalKind.Memory, 0).Export("y", ExternalKind.Memory, 0).Export("y", ExternalKind.Memory, 0).Build();

        ModuleError error = Loading.ErrorOf(module);

        Assert.Equal(ErrorCode.DuplicateExport, error.Code);
        Assert.Equal(module.AsSpan().LastIndexOf("zero"u8), error.Offset);
        Assert.StartsWith("duplicate export name \"zero\"", Module.Validate(module)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_ExportNamesThatDifferByZeros_AreDifferent() =>
        Assert.Equal(
            ErrorCode.None,
            Loading.ErrorOf(new ModuleBuilder().Memory(1).Export("a", ExternalKind.Memory, 0).Export("a\0", ExternalKind.Memory, 0).Export("a\0\0", ExternalKind.Memory, 0).Build()).Code);
}
