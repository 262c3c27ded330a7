// LEB128 numbers and names, byte by byte.
using System.Globalization;
using NanoWasm.Binary;

namespace NanoWasm.Tests.Binary;

public sealed unsafe class ModuleReaderTests
{
    [Theory]
    [InlineData("00", 0ul)]
    [InlineData("7f", 127ul)]
    [InlineData("80 01", 128ul)]
    [InlineData("83 00", 3ul)]
    [InlineData("ff ff ff ff 0f", 0xFFFF_FFFFul)]
    [InlineData("83 80 80 80 00", 3ul)]
    public void ReadU32_ValidNumber_IsRead(string hex, ulong expected) => AssertRead(hex, static reader => reader->ReadU32(), expected);

    [Theory]
    [InlineData("ff ff ff ff ff ff ff ff ff 01", ulong.MaxValue)]
    [InlineData("80 80 80 80 80 80 80 80 80 01", 1ul << 63)]
    [InlineData("82 80 80 80 80 80 80 80 80 00", 2ul)]
    public void ReadU64_ValidNumber_IsRead(string hex, ulong expected) => AssertRead(hex, static reader => reader->ReadU64(), expected);

    [Theory]
    [InlineData("00", 0)]
    [InlineData("3f", 63)]
    [InlineData("40", -64)]
    [InlineData("7f", -1)]
    [InlineData("ff 7f", -1)]
    [InlineData("ff ff ff ff 7f", -1)]
    [InlineData("ff ff ff ff 07", int.MaxValue)]
    [InlineData("80 80 80 80 78", int.MinValue)]
    public void ReadS32_ValidNumber_IsRead(string hex, int expected) => AssertRead(hex, static reader => (ulong)reader->ReadS32(), (ulong)expected);

    [Theory]
    [InlineData("40", -64L)]
    [InlineData("ff ff ff ff 0f", 0xFFFF_FFFFL)]
    [InlineData("80 80 80 80 70", -0x1_0000_0000L)]
    public void ReadS33_ValidNumber_IsRead(string hex, long expected) => AssertRead(hex, static reader => (ulong)reader->ReadS33(), (ulong)expected);

    [Theory]
    [InlineData("7f", -1L)]
    [InlineData("80 80 80 80 80 80 80 80 80 7f", long.MinValue)]
    [InlineData("ff ff ff ff ff ff ff ff ff 00", long.MaxValue)]
    [InlineData("80 80 80 80 08", 0x8000_0000L)]
    public void ReadS64_ValidNumber_IsRead(string hex, long expected) => AssertRead(hex, static reader => (ulong)reader->ReadS64(), (ulong)expected);

    [Theory]
    [InlineData("u32", "", nameof(ErrorCode.UnexpectedEnd), 0)]
    [InlineData("u32", "80", nameof(ErrorCode.UnexpectedEnd), 1)]
    [InlineData("u32", "80 80 80 80 80 00", nameof(ErrorCode.IntegerTooLong), 0)]
    [InlineData("u32", "80 80 80 80 10", nameof(ErrorCode.IntegerTooLarge), 0)]
    [InlineData("u32", "ff ff ff ff 1f", nameof(ErrorCode.IntegerTooLarge), 0)]
    [InlineData("u64", "80 80 80 80 80 80 80 80 80 80 00", nameof(ErrorCode.IntegerTooLong), 0)]
    [InlineData("u64", "80 80 80 80 80 80 80 80 80 02", nameof(ErrorCode.IntegerTooLarge), 0)]
    [InlineData("s32", "80 80 80 80 80 00", nameof(ErrorCode.IntegerTooLong), 0)]
    [InlineData("s32", "80 80 80 80 70", nameof(ErrorCode.IntegerTooLarge), 0)]
    [InlineData("s32", "ff ff ff ff 0f", nameof(ErrorCode.IntegerTooLarge), 0)]
    [InlineData("s33", "80 80 80 80 60", nameof(ErrorCode.IntegerTooLarge), 0)]
    [InlineData("s33", "ff ff ff ff 1f", nameof(ErrorCode.IntegerTooLarge), 0)]
    [InlineData("s64", "80 80 80 80 80 80 80 80 80 7e", nameof(ErrorCode.IntegerTooLarge), 0)]
    [InlineData("s64", "ff ff ff ff ff ff ff ff ff 01", nameof(ErrorCode.IntegerTooLarge), 0)]
    [InlineData("s64", "ff ff ff ff ff ff ff ff ff ff 7f", nameof(ErrorCode.IntegerTooLong), 0)]
    public void Read_MalformedNumber_IsRefused(string type, string hex, string code, int offset)
    {
        byte[] bytes = Bytes(hex);
        fixed (byte* start = new byte[16])
        {
            bytes.CopyTo(new Span<byte>(start, 16));
            ModuleReader reader = new(start, bytes.Length, WasmFeatures.All);
            switch (type)
            {
                case "u32":
                    reader.ReadU32();
                    break;
                case "u64":
                    reader.ReadU64();
                    break;
                case "s32":
                    reader.ReadS32();
                    break;
                case "s33":
                    reader.ReadS33();
                    break;
                default:
                    reader.ReadS64();
                    break;
            }

            Assert.Equal(code, reader.Error.Code.ToString());
            Assert.Equal(offset, reader.Error.Offset);
            Assert.Equal(0, reader.Offset);
        }
    }

