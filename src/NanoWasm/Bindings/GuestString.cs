// Text in a guest's memory.
using System.Text;

namespace NanoWasm;

/// <summary>Text that a guest passes by address and length: a view of UTF-8 bytes in its memory, which nobody has copied or checked.</summary>
/// <remarks>Valid until the host function returns, calls the guest, or grows its memory.</remarks>
/// <param name="utf8">The bytes.</param>
[AllocationFree]
public readonly ref struct GuestString(ReadOnlySpan<byte> utf8)
{
    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Utf8 { get; } = utf8;

    /// <summary>The number of bytes.</summary>
    public int Length => Utf8.Length;

    /// <summary>Decodes the text; invalid bytes become U+FFFD.</summary>
    /// <param name="destination">Takes the text.</param>
    /// <param name="charsWritten">How many characters it has; 0 where there is no room for them.</param>
    /// <returns>False where there is no room.</returns>
    public bool TryDecode(Span<char> destination, out int charsWritten) => Encoding.UTF8.TryGetChars(Utf8, destination, out charsWritten);

    /// <summary>The text as a new string; invalid bytes become U+FFFD.</summary>
    [AllocationFree(false, Justification = "A string is an object.")]
    public override string ToString() => Encoding.UTF8.GetString(Utf8);
}
