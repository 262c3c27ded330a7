// Names from the custom section "name".
using System.Text;
using static NanoWasm.Binary.SpanReading;

namespace NanoWasm.Binary;

/// <summary>
/// The names that a module gives itself and its functions (specification 7.4.1). Custom sections cannot make a module invalid, so what is malformed
/// in it is ignored, and what comes behind that.
/// </summary>
internal sealed class NameSection
{
    private const int HeaderLength = 8;

    private readonly Dictionary<int, Range> _functions = [];
    private readonly byte[] _contents;

    private NameSection(ReadOnlySpan<byte> contents)
    {
        // Names are taken from a copy, because the module's bytes may go away while messages are made; sections of a few MiB are the largest there are.
        _contents = contents.ToArray();
        Parse();
    }

    /// <summary>The module's name, or null.</summary>
    public string? ModuleName { get; private set; }

    /// <summary>Reads the contents of a name section.</summary>
    public static NameSection Read(ReadOnlySpan<byte> contents) => new(contents);

    /// <summary>Looks for the name section of a module that need not be valid.</summary>
    public static NameSection Find(ReadOnlySpan<byte> module)
    {
        int position = Math.Min(HeaderLength, module.Length);
        while (position < module.Length)
        {
            byte id = module[position++];
            if (!TryReadLength(module, ref position, out int length))
            {
                break;
            }

            ReadOnlySpan<byte> section = module.Slice(position, length);
            int start = 0;
            if (id == (byte)SectionId.Custom && TryReadLength(section, ref start, out int nameLength) && section.Slice(start, nameLength).SequenceEqual("name"u8))
            {
                return new NameSection(section[(start + nameLength)..]);
            }

            position += length;
        }

        return new NameSection([]);
    }

    /// <summary>A function's name, or null.</summary>
    public string? GetFunctionName(int index) => _functions.TryGetValue(index, out Range name) ? Encoding.UTF8.GetString(_contents.AsSpan(name)) : null;

    private void Parse()
    {
        int position = 0;
        while (position < _contents.Length)
        {
            byte id = _contents[position++];
            if (!TryReadLength(_contents, ref position, out int length))
            {
                return;
            }

            int end = position + length;
            switch (id)
            {
                case 0:
                    int name = position;
                    if (TryReadLength(_contents.AsSpan(0, end), ref name, out int nameLength))
                    {
                        ModuleName = Encoding.UTF8.GetString(_contents, name, nameLength);
                    }

                    break;
                case 1:
                    ParseFunctions(position, end);
                    break;
                default:
                    break;
            }

            position = end;
        }
    }

    private void ParseFunctions(int position, int end)
    {
        ReadOnlySpan<byte> map = _contents.AsSpan(0, end);
        if (!TryReadNumber(map, ref position, out uint count))
        {
            return;
        }

        for (uint i = 0; i < count; i++)
        {
            if (!TryReadNumber(map, ref position, out uint index) || !TryReadLength(map, ref position, out int length))
            {
                return;
            }

            _functions[(int)Math.Min(index, int.MaxValue)] = position..(position + length);
            position += length;
        }
    }
}
