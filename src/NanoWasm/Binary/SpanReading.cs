// Reads numbers of custom sections, which are not part of what is validated.
namespace NanoWasm.Binary;

/// <summary>LEB128 numbers in spans.</summary>
internal static class SpanReading
{
    /// <summary>Reads a number of bytes, all of which are there.</summary>
    public static bool TryReadLength(ReadOnlySpan<byte> bytes, ref int position, out int length)
    {
        bool read = TryReadNumber(bytes, ref position, out uint number) && number <= (uint)(bytes.Length - position);
        length = read ? (int)number : 0;
        return read;
    }

    /// <summary>Reads a number.</summary>
    public static bool TryReadNumber(ReadOnlySpan<byte> bytes, ref int position, out uint number)
    {
        number = 0;
        for (int shift = 0; shift < 35 && position < bytes.Length; shift += 7)
        {
            byte b = bytes[position++];
            number |= (uint)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
