// Makes the side table while code is validated.
using System.Runtime.CompilerServices;
using NanoWasm.Binary;
using NanoWasm.Execution;

namespace NanoWasm.Validation;

/// <summary>
/// Adds a <see cref="BranchEntry"/> for each branch and fills in its target once that is known. Branches to a label that lies ahead are linked
/// through a list that is parallel to the function's entries and reused for each function.
/// </summary>
[AllocationFree]
internal unsafe struct SideTableBuilder
{
    private readonly ModuleData* _module;
    private NativeBuffer<PendingBranch> _pending;
    private NativeBuffer<WideEntry> _wide;
    private int _first;

    /// <summary>A builder of a module's side table.</summary>
    public SideTableBuilder(ModuleData* module)
    {
        _module = module;
        _pending = new NativeBuffer<PendingBranch>(module->Workspace, scratch: true);
        _wide = new NativeBuffer<WideEntry>(module->Workspace, scratch: true);
    }

    /// <summary>The number of entries of the current function: the number that the next one gets.</summary>
    public readonly int Count => _module->SideTable.Count - _first;

    /// <summary>The number of the current function's first entry in the module's side table.</summary>
    public readonly int First => _first;

    /// <summary>The native memory that this holds beside the side table.</summary>
    public readonly long Bytes => _pending.Bytes + _wide.Bytes;

    /// <summary>Begins a function.</summary>
    public void Begin()
    {
        _first = _module->SideTable.Count;
        _pending.Truncate(0);
        _wide.Truncate(0);
    }

    /// <summary>Adds an entry whose target is not known yet.</summary>
    /// <param name="opcode">The branch's opcode.</param>
    /// <param name="drop">The operands it drops below those it keeps.</param>
    /// <param name="keep">The operands it keeps.</param>
    /// <param name="newest">The newest branch to the same label, or -1; becomes this one.</param>
    /// <returns>False for want of room.</returns>
    [MethodImpl(HotCode.Options)]
    public bool Add(byte* opcode, int drop, int keep, ref int newest)
    {
        int next = newest;
        newest = Count;
        PendingBranch* branch = _pending.Append();
        if (branch == null)
        {
            return false;
        }

        branch->Opcode = opcode;
        branch->Drop = drop;
        branch->Keep = keep;
        branch->Next = next;
        return _module->SideTable.Append() != null;
    }

    /// <summary>Adds an entry whose target lies behind us.</summary>
    /// <param name="opcode">The branch's opcode.</param>
    /// <param name="drop">The operands it drops below those it keeps.</param>
    /// <param name="keep">The operands it keeps.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="targetEntry">The number of the first entry from there.</param>
    /// <returns>False for want of room.</returns>
    public bool AddBackward(byte* opcode, int drop, int keep, byte* target, int targetEntry)
    {
        int entry = -1;
        return Add(opcode, drop, keep, ref entry) && SetTarget(entry, target, targetEntry);
    }

    /// <summary>Adds an entry that is no branch, but a number for an instruction that goes nowhere.</summary>
    /// <returns>False for want of room.</returns>
    public bool AddNumber(int number)
    {
        int entry = -1;
        if (!Add(null, 0, 0, ref entry))
        {
            return false;
        }

        _module->SideTable[_first + entry] = new BranchEntry { Pc = number };
        return true;
    }

    /// <summary>Fills in one entry.</summary>
    /// <param name="entry">Its number.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="targetEntry">The number of the first entry from there.</param>
    /// <returns>False for want of room.</returns>
    [MethodImpl(HotCode.Options)]
    public bool SetTarget(int entry, byte* target, int targetEntry)
    {
        ref PendingBranch branch = ref _pending[entry];
        int distance = targetEntry - entry;
        bool narrow = distance is >= short.MinValue and <= short.MaxValue && (branch.Drop == 0 || (branch.Drop <= 255 && branch.Keep <= 254));
        if (!narrow)
        {
            return _wide.Add(new WideEntry
            {
                Entry = entry,
                Branch = new WideBranch { Pc = (int)(target - branch.Opcode), SideTable = distance, Drop = branch.Drop, Keep = branch.Keep },
            });
        }

        _module->SideTable[_first + entry] = new BranchEntry
        {
            Pc = (int)(target - branch.Opcode),
            SideTable = (short)distance,
            Values = branch.Drop == 0 ? (ushort)0 : (ushort)(branch.Drop | (branch.Keep << 8)),
        };
        return true;
    }

    /// <summary>Fills in all entries that are linked from the newest branch to a label that is here.</summary>
    /// <param name="newest">The newest branch, or -1.</param>
    /// <param name="target">Where the label is.</param>
    /// <returns>False for want of room.</returns>
    public bool SetTargets(int newest, byte* target)
    {
        bool added = true;
        for (int entry = newest; entry >= 0; entry = _pending[entry].Next)
        {
            added &= SetTarget(entry, target, Count);
        }

        return added;
    }

    /// <summary>Ends a function: puts the numbers of wide branches behind its entries.</summary>
    /// <returns>False for want of room.</returns>
    public bool End()
    {
        ref NativeBuffer<BranchEntry> table = ref _module->SideTable;
        for (int i = 0; i < _wide.Count; i++)
        {
            WideEntry wide = _wide[i];
            int index = table.Count;
            if (!table.AddZeroed(sizeof(WideBranch) / sizeof(BranchEntry)))
            {
                return false;
            }

            *(WideBranch*)(table.Items + index) = wide.Branch;
            table[_first + wide.Entry] = new BranchEntry { Pc = index - (_first + wide.Entry), Values = BranchEntry.Wide };
        }

        return true;
    }

    /// <summary>Frees what is only needed while building.</summary>
    public void Free()
    {
        _pending.Free();
        _wide.Free();
    }

    /// <summary>What an entry does not say until its target is known.</summary>
    private struct PendingBranch
    {
        public byte* Opcode;
        public int Drop;
        public int Keep;
        public int Next;
    }

    private struct WideEntry
    {
        public int Entry;
        public WideBranch Branch;
    }
}
