// The paths for this processor give what those for any processor give, over lanes of all kinds.
using System.Runtime.Intrinsics;
using NanoWasm.Execution;

namespace NanoWasm.Tests.Vectors;

public sealed class VectorOperationsTests
{
    private const int RandomVectors = 400;

    private static readonly ulong[] EdgeLanes =
    [
        0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, ulong.MaxValue,
        0x8080_8080_8080_8080, 0x7F7F_7F7F_7F7F_7F7F, 0x8000_8000_8000_8000, 0x7FFF_7FFF_7FFF_7FFF, 0x0102_0304_0506_0708, 0x1F10_0F1E_8F70_FF00,
        0x7FC0_0000_7F80_0000, 0xFFC0_0001_FF80_0000, 0x7FF8_0000_0000_0000, 0xFFF0_0000_0000_0000, 0x7FF4_0000_0000_0001,
        Bits(2147483647.0), Bits(2147483648.0), Bits(-2147483648.9), Bits(-2147483649.0), Bits(4294967295.9), Bits(4294967296.0), Bits(-0.9), Bits(-1.0), Bits(0.5), Bits(1e300), Bits(-1e300),
    ];

    private static readonly Vector128<ulong>[] Vectors = MakeVectors();

    [Fact]
    public void BytesByNumber_OnThisProcessor_AreThoseOfAnyProcessor() => ForPairs(static (a, b) =>
    {
        Vector128<byte> numbers = b.AsByte() & Vector128.Create((byte)31);
        Assert.Equal(PortableVectors.Swizzle(a.AsByte(), b.AsByte()), VectorOperations.Swizzle(a.AsByte(), b.AsByte()));
        Assert.Equal(PortableVectors.Shuffle(a.AsByte(), b.AsByte(), numbers), VectorOperations.Shuffle(a.AsByte(), b.AsByte(), numbers));
    });

    [Fact]
    public void Averages_OnThisProcessor_AreThoseOfAnyProcessor() => ForPairs(static (a, b) =>
    {
        Assert.Equal(PortableVectors.Average(a.AsByte(), b.AsByte()), VectorOperations.Average(a.AsByte(), b.AsByte()));
        Assert.Equal(PortableVectors.Average(a.AsUInt16(), b.AsUInt16()), VectorOperations.Average(a.AsUInt16(), b.AsUInt16()));
    });

    [Fact]
    public void Products_OnThisProcessor_AreThoseOfAnyProcessor() => ForPairs(static (a, b) =>
    {
        Assert.Equal(PortableVectors.MultiplyQ15(a.AsInt16(), b.AsInt16()), VectorOperations.MultiplyQ15(a.AsInt16(), b.AsInt16()));
        Assert.Equal(PortableVectors.DotProduct(a.AsInt16(), b.AsInt16()), VectorOperations.DotProduct(a.AsInt16(), b.AsInt16()));
        Assert.Equal(PortableVectors.AddPairs(a.AsInt16()), VectorOperations.AddPairs(a.AsInt16()));
        Assert.Equal(Vector128.WidenLower(a.AsInt32()) * Vector128.WidenLower(b.AsInt32()), VectorOperations.MultiplyLower(a.AsInt32(), b.AsInt32()));
        Assert.Equal(Vector128.WidenUpper(a.AsUInt32()) * Vector128.WidenUpper(b.AsUInt32()), VectorOperations.MultiplyUpper(a.AsUInt32(), b.AsUInt32()));
    });

    [Fact]
    public void Narrowing_OnThisProcessor_IsThatOfAnyProcessor() => ForPairs(static (a, b) =>
    {
        Assert.Equal(PortableVectors.NarrowUnsigned(a.AsInt16(), b.AsInt16()), VectorOperations.NarrowUnsigned(a.AsInt16(), b.AsInt16()));
        Assert.Equal(PortableVectors.NarrowUnsigned(a.AsInt32(), b.AsInt32()), VectorOperations.NarrowUnsigned(a.AsInt32(), b.AsInt32()));
    });

    [Fact]
    public void Conversions_OnThisProcessor_AreThoseOfAnyProcessor() => Assert.All(Vectors, static a =>
    {
        Assert.Equal(PortableVectors.PopCount(a.AsByte()), VectorOperations.PopCount(a.AsByte()));
        Assert.Equal(PortableVectors.TruncateToInt32(a.AsDouble()), VectorOperations.TruncateToInt32(a.AsDouble()));
        Assert.Equal(PortableVectors.TruncateToUInt32(a.AsDouble()), VectorOperations.TruncateToUInt32(a.AsDouble()));
        Assert.Equal(PortableVectors.ConvertLower(a.AsInt32()), VectorOperations.ConvertLower(a.AsInt32()));
    });

