// The stacks of an instance: values and frames.
using System.Runtime.InteropServices;

namespace NanoWasm.Execution;

/// <summary>
/// The value stack and the frame stack that calls from the host run on. Calls between instances stay on the stacks of the
/// instance that the host called first.
/// </summary>
[AllocationFree]
internal unsafe struct ExecutionStack
{
    /// <summary>
    /// Slots behind <see cref="Limit"/> that only arguments and results of the host use. No function type has more than 1,000 of either
    /// (<see cref="Binary.ImplementationLimits"/>), and a host function that runs beyond the limit cannot call back.
    /// </summary>
    public const int Reserve = 4096;

    /// <summary>Slots so far apart look like the same to processors at first: a power of two.</summary>
    private const int AliasingSlots = 512;

    /// <summary>The first slot.</summary>
    public readonly ulong* First;

    /// <summary>The first free slot for the next call from the host; the slot below it may be read.</summary>
    public ulong* Top;

    /// <summary>Behind the last slot that functions may use; <see cref="Reserve"/> more follow.</summary>
    public ulong* Limit;

    /// <summary>From a slot to the high half of the vector in it, in slots; 0 where there are no high halves.</summary>
    public nint High;

    /// <summary>The next free frame for the next call from the host.</summary>
    public Frame* FrameTop;

    /// <summary>Behind the last frame.</summary>
    public Frame* FrameLimit;

    /// <summary>The context of the instance that the stacks belong to.</summary>
    public Context* Owner;

    /// <summary>The context that runs on the stacks; null for none.</summary>
    public Context* Running;

    /// <summary>Whether what runs on the stacks, or the next that does, has to end.</summary>
    public bool InterruptRequested;

    /// <summary>High halves that were added later (<see cref="TryAddHighHalves"/>), or null.</summary>
    private ulong* _added;

    /// <summary>The slots below <see cref="Top"/>.</summary>
    public readonly ReadOnlySpan<ulong> InUse => new(First, (int)(Top - First));

    /// <summary>Empty stacks.</summary>
    /// <param name="slots">Memory for <paramref name="slotCount"/> + 1 + <see cref="Reserve"/> slots.</param>
    /// <param name="slotCount">The slots that functions may use.</param>
    /// <param name="frames">Memory for <paramref name="frameCount"/> frames.</param>
    /// <param name="frameCount">The frames that functions may use.</param>
    public ExecutionStack(ulong* slots, int slotCount, Frame* frames, int frameCount)
    {
        *slots = 0;
        First = slots + 1;
        Top = First;
        Limit = Top + slotCount;
        FrameTop = frames;
        FrameLimit = frames + frameCount;
    }

    /// <summary>
    /// Gives stacks of an instance that knows no vectors room for high halves: one that uses them is about to run on them. The room lies wherever there
    /// is memory; what counts is the distance.
    /// </summary>
    /// <returns>False where there is no memory.</returns>
    public bool TryAddHighHalves()
    {
        nuint count = (nuint)(Limit - First) + 1 + Reserve;
        try
        {
            _added = (ulong*)NativeMemory.Alloc(count + AliasingSlots, sizeof(ulong));
        }
        catch (OutOfMemoryException)
        {
            return false;
        }

        nint nearest = (nint)(_added - (First - 1));
        High = nearest + (nint)Padding(nearest);
        return true;
    }

    /// <summary>From slots to their high halves, where these lie behind them.</summary>
    /// <param name="slots">The number of slots.</param>
    /// <remarks>
    /// Processors take addresses whose lowest twelve bits are the same for the same place until they know better, and wait. So the distance is half of what
    /// these bits tell apart: a high half is as far as can be from the slots that are in use along with its own.
    /// </remarks>
    public static long DistanceToHighHalves(long slots) => slots + Padding(slots);

    private static long Padding(long distance) => ((AliasingSlots / 2) - distance) & (AliasingSlots - 1);

    /// <summary>Frees what <see cref="TryAddHighHalves"/> has added.</summary>
    public readonly void Free() => NativeMemory.Free(_added);
}
