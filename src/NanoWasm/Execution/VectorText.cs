// Vectors as text.
using System.Globalization;

namespace NanoWasm.Execution;

/// <summary>Writes vectors as the text format's <c>v128.const</c> has them (specification 6.5.7).</summary>
internal static class VectorText
{
    /// <summary>A vector as four numbers, the lowest first.</summary>
    /// <param name="low">Its low half.</param>
    /// <param name="high">Its high half.</param>
    public static string Format(ulong low, ulong high) =>
        string.Create(CultureInfo.InvariantCulture, $"i32x4 0x{(uint)low:x8} 0x{low >> 32:x8} 0x{(uint)high:x8} 0x{high >> 32:x8}");
}
