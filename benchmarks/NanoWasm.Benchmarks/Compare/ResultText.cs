// The results that engines print, each in its own form, in one.
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace NanoWasm.Benchmarks.Compare;

/// <summary>
/// Finds a function's result in what an engine printed. Engines write the same i32 as <c>-2</c> (NanoWasm), <c>Result: -2</c> (wasm3),
/// <c>0xfffffffe:i32</c> (WAMR) or <c>Result: 4294967294:i32</c> (toywasm).
/// </summary>
internal static partial class ResultText
{
    /// <summary>The last line that is a number, normalised; from the standard output if it has one, else from the standard error stream.</summary>
    /// <returns>Null if there is no number.</returns>
    public static string? Find(string output, string errors) => FindLast(output) ?? FindLast(errors);

    /// <summary>
    /// A number in a form that is the same for all ways to write it: an integer that fits into 32 bits, signed or not, as a signed one of 32 bits, others
    /// as one of 64 bits; floating-point numbers shortest.
    /// </summary>
    /// <returns>Null if the text is no number.</returns>
    public static string? Normalize(string text)
    {
        Match match = ResultLine().Match(text);
        if (!match.Success)
        {
            return null;
        }

        string number = match.Groups["number"].Value;
        bool hexadecimal = match.Groups["hex"].Success;
        bool negative = match.Groups["sign"].Value == "-";
        if (match.Groups["float"].Success)
        {
            return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                ? (negative ? -value : value).ToString("R", CultureInfo.InvariantCulture)
                : null;
        }

        // A leading zero keeps the parser from taking the first hexadecimal digit for a sign.
        BigInteger magnitude = BigInteger.Parse("0" + number, hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture);
        BigInteger integer = negative ? -magnitude : magnitude;
        if (integer >= int.MinValue && integer <= uint.MaxValue)
        {
            return ((int)(uint)(integer & uint.MaxValue)).ToString(CultureInfo.InvariantCulture);
        }

        return integer >= long.MinValue && integer <= ulong.MaxValue
            ? ((long)(ulong)(integer & ulong.MaxValue)).ToString(CultureInfo.InvariantCulture)
            : null;
    }

    private static string? FindLast(string text) => text.Split('\n').Reverse().Select(Normalize).FirstOrDefault(static result => result is not null);

    [GeneratedRegex(
        """^\s*(?:result:\s*)?(?<sign>[-+]?)(?:(?<hex>0x)(?<number>[0-9a-f]+)|(?<float>)(?<number>\d+\.\d*(?:e[-+]?\d+)?|\d+e[-+]?\d+)|(?<number>\d+))(?:\s*:\s*[if](?:32|64))?\s*$""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ResultLine();
}