    [Fact]
    public void Lanes_OfPortableOperations_AreThoseOfTheSpecification() => ForPairs(static (a, b) =>
    {
        Vector128<byte> swizzled = PortableVectors.Swizzle(a.AsByte(), b.AsByte());
        Vector128<byte> counts = PortableVectors.PopCount(a.AsByte());
        Vector128<byte> averages = PortableVectors.Average(a.AsByte(), b.AsByte());
        for (int i = 0; i < Vector128<byte>.Count; i++)
        {
            byte number = b.AsByte()[i];
            Assert.Equal(number < 16 ? a.AsByte()[number] : 0, swizzled[i]);
            Assert.Equal(System.Numerics.BitOperations.PopCount(a.AsByte()[i]), counts[i]);
            Assert.Equal((a.AsByte()[i] + b.AsByte()[i] + 1) / 2, averages[i]);
        }

        Vector128<short> products = PortableVectors.MultiplyQ15(a.AsInt16(), b.AsInt16());
        Vector128<byte> narrow = PortableVectors.NarrowUnsigned(a.AsInt16(), b.AsInt16());
        for (int i = 0; i < Vector128<short>.Count; i++)
        {
            Assert.Equal(Math.Min(((a.AsInt16()[i] * b.AsInt16()[i]) + 0x4000) >> 15, short.MaxValue), products[i]);
            Assert.Equal(Math.Clamp(a.AsInt16()[i], (short)0, (short)255), narrow[i]);
            Assert.Equal(Math.Clamp(b.AsInt16()[i], (short)0, (short)255), narrow[8 + i]);
        }

        Assert.Equal((int)Saturate(a.AsDouble()[0], int.MinValue, int.MaxValue), PortableVectors.TruncateToInt32(a.AsDouble())[0]);
        Assert.Equal((uint)Saturate(a.AsDouble()[1], uint.MinValue, uint.MaxValue), PortableVectors.TruncateToUInt32(a.AsDouble())[1]);
    });

    [Fact]
    public void Lanes_ExtractedAndReplaced_AreTheOnesNamed() => Assert.All(Vectors, static a =>
    {
        for (uint lane = 0; lane < 16; lane++)
        {
            Assert.Equal(a.AsByte()[(int)lane], VectorOperations.ExtractLane(a.AsByte(), lane));
            Assert.Equal(a.AsByte().WithElement((int)lane, (byte)0xA5), VectorOperations.ReplaceLane(a.AsByte(), lane, 0xA5));
        }

        for (uint lane = 0; lane < 8; lane++)
        {
            Assert.Equal(a.AsInt16()[(int)lane], VectorOperations.ExtractLane(a.AsInt16(), lane));
            Assert.Equal(a.AsInt16().WithElement((int)lane, (short)-3), VectorOperations.ReplaceLane(a.AsInt16(), lane, -3));
        }

        for (uint lane = 0; lane < 4; lane++)
        {
            Assert.Equal(a.AsInt32()[(int)lane], VectorOperations.ExtractLane(a.AsInt32(), lane));
            Assert.Equal(a.AsSingle().WithElement((int)lane, -0f), VectorOperations.ReplaceLane(a.AsSingle(), lane, -0f));
        }

        for (uint lane = 0; lane < 2; lane++)
        {
            Assert.Equal(a.AsInt64()[(int)lane], VectorOperations.ExtractLane(a.AsInt64(), lane));
            Assert.Equal(a.AsDouble().WithElement((int)lane, 0.5), VectorOperations.ReplaceLane(a.AsDouble(), lane, 0.5));
        }
    });

    private static double Saturate(double value, double least, double most) => double.IsNaN(value) ? 0 : Math.Truncate(Math.Clamp(value, least, most));

    private static void ForPairs(Action<Vector128<ulong>, Vector128<ulong>> check)
    {
        for (int i = 0; i < Vectors.Length; i++)
        {
            check(Vectors[i], Vectors[(i * 7) % Vectors.Length]);
            check(Vectors[i], Vectors[i]);
            check(Vectors[i], Vectors[Vectors.Length - 1 - i]);
        }
    }

    private static ulong Bits(double value) => BitConverter.DoubleToUInt64Bits(value);

    private static Vector128<ulong>[] MakeVectors()
    {
        NanoWasm.Testing.RandomModules.SeededRandom random = new(1);
        IEnumerable<Vector128<ulong>> edges = EdgeLanes.SelectMany(static low => EdgeLanes.Select(high => Vector128.Create(low, high)));
        return [.. edges, .. Enumerable.Range(0, RandomVectors).Select(_ => Vector128.Create(random.NextBits(), random.NextBits()))];
    }
}
