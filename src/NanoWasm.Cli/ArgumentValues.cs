// Words of the command line as arguments of a function.
using System.Globalization;
using System.Text.RegularExpressions;

namespace NanoWasm.Cli;

/// <summary>Parses arguments by the types of the function that takes them.</summary>
internal static partial class ArgumentValues
{
    /// <summary>The arguments of a function.</summary>
    /// <param name="function">How messages name the function.</param>
    /// <param name="type">Its type.</param>
    /// <param name="words">One word for each parameter.</param>
    /// <exception cref="CommandException">Their number is wrong, or one does not fit its type.</exception>
    public static Value[] Parse(string function, FuncType type, IReadOnlyList<string> words)
    {
        if (words.Count != type.Parameters.Length)
        {
            string wanted = type.Parameters.Length == 1 ? "1 argument" : $"{type.Parameters.Length} arguments";
            throw new CommandException(
                ExitCodes.Usage, $"{function} takes {wanted}, but {words.Count} {(words.Count == 1 ? "was" : "were")} given; its type is {type}");
        }

        Value[] values = new Value[words.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = TryParse(type.Parameters[i].Kind, words[i])
                ?? throw new CommandException(
                    ExitCodes.Usage, $"argument {i + 1} of {function} has to be {Expected(type.Parameters[i].Kind)}, but is \"{words[i]}\"");
        }

        return values;
    }

    /// <summary>A word as a value of a type, or null where it is none.</summary>
    public static Value? TryParse(ValueKind kind, string word) => kind switch
    {
        ValueKind.I32 => Integer(word, 32) is ulong bits ? Value.FromUInt32((uint)bits) : null,
        ValueKind.I64 => Integer(word, 64) is ulong bits ? Value.FromUInt64(bits) : null,
        ValueKind.F32 => Single(word),
        ValueKind.F64 => Double(word),
        ValueKind.V128 => VectorArgument.TryParse(word),
        ValueKind.FuncRef => word == "null" ? Value.FromFunction(null) : null,
        ValueKind.AnyRef => word == "null" ? Value.FromAny(null) : Integer(word, 31) is ulong bits ? Value.FromI31((int)bits) : null,
        _ => Value.FromExternal(word == "null" ? null : word),
    };

    private static string Expected(ValueKind kind) => kind switch
    {
        ValueKind.I32 => "an i32 (-2147483648 to 4294967295, or 0x…)",
        ValueKind.I64 => "an i64 (-9223372036854775808 to 18446744073709551615, or 0x…)",
        ValueKind.F32 => "an f32 (a decimal number, inf, nan or nan:0x…)",
        ValueKind.F64 => "an f64 (a decimal number, inf, nan or nan:0x…)",
        ValueKind.V128 => "a v128 (its shape and lanes: i32x4:1,2,3,4, f64x2:0.5,inf, …)",
        ValueKind.AnyRef => "null or a number of 31 bits",
        _ => "null (functions cannot be written on the command line)",
    };

    /// <summary>Signed and unsigned numbers, decimal or hexadecimal, as the text format has them (specification 6.3.1).</summary>
    internal static ulong? Integer(string word, int width)
    {
        // The usual word needs no pattern. A method that names one has its library loaded when it is compiled, so that is another.
        if (ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out ulong plain))
        {
            return plain > ulong.MaxValue >> (64 - width) ? null : plain;
        }

        return IntegerByPattern(word, width);
    }

    private static ulong? IntegerByPattern(string word, int width)
    {
        Match match = IntegerPattern().Match(word);
        if (!match.Success)
        {
            return null;
        }

        bool hexadecimal = match.Groups["hex"].Success;
        string digits = (hexadecimal ? match.Groups["hex"] : match.Groups["decimal"]).Value.Replace("_", string.Empty, StringComparison.Ordinal);
        NumberStyles style = hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        if (!ulong.TryParse(digits, style, CultureInfo.InvariantCulture, out ulong magnitude))
        {
            return null;
        }

        bool negative = match.Groups["sign"].Value == "-";
        ulong limit = negative ? 1UL << (width - 1) : ulong.MaxValue >> (64 - width);
        return magnitude > limit ? null : negative ? 0 - magnitude : magnitude;
    }

    private static Value? Single(string word)
    {
        if (NotANumber(word, 23) is (bool negative, ulong payload))
        {
            return Value.FromSingle(BitConverter.UInt32BitsToSingle((negative ? 0xFF80_0000 : 0x7F80_0000) | (uint)payload));
        }

        return float.TryParse(Number(word), NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && (float.IsFinite(value) || IsInfinity(word))
            ? Value.FromSingle(value)
            : null;
    }

    private static Value? Double(string word)
    {
        if (NotANumber(word, 52) is (bool negative, ulong payload))
        {
            return Value.FromDouble(BitConverter.UInt64BitsToDouble((negative ? 0xFFF0_0000_0000_0000 : 0x7FF0_0000_0000_0000) | payload));
        }

        return double.TryParse(Number(word), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && (double.IsFinite(value) || IsInfinity(word))
            ? Value.FromDouble(value)
            : null;
    }

    /// <summary>The sign and payload of a NaN in the text format (specification 6.3.2), or null.</summary>
    private static (bool Negative, ulong Payload)? NotANumber(string word, int fractionBits)
    {
        Match match = NanPattern().Match(word);
        if (!match.Success)
        {
            return null;
        }

        bool negative = match.Groups["sign"].Value == "-";
        if (!match.Groups["payload"].Success)
        {
            return (negative, 1UL << (fractionBits - 1));
        }

        return ulong.TryParse(match.Groups["payload"].Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong payload)
            && payload > 0
            && payload >> fractionBits == 0
            ? (negative, payload)
            : null;
    }

    /// <summary>Whether infinity was written; else it comes from a number that is too large for its type.</summary>
    private static bool IsInfinity(string word) => word.EndsWith("inf", StringComparison.Ordinal);

    /// <summary>A number of the text format as .NET writes it; anything that is none becomes the empty word.</summary>
    private static string Number(string word)
    {
        Match match = FloatPattern().Match(word);
        return !match.Success ? string.Empty : match.Groups["inf"].Success ? match.Groups["sign"].Value + "Infinity" : word.Replace("_", string.Empty, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^(?<sign>[+-]?)(0[xX](?<hex>[0-9a-fA-F]+(_[0-9a-fA-F]+)*)|(?<decimal>[0-9]+(_[0-9]+)*))\z", RegexOptions.ExplicitCapture)]
    private static partial Regex IntegerPattern();

    [GeneratedRegex(@"^(?<sign>[+-]?)nan(:0[xX](?<payload>[0-9a-fA-F]+))?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex NanPattern();

    [GeneratedRegex(@"^(?<sign>[+-]?)((?<inf>inf)|[0-9]+(_[0-9]+)*(\.([0-9]+(_[0-9]+)*)?)?([eE][+-]?[0-9]+)?)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex FloatPattern();
}