    [Fact]
    public void Read_AfterError_GivesZeroAndKeepsFirstError()
    {
        fixed (byte* start = Bytes("ff ff ff ff 7f 01 02"))
        {
            ModuleReader reader = new(start, 7, WasmFeatures.All);
            reader.ReadU32();
            reader.Fail(ErrorCode.Utf8, start + 3);

            Assert.Equal(0u, reader.ReadU32());
            Assert.Equal(0, reader.ReadByte());
            Assert.Equal(0, reader.ReadName().Length);
            Assert.Equal(ErrorCode.IntegerTooLarge, reader.Error.Code);
            Assert.Equal(0, reader.Offset);
        }
    }

    [Theory]
    [InlineData("03 61 62 63", 1, 3)]
    [InlineData("00", 1, 0)]
    [InlineData("04 f0 9f 98 80", 1, 4)]
    public void ReadName_Utf8_IsRead(string hex, int offset, int length)
    {
        byte[] bytes = Bytes(hex);
        fixed (byte* start = bytes)
        {
            ModuleReader reader = new(start, bytes.Length, WasmFeatures.All);
            ByteRange name = reader.ReadName();

            Assert.False(reader.Failed);
            Assert.Equal((offset, length), (name.Offset, name.Length));
            Assert.Equal(bytes.Length, reader.Offset);
        }
    }

    [Theory]
    [InlineData("02 61", nameof(ErrorCode.LengthOutOfBounds))]
    [InlineData("01 80", nameof(ErrorCode.Utf8))]
    [InlineData("02 c0 80", nameof(ErrorCode.Utf8))]
    [InlineData("03 ed a0 80", nameof(ErrorCode.Utf8))]
    [InlineData("04 f4 90 80 80", nameof(ErrorCode.Utf8))]
    public void ReadName_NotUtf8_IsRefused(string hex, string code)
    {
        byte[] bytes = Bytes(hex);
        fixed (byte* start = bytes)
        {
            ModuleReader reader = new(start, bytes.Length, WasmFeatures.All);
            reader.ReadName();

            Assert.Equal(code, reader.Error.Code.ToString());
        }
    }

    private delegate ulong Read(ModuleReader* reader);

    private static void AssertRead(string hex, Read read, ulong expected)
    {
        byte[] bytes = Bytes(hex);
        fixed (byte* start = bytes)
        {
            ModuleReader reader = new(start, bytes.Length, WasmFeatures.All);

            Assert.Equal(expected, read(&reader));
            Assert.False(reader.Failed);
            Assert.Equal(bytes.Length, reader.Offset);
        }
    }

    private static byte[] Bytes(string hex) =>
        [.. hex.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static part => byte.Parse(part, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
}
