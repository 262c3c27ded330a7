// The header, the order of sections, their sizes, and what they must agree on.
using NanoWasm.Binary;

namespace NanoWasm.Tests.Binary;

public sealed class SectionTests
{
    private static readonly byte[] Header = [.. ModuleBuilder.Header];

    [Fact]
    public void Parse_HeaderOnly_IsValid() => Assert.Equal(ErrorCode.None, Loading.ErrorOf(Header).Code);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    public void Parse_HeaderCutOff_IsUnexpectedEnd(int length)
    {
        ModuleError error = Loading.ErrorOf(Header[..length]);

        Assert.Equal(ErrorCode.UnexpectedEnd, error.Code);
        Assert.Equal(length, error.Offset);
    }

    [Fact]
    public void Parse_WrongMagic_IsRefused() => AssertError([0, 0x61, 0x73, 0x6E, 1, 0, 0, 0], ErrorCode.MagicNotDetected, 0);

    [Fact]
    public void Parse_WrongVersion_IsRefused() => AssertError([0, 0x61, 0x73, 0x6D, 2, 0, 0, 0], ErrorCode.UnknownVersion, 4);

    [Fact]
    public void Parse_UnknownSection_IsRefused() => AssertError([.. Header, 14, 1, 0], ErrorCode.SectionId, 8);

    [Fact]
    public void Parse_SectionBeyondFile_IsRefused() => AssertError([.. Header, 1, 5, 0], ErrorCode.LengthOutOfBounds, 9);

    [Fact]
    public void Parse_SectionTwice_IsRefused() => AssertError([.. Header, 1, 1, 0, 1, 1, 0], ErrorCode.SectionOrder, 11);

    [Fact]
    public void Parse_SectionsOutOfOrder_IsRefused() => AssertError([.. Header, 2, 1, 0, 1, 1, 0], ErrorCode.SectionOrder, 11);

    [Fact]
    public void Parse_DataCountBehindCode_IsRefused() => AssertError([.. Header, 10, 1, 0, 12, 1, 0], ErrorCode.SectionOrder, 11);

    [Fact]
    public void Parse_DataCountBeforeCode_IsValid() => Assert.Equal(ErrorCode.None, Loading.ErrorOf([.. Header, 9, 1, 0, 12, 1, 0, 10, 1, 0, 11, 1, 0]).Code);

    [Fact]
    public void Parse_SectionLargerThanContents_IsRefused() => AssertError([.. Header, 1, 2, 0, 0], ErrorCode.SectionSizeMismatch, 8);

    [Fact]
    public void Parse_CustomSections_MayStandAnywhere()
    {
        using Loading loading = new([.. Header, 0, 2, 1, 0x61, 1, 1, 0, 0, 3, 1, 0x62, 9]);

        Assert.Equal(ErrorCode.None, loading.Error.Code);
        Assert.Equal(2, loading.Data.CustomSections.Count);
        Assert.Equal(1, loading.Data.CustomSections[1].Contents.Length);
        Assert.Equal(19, loading.Data.CustomSections[1].Contents.Offset);
    }

    [Fact]
    public void Parse_CustomNameBeyondItsSection_IsRefused() => AssertError([.. Header, 0, 1, 1, 0x61, 0], ErrorCode.UnexpectedEnd, 11);

    [Fact]
    public void Parse_FunctionsWithoutCode_IsRefused() =>
        AssertError([.. Header, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0], ErrorCode.FunctionAndCodeCount, 18);

    [Fact]
    public void Parse_CodeWithoutFunctions_IsRefused() => AssertError([.. Header, 10, 4, 1, 2, 0, 0x0B], ErrorCode.FunctionAndCodeCount, 10);

    [Fact]
    public void Parse_DataCountWithoutData_IsRefused() => AssertError([.. Header, 12, 1, 1], ErrorCode.DataCountMismatch, 11);

    [Fact]
    public void Parse_BodyShorterThanItsSize_IsRefused()
    {
        byte[] module = new ModuleBuilder().RawFunction(null, [], [], [0, 0x0B, 0x01]).Build();

        ModuleError error = Loading.ErrorOf(module);

        Assert.Equal(ErrorCode.BodySizeMismatch, error.Code);
        Assert.Equal(0, error.Function);
        Assert.Equal(module.Length - 4, error.Offset);
    }

    [Fact]
    public void Parse_BodyWithoutEnd_IsRefused() =>
        Assert.Equal(ErrorCode.UnexpectedEnd, Loading.ErrorOf(new ModuleBuilder().Function([], [], static f => f.Open().Op(Opcode.Nop)).Build()).Code);

    [Fact]
    public void Parse_MemoryInitWithoutDataCount_IsRefused()
    {
        ModuleBuilder builder = new ModuleBuilder().Memory(1).Function([], [], static f => f.I32(0).I32(0).I32(0).Op(Opcode.MemoryInit, 0, 0)).PassiveData(1);

        Assert.Equal(ErrorCode.DataCountRequired, Loading.ErrorOf(builder.Build()).Code);
        Assert.Equal(ErrorCode.None, Loading.ErrorOf(builder.DataCount().Build()).Code);
    }

    [Fact]
    public void Parse_Sections_AreKeptInOrder()
    {
        using Loading loading = new(new ModuleBuilder().Function("f", [], [], static f => { }).Custom("x", 1, 2).Build());

        Assert.Equal([1, 3, 7, 10, 0], loading.Data.Sections.Span.ToArray().Select(static section => (int)section.Id));
    }

    private static void AssertError(byte[] module, ErrorCode code, int offset)
    {
        ModuleError error = Loading.ErrorOf(module);

        Assert.Equal(code, error.Code);
        Assert.Equal(offset, error.Offset);
        Assert.Equal(-1, error.Function);
    }
}
