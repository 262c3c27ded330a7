// What gc.wat does, in C#.
using System.Globalization;
using System.Numerics;
using System.Text;

namespace NanoWasm.AcceptanceTests.Compiled;

/// <summary>Random expressions, evaluated.</summary>
internal sealed class Expressions
{
    private static readonly Func<long, long, long>[] Operators =
    [
        static (a, b) => a + b,
        static (a, b) => a * (b | 1),
        static (a, b) => (long)BitOperations.RotateLeft((ulong)a, 7) ^ b,
    ];

    private ulong _state = 42;

    /// <summary>The export "run".</summary>
    public long Run(int n)
    {
        object? tree = null;
        long sum = 0;
        for (; n != 0; n--)
        {
            tree = n % 4 == 0 ? Make(n & 7) : tree ?? Make(2);
            byte[] text = Encoding.ASCII.GetBytes(Evaluate(tree).ToString("x16", CultureInfo.InvariantCulture));
            text.AsSpan(8, 4).CopyTo(text);
            sum = text.Aggregate(sum, static (all, digit) => (all * 31) + digit);
        }

        return sum;
    }

    private int Draw(uint below)
    {
        _state = (_state * 6364136223846793005) + 1442695040888963407;
        return (int)((uint)(_state >> 33) % below);
    }

    private object Make(int depth)
    {
        if (depth == 0)
        {
            if (Draw(4) != 0)
            {
                return Draw(2000) - 1000;
            }

            long[] numbers = new long[Draw(5) + 1];
            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] = Draw(100_000);
            }

            return numbers;
        }

        Func<long, long, long> operation = Operators[Draw(3)];
        object left = Make(depth - 1);
        bool isPlain = Draw(2) != 0;
        return new Binary(operation, left, Make(depth - 1), !isPlain);
    }

    private static long Evaluate(object value)
    {
        switch (value)
        {
            case int number:
                return number;
            case long[] numbers:
                return numbers.Aggregate(0L, static (sum, number) => (sum * 3) + number);
            default:
                Binary binary = (Binary)value;
                long left = Evaluate(binary.Left);
                long result = binary.Operation(left, Evaluate(binary.Right));
                return binary.IsCounted ? result + ++binary.Count : result;
        }
    }

    private sealed class Binary(Func<long, long, long> operation, object left, object right, bool isCounted)
    {
        public Func<long, long, long> Operation { get; } = operation;

        public object Left { get; } = left;

        public object Right { get; } = right;

        public bool IsCounted { get; } = isCounted;

        public long Count { get; set; }
    }
}
