// Floats in the text format.
using System.Globalization;

namespace NanoWasm.Execution;

/// <summary>Writes floats as the text format has them (specification 6.3.2): shortest decimal numbers, <c>inf</c>, and NaNs with their payload.</summary>
internal static class FloatText
{
    /// <summary>The f32 with these bits.</summary>
    public static string Format(uint bits)
    {
        const uint Fraction = 0x007F_FFFF;
        float value = BitConverter.UInt32BitsToSingle(bits);
        return float.IsNaN(value)
            ? FormatNaN(bits >> 31 != 0, bits & Fraction, 0x0040_0000)
            : Spell(value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The f64 with these bits.</summary>
    public static string Format(ulong bits)
    {
        const ulong Fraction = 0x000F_FFFF_FFFF_FFFF;
        double value = BitConverter.UInt64BitsToDouble(bits);
        return double.IsNaN(value)
            ? FormatNaN(bits >> 63 != 0, bits & Fraction, 0x0008_0000_0000_0000)
            : Spell(value.ToString(CultureInfo.InvariantCulture));
    }

    private static string FormatNaN(bool negative, ulong payload, ulong canonical)
    {
        string sign = negative ? "-" : string.Empty;
        return payload == canonical ? sign + "nan" : string.Create(CultureInfo.InvariantCulture, $"{sign}nan:0x{payload:x}");
    }

    private static string Spell(string number) => number.Replace("Infinity", "inf", StringComparison.Ordinal);
}
