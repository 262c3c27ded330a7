// Finds exports of the same name.
using System.Buffers.Binary;

namespace NanoWasm.Binary;

/// <summary>
/// Checks that export names are unique, by sorting them: unlike a hash table, no choice of names makes that slow, and it needs no managed memory.
/// </summary>
[AllocationFree]
internal static unsafe class ExportNames
{
    /// <summary>Fails at the first export whose name an earlier one has.</summary>
    public static void CheckUnique(ModuleData* module, ModuleReader* reader)
    {
        NativeBuffer<Key> keys = new(module->Workspace, scratch: true);
        try
        {
            int count = module->Exports.Count;
            if (!keys.AddZeroed(2 * count))
            {
                reader->Fail(ErrorCode.OutOfWorkspace, reader->Position);
                return;
            }

            Key* sorted = Sort(module, keys.Items, keys.Items + count, count);
            int duplicate = int.MaxValue;
            for (int i = 1; i < count; i++)
            {
                if (Compare(module, sorted[i - 1], sorted[i]) == 0)
                {
                    duplicate = Math.Min(duplicate, sorted[i].Index);
                }
            }

            if (duplicate != int.MaxValue)
            {
                ByteRange name = module->Exports[duplicate].Name;
                reader->Fail(ErrorCode.DuplicateExport, module->Bytes + name.Offset, (ulong)name.Offset, (ulong)name.Length);
            }
        }
        finally
        {
            keys.Free();
        }
    }

    /// <summary>Merges runs of growing length (stable, so that of equal names the later export comes later).</summary>
    /// <returns>Whichever of the two arrays holds the result.</returns>
    private static Key* Sort(ModuleData* module, Key* from, Key* to, int count)
    {
        for (int i = 0; i < count; i++)
        {
            from[i] = new Key { Prefix = Prefix(module, i), Index = i };
        }

        for (int width = 1; width < count; width *= 2)
        {
            for (int start = 0; start < count; start += 2 * width)
            {
                Merge(module, from, to, start, Math.Min(start + width, count), Math.Min(start + (2 * width), count));
            }

            Key* swap = from;
            from = to;
            to = swap;
        }

        return from;
    }

    private static void Merge(ModuleData* module, Key* from, Key* to, int left, int middle, int end)
    {
        int right = middle;
        int leftEnd = middle;
        for (int i = left; i < end; i++)
        {
            bool takeLeft = left < leftEnd && (right == end || Compare(module, from[left], from[right]) <= 0);
            to[i] = takeLeft ? from[left++] : from[right++];
        }
    }

    private static int Compare(ModuleData* module, Key a, Key b) =>
        a.Prefix != b.Prefix ? a.Prefix.CompareTo(b.Prefix) : Name(module, a.Index).SequenceCompareTo(Name(module, b.Index));

    private static ReadOnlySpan<byte> Name(ModuleData* module, int index)
    {
        ByteRange name = module->Exports[index].Name;
        return new ReadOnlySpan<byte>(module->Bytes + name.Offset, name.Length);
    }

    /// <summary>The first bytes as a number that sorts as they do.</summary>
    private static ulong Prefix(ModuleData* module, int index)
    {
        ReadOnlySpan<byte> name = Name(module, index);
        if (name.Length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64BigEndian(name);
        }

        ulong prefix = 0;
        for (int i = 0; i < sizeof(ulong); i++)
        {
            prefix = (prefix << 8) | (i < name.Length ? name[i] : 0u);
        }

        return prefix;
    }

    private struct Key
    {
        public ulong Prefix;
        public int Index;
    }
}
