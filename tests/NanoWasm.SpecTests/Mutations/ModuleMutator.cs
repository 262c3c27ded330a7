// Makes broken and half-broken modules out of valid ones.
namespace NanoWasm.SpecTests.Mutations;

/// <summary>
/// Mutates modules at the level of bytes. Some mutants are changed anywhere; most within one section or one function body whose size is then
/// set right, so that they get past the outer layers of the format.
/// </summary>
/// <param name="random">Where the choices come from: the same seed gives the same mutants.</param>
/// <param name="modules">The modules that are mutated, and that pieces are taken from.</param>
internal sealed class ModuleMutator(Random random, IReadOnlyList<byte[]> modules)
{
    private const int HeaderLength = 8;
    private const int CodeSectionId = 10;

    /// <summary>Encodings at the limits of LEB128: largest and smallest values, too long, with unused bits set, never ending.</summary>
    private static readonly byte[][] LebExtremes =
    [
        [0x00], [0x7f], [0x40], [0x3f], [0x80, 0x00], [0xff, 0x7f], [0x80, 0x80, 0x80, 0x80, 0x00], [0xff, 0xff, 0xff, 0xff, 0x0f],
        [0xff, 0xff, 0xff, 0xff, 0x07], [0x80, 0x80, 0x80, 0x80, 0x78], [0xff, 0xff, 0xff, 0xff, 0x7f], [0x80, 0x80, 0x80, 0x80, 0x10],
        [0x80, 0x80, 0x80, 0x80, 0x80, 0x00], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
        [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    ];

    /// <summary>Bytes that mean much: types, opcodes, flags.</summary>
    private static readonly byte[] TellingBytes =
    [
        0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10, 0x11, 0x1a, 0x1b, 0x1c, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26,
        0x28, 0x36, 0x3f, 0x40, 0x41, 0x42, 0x43, 0x44, 0x60, 0x6a, 0x6f, 0x70, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f, 0x80, 0xd0, 0xd1, 0xd2, 0xfb, 0xfc, 0xfd, 0xfe, 0xff,
    ];

    /// <summary>A mutant of one of the modules; of a large one rather than a small one, most of which are broken by any change.</summary>
    public byte[] Mutate()
    {
        byte[] module = modules[random.Next(modules.Count)];
        byte[] other = modules[random.Next(modules.Count)];
        List<byte> mutant = [.. module.Length > other.Length ? module : other];
        int changes = random.Next(10) switch
        {
            < 6 => 1,
            < 9 => 2,
            _ => 3,
        };
        for (int i = 0; i < changes; i++)
        {
            if (random.Next(4) == 0 || !TryMutateSection(mutant))
            {
                Change(mutant, 0, mutant.Count);
            }
        }

        return [.. mutant];
    }

    private bool TryMutateSection(List<byte> module)
    {
        List<(int SizeAt, int Start, int End)> sections = [];
        for (int at = HeaderLength; at < module.Count;)
        {
            int sizeAt = at + 1;
            if (ReadSize(module, sizeAt) is not (int size, int start) || start + (long)size > module.Count)
            {
                return false;
            }

            sections.Add((sizeAt, start, start + size));
            at = start + size;
        }

        if (sections.Count == 0)
        {
            return false;
        }

        // Code is where most of the rules are.
        int code = sections.FindIndex(section => module[section.SizeAt - 1] == CodeSectionId);
        (int SizeAt, int Start, int End) chosen = sections[code >= 0 && random.Next(4) > 0 ? code : random.Next(sections.Count)];
        int before = module.Count;
        if (module[chosen.SizeAt - 1] != CodeSectionId || !TryMutateBody(module, chosen.Start, chosen.End))
        {
            Change(module, chosen.Start, chosen.End);
        }

        WriteSize(module, chosen.SizeAt, chosen.End - chosen.Start + (module.Count - before));
        return true;
    }

    private bool TryMutateBody(List<byte> module, int start, int end)
    {
        if (ReadSize(module, start) is not (int count, int at) || count == 0)
        {
            return false;
        }

        for (int skipped = random.Next(Math.Min(count, 64)); ; skipped--)
        {
            if (at >= end || ReadSize(module, at) is not (int size, int body) || body + (long)size > end)
            {
                return false;
            }

            if (skipped == 0)
            {
                int before = module.Count;
                Change(module, body, body + size);
                WriteSize(module, at, size + (module.Count - before));
                return true;
            }

            at = body + size;
        }
    }

    /// <summary>Changes the bytes from start to end in one way.</summary>
    private void Change(List<byte> module, int start, int end)
    {
        int length = end - start;
        if (length == 0)
        {
            module.Insert(start, PickByte());
            return;
        }

        int at = start + random.Next(length);
        int run = 1 + random.Next(Math.Min(end - at, 8));
        switch (random.Next(10))
        {
            case 0 or 1:
                module[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2 or 3:
                module[at] = PickByte();
                break;
            case 4:
                module.Insert(at, PickByte());
                break;
            case 5:
                module.RemoveRange(at, run);
                break;
            case 6:
                module.InsertRange(start + random.Next(length), [.. module.GetRange(at, run)]);
                break;
            case 7:
                byte[] donor = modules[random.Next(modules.Count)];
                int from = random.Next(donor.Length);
                byte[] piece = donor[from..Math.Min(donor.Length, from + 1 + random.Next(24))];
                module.RemoveRange(at, Math.Min(end - at, random.Next(piece.Length + 1)));
                module.InsertRange(at, piece);
                break;
            case 8:
                module.RemoveRange(at, random.Next(4) == 0 ? end - at : run);
                break;
            default:
                module.RemoveAt(at);
                module.InsertRange(at, LebExtremes[random.Next(LebExtremes.Length)]);
                break;
        }
    }

    private byte PickByte() => random.Next(3) == 0 ? (byte)random.Next(256) : TellingBytes[random.Next(TellingBytes.Length)];

    private static (int Value, int Next)? ReadSize(List<byte> module, int at)
    {
        uint value = 0;
        for (int shift = 0; shift < 35 && at < module.Count; shift += 7)
        {
            byte part = module[at++];
            value |= (uint)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value > int.MaxValue ? null : ((int)value, at);
            }
        }

        return null;
    }

    private static void WriteSize(List<byte> module, int at, int size)
    {
        int end = at;
        while (module[end++] >= 0x80)
        {
        }

        module.RemoveRange(at, end - at);
        byte[] bytes = [(byte)(size | 0x80), (byte)((size >> 7) | 0x80), (byte)((size >> 14) | 0x80), (byte)((size >> 21) | 0x80), (byte)((size >> 28) & 0x0f)];
        module.InsertRange(at, bytes);
    }
}
