// Finds out which modules a rejected module would have shared state with.
using System.Text;

namespace NanoWasm.SpecRunner.Running;

/// <summary>
/// Reads the import section of modules that use features the engine does not have, just far enough to know from which modules they import tables,
/// memories and globals: what such a module would have written there is missing, and the script's later commands may look for it.
/// </summary>
internal ref struct StateImports
{
    private const int HeaderLength = 8;
    private const int ImportSectionId = 2;
    private const byte FunctionKind = 0;
    private const byte TableKind = 1;
    private const byte MemoryKind = 2;
    private const byte GlobalKind = 3;
    private const byte TagKind = 4;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;

    private StateImports(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _at = HeaderLength;
    }

    /// <summary>The names of the modules that a well-formed module imports tables, memories or globals from.</summary>
    public static IReadOnlySet<string> FindModules(ReadOnlySpan<byte> module)
    {
        StateImports reader = new(module);
        while (reader._at < module.Length)
        {
            byte id = module[reader._at++];
            int size = (int)reader.ReadLeb();
            if (id == ImportSectionId)
            {
                return reader.ReadImports();
            }

            reader._at += size;
        }

        return new HashSet<string>();
    }

    private HashSet<string> ReadImports()
    {
        HashSet<string> modules = [];
        for (ulong left = ReadLeb(); left > 0; left--)
        {
            string module = ReadName();
            ReadName();
            byte kind = _bytes[_at++];
            SkipType(kind);
            if (kind is TableKind or MemoryKind or GlobalKind)
            {
                modules.Add(module);
            }
        }

        return modules;
    }

    private void SkipType(byte kind)
    {
        switch (kind)
        {
            case FunctionKind:
                ReadLeb();
                break;
            case TableKind:
                SkipValueType();
                SkipLimits();
                break;
            case MemoryKind:
                SkipLimits();
                break;
            case GlobalKind:
                SkipValueType();
                _at++;
                break;
            case TagKind:
                _at++;
                ReadLeb();
                break;
            default:
                throw new NotSupportedException($"no import is of kind {kind}");
        }
    }

    private void SkipValueType()
    {
        const byte NullableReference = 0x63;
        const byte Reference = 0x64;
        if (_bytes[_at++] is NullableReference or Reference)
        {
            ReadLeb();
        }
    }

    private void SkipLimits()
    {
        const int HasMaximum = 1;
        const int HasPageSize = 8;
        byte flags = _bytes[_at++];
        ReadLeb();
        if ((flags & HasMaximum) != 0)
        {
            ReadLeb();
        }

        if ((flags & HasPageSize) != 0)
        {
            ReadLeb();
        }
    }

    private string ReadName()
    {
        int length = (int)ReadLeb();
        _at += length;
        return Encoding.UTF8.GetString(_bytes.Slice(_at - length, length));
    }

    private ulong ReadLeb()
    {
        ulong value = 0;
        int shift = 0;
        byte part;
        do
        {
            part = _bytes[_at++];
            value |= (ulong)(part & 0x7f) << shift;
            shift += 7;
        }
        while (part >= 0x80);

        return value;
    }
}
