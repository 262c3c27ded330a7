// What exceptions.wat does, in C#, where what is thrown is a value that functions return.
namespace NanoWasm.AcceptanceTests.Compiled;

/// <summary>Exceptions through layers of functions that catch them and throw them again.</summary>
internal sealed class Layers
{
    private long _sum = 7;

    private enum Tag
    {
        None,
        Number,
        Pair,
        Float,
        Empty,
    }

    /// <summary>The export "run".</summary>
    public long Run(int n)
    {
        for (int i = 0; i < n; i++)
        {
            Note(Handle(i));
        }

        return _sum;
    }

    private void Note(long value) => _sum = (_sum * 1099511628211) + value + 1;

    private Thrown Fail(int n)
    {
        switch (n % 5)
        {
            case 0:
                return new Thrown(Tag.Number, n * 3);
            case 1:
                return new Thrown(Tag.Pair, n, n * 1000003L);
            case 2:
                return new Thrown(Tag.Float, Float: n / 3.0);
            case 3:
                return new Thrown(Tag.Empty);
            default:
                Note(77);
                return default;
        }
    }

    private Thrown Descend(int depth, int n)
    {
        if (depth == 0)
        {
            return Fail(n);
        }

        Thrown thrown = Descend(depth - 1, n);
        Note(thrown.Tag == Tag.None ? 5 : depth);
        return thrown;
    }

    private Thrown Translate(int n)
    {
        Thrown thrown = Descend(n % 7, n);
        if (thrown.Tag != Tag.Pair)
        {
            return thrown;
        }

        Note(thrown.Long);
        return thrown.Number % 2 != 0 ? new Thrown(Tag.Number, (int)thrown.Long) : thrown;
    }

    private long Handle(int n)
    {
        Thrown thrown = Translate(n);
        return thrown.Tag switch
        {
            Tag.None => 0,
            Tag.Number => thrown.Number,
            Tag.Pair => thrown.Long - thrown.Number,
            Tag.Float => BitConverter.DoubleToInt64Bits(thrown.Float),
            _ => -1,
        };
    }

    private readonly record struct Thrown(Tag Tag, int Number = 0, long Long = 0, double Float = 0);
}
