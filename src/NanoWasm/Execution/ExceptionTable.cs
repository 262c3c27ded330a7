// Where exceptions are caught: made by validation, read only when something is thrown.
namespace NanoWasm.Execution;

/// <summary>
/// Code that a <c>try_table</c> or <c>try</c> covers. A module's regions follow the order of its code, so that the innermost one around an instruction is found by
/// binary search. Offsets are from the module's first byte.
/// </summary>
internal struct TryRegion
{
    /// <summary>The first instruction inside.</summary>
    public int Start;

    /// <summary>Behind the last instruction inside.</summary>
    public int End;

    /// <summary>The first of its clauses, or -1.</summary>
    public int FirstClause;

    /// <summary>The region around it in the code, or -1.</summary>
    public int Enclosing;

    /// <summary>Where exceptions go that it does not catch, or -1 for the caller: <see cref="Enclosing"/>, unless a <c>delegate</c> says otherwise.</summary>
    public int Outer;
}

/// <summary>What one clause of a region catches, and where it goes on.</summary>
internal struct CatchClause
{
    /// <summary>The value of <see cref="Tag"/> of clauses that catch everything.</summary>
    public const int AnyTag = -1;

    /// <summary>The value of <see cref="Reference"/> of clauses that take no reference to the exception.</summary>
    public const int NoReference = -1;

    /// <summary>The value of <see cref="Reference"/> of clauses that push a reference to the exception.</summary>
    public const int PushedReference = -2;

    /// <summary>The next clause of the same region, or -1.</summary>
    public int Next;

    /// <summary>The index of the tag.</summary>
    public int Tag;

    /// <summary>Where it goes on; while validation does not know that yet, the next clause with the same target, or -1.</summary>
    public int Target;

    /// <summary>The number of the first side-table entry from there, within the function.</summary>
    public int SideTable;

    /// <summary>Operands below those that it pushes.</summary>
    public int Height;

    /// <summary>Where a reference to the exception goes: <see cref="NoReference"/>, <see cref="PushedReference"/>, or a local that only <c>rethrow</c> reads.</summary>
    public int Reference;
}

/// <summary>The regions and clauses of a module, as a context has them.</summary>
/// <remarks>Relies on validation: offsets, indices and the nesting of regions are right.</remarks>
[AllocationFree]
internal unsafe struct ExceptionTable
{
    /// <summary>The module's first byte.</summary>
    public byte* Code;

    /// <summary>The regions, in the order of the code.</summary>
    public TryRegion* Regions;

    /// <summary>The number of regions.</summary>
    public int RegionCount;

    /// <summary>The clauses that regions refer to.</summary>
    public CatchClause* Clauses;

    /// <summary>The clause that catches an exception.</summary>
    /// <param name="pc">A byte of the instruction that throws, or of a call that something was thrown in.</param>
    /// <param name="tags">The tags of the instance.</param>
    /// <param name="tag">The exception's tag.</param>
    /// <returns>The clause, or null if the exception leaves the function.</returns>
    public readonly CatchClause* Find(byte* pc, TagData** tags, TagData* tag)
    {
        for (int region = Innermost((int)(pc - Code)); region >= 0; region = Regions[region].Outer)
        {
            for (int clause = Regions[region].FirstClause; clause >= 0; clause = Clauses[clause].Next)
            {
                if (Clauses[clause].Tag == CatchClause.AnyTag || tags[Clauses[clause].Tag] == tag)
                {
                    return Clauses + clause;
                }
            }
        }

        return null;
    }

    /// <summary>The innermost region around an offset, or -1.</summary>
    private readonly int Innermost(int offset)
    {
        int low = 0;
        int high = RegionCount;
        while (low < high)
        {
            int middle = (int)((uint)(low + high) / 2);
            if (Regions[middle].Start <= offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        // The last one that begins before may have ended; it is around no instruction then, but one around it may be.
        int region = low - 1;
        while (region >= 0 && Regions[region].End <= offset)
        {
            region = Regions[region].Enclosing;
        }

        return region;
    }
}
