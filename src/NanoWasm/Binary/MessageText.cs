// Messages written into spans.
using System.Runtime.CompilerServices;

namespace NanoWasm.Binary;

/// <summary>
/// Writes interpolated strings into spans as <see cref="MemoryExtensions.TryWrite(Span{char}, ref MemoryExtensions.TryWriteInterpolatedStringHandler, out int)"/>
/// does, for what messages are made of. That one is generic over its values: until the JIT has optimised the call, every number in it is boxed.
/// This one allocates nothing from the first message on, and knows no cultures.
/// </summary>
[AllocationFree]
internal static class MessageText
{
    /// <summary>Writes a message.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="message">The message; strings, spans of characters and whole numbers may stand in it, numbers with the format <c>x</c> or <c>x2</c>.</param>
    /// <param name="length">The characters written; 0 where there was no room.</param>
    /// <returns>Whether there was room.</returns>
    public static bool TryWriteText(this Span<char> to, [InterpolatedStringHandlerArgument(nameof(to))] Writer message, out int length)
    {
        _ = to;
        length = message.Length;
        return length >= 0;
    }

    /// <summary>What the compiler makes an interpolated string of.</summary>
    [InterpolatedStringHandler]
    internal ref struct Writer
    {
        private const int MaxDigits = 20;

        private readonly Span<char> _to;
        private int _length;
        private bool _full;

        /// <summary>Begins a message.</summary>
        public Writer(int literalLength, int formattedCount, Span<char> to)
        {
            _ = literalLength + formattedCount;
            _to = to;
        }

        /// <summary>The characters written, or -1 if there was no room for them.</summary>
        public readonly int Length => _full ? -1 : _length;

        /// <summary>Writes a constant part.</summary>
        public void AppendLiteral(string text) => AppendFormatted(text.AsSpan());

        /// <summary>Writes a text.</summary>
        public void AppendFormatted(string text) => AppendFormatted(text.AsSpan());

        /// <summary>Writes a text.</summary>
        public void AppendFormatted(scoped ReadOnlySpan<char> text)
        {
            _full |= !text.TryCopyTo(_to[_length..]);
            _length += _full ? 0 : text.Length;
        }

        /// <summary>Writes a type.</summary>
        public void AppendFormatted(TypeName name)
        {
            AppendLiteral(name.Text);
            if (name.Type.IsDefined())
            {
                AppendFormatted((ulong)name.Type.Index());
                AppendLiteral(")");
            }
            else if (name.Text[0] == '(')
            {
                AppendLiteral(TypeName.OfHeapType(name.Type));
                AppendLiteral(")");
            }
        }

        /// <summary>Writes a number.</summary>
        public void AppendFormatted(long number)
        {
            if (number < 0)
            {
                AppendLiteral("-");
            }

            AppendDigits(number < 0 ? 0 - (ulong)number : (ulong)number, 10, 1);
        }

        /// <summary>Writes a number.</summary>
        public void AppendFormatted(ulong number) => AppendDigits(number, 10, 1);

        /// <summary>Writes a number in hexadecimal digits.</summary>
        /// <param name="number">The number.</param>
        /// <param name="format"><c>x</c>, or <c>x2</c> for two digits or more.</param>
        public void AppendFormatted(ulong number, string format) => AppendDigits(number, 16, format.Length);

        private void AppendDigits(ulong number, uint radix, int least)
        {
            Span<char> digits = stackalloc char[MaxDigits];
            int first = MaxDigits;
            while (number != 0 || MaxDigits - first < least)
            {
                digits[--first] = "0123456789abcdef"[(int)(number % radix)];
                number /= radix;
            }

            AppendFormatted(digits[first..]);
        }
    }
}
