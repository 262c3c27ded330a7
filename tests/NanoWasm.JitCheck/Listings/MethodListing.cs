// What the JIT made of a method.
namespace NanoWasm.JitCheck.Listings;

/// <summary>The code of a method.</summary>
/// <param name="Name">Its type and name: <c>NanoWasm.Execution.ThreadedDispatcher:I32Add</c>.</param>
/// <param name="Tier">How it was compiled: <c>FullOpts</c>, <c>Tier0</c>.</param>
/// <param name="Bytes">The size of the code in bytes.</param>
/// <param name="Instructions">The code, in the order of its addresses.</param>
internal sealed record MethodListing(string Name, string Tier, int Bytes, IReadOnlyList<Instruction> Instructions)
{
    private const int Unreached = int.MaxValue;

    /// <summary>Whether there is a frame: a frame pointer that every pass pushes and pops.</summary>
    public bool HasFrame => Instructions.Any(static i => i is { Block: Instruction.Prologue, Mnemonic: "push", Operands: "rbp" });

    /// <summary>How many registers, the frame pointer among them, every pass saves and restores.</summary>
    public int SavedRegisters => Instructions.Count(static i => i is { Block: Instruction.Prologue, Mnemonic: "push" });

    /// <summary>
    /// The number of instructions on the shortest way through the method to the next instruction's handler; to any way out where there is none.
    /// </summary>
    public int ShortestPath()
    {
        int[] distances = MeasureDistances();
        int shortest = Unreached;
        foreach (Func<int, bool> isEnd in new Func<int, bool>[] { IsDispatch, index => Instructions[index] is { IsTailJump: true } or { IsReturn: true } })
        {
            for (int i = 0; i < distances.Length; i++)
            {
                shortest = isEnd(i) ? Math.Min(shortest, distances[i]) : shortest;
            }

            if (shortest != Unreached)
            {
                return shortest;
            }
        }

        return 0;
    }

    /// <summary>For each instruction the number of instructions that are executed up to and with it, by the shortest way.</summary>
    private int[] MeasureDistances()
    {
        int[] distances = new int[Instructions.Count];
        Array.Fill(distances, Unreached);
        Queue<int> open = new();
        Reach(0, 1);
        while (open.TryDequeue(out int index))
        {
            Instruction instruction = Instructions[index];
            if (instruction.IsJump || instruction.IsConditionalJump)
            {
                Reach(FindBlock(instruction.Operands), distances[index] + 1);
            }

            if (instruction is { IsJump: false, IsTailJump: false, IsReturn: false })
            {
                Reach(index + 1, distances[index] + 1);
            }
        }

        return distances;

        void Reach(int index, int distance)
        {
            if (index < distances.Length && distance < distances[index])
            {
                distances[index] = distance;
                open.Enqueue(index);
            }
        }
    }

    /// <summary>The index of the first instruction at or behind a label: <c>SHORT G_M000_IG05</c>.</summary>
    private int FindBlock(string label)
    {
        int block = ListingReader.ReadBlock(label);
        int index = 0;
        while (index < Instructions.Count && Instructions[index].Block < block)
        {
            index++;
        }

        return index;
    }

    /// <summary>Whether an instruction jumps to what the dispatch table says: to a register last loaded from <c>[context+8*opcode+n]</c>.</summary>
    private bool IsDispatch(int index)
    {
        if (!Instructions[index].IsTailJump)
        {
            return false;
        }

        string register = Instructions[index].Operands;
        for (int i = index - 1; i >= 0 && Instructions[i] is { IsJump: false, IsConditionalJump: false, IsTailJump: false }; i--)
        {
            if (Instructions[i].Target == register)
            {
                return Instructions[i].Operands.Contains("+8*", StringComparison.Ordinal);
            }
        }

        return false;
    }
}
