// What a reference to the garbage-collected heap looks like in a slot.
using System.Runtime.CompilerServices;

namespace NanoWasm.Execution;

/// <summary>
/// Slots of <c>anyref</c> and its subtypes, and of <c>externref</c>. The upper 16 bits are a tag: none for null and for handles of host objects (<c>externref</c>), or that of a number of
/// 31 bits, of an object of the heap, or of a host object seen as <c>anyref</c>. An object is named by its block's number and its offset there, not by an address, so that what a number on
/// the stack refers to is the same in every run. Equal references are equal slots.
/// </summary>
[AllocationFree]
internal static class GcSlots
{
    /// <summary>The lowest bit of the tag.</summary>
    public const int TagShift = 48;

    /// <summary>The tag of objects of the heap.</summary>
    public const ulong ObjectTag = 0xA5C3UL << TagShift;

    /// <summary>The lowest bit of the number of an object's block.</summary>
    public const int BlockShift = 16;

    /// <summary>The bits of an object's offset in its block.</summary>
    public const ulong OffsetMask = (1UL << BlockShift) - 1;

    private const ulong NumberTag = 0x3131UL << TagShift;
    private const ulong HostTag = 0x5EE7UL << TagShift;
    private const ulong NumberMask = 0x7FFF_FFFF;

    /// <summary>Whether a slot refers to an object of the heap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsObject(ulong slot) => slot >> TagShift == ObjectTag >> TagShift;

    /// <summary>Whether a slot is a number of 31 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsNumber(ulong slot) => slot >> TagShift == NumberTag >> TagShift;

    /// <summary>Whether a slot is a host object seen as <c>anyref</c>.</summary>
    public static bool IsHost(ulong slot) => slot >> TagShift == HostTag >> TagShift;

    /// <summary>The low 31 bits of a number as a reference (<c>ref.i31</c>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong FromNumber(int value) => NumberTag | ((ulong)(uint)value & NumberMask);

    /// <summary>The number in a reference, with its sign (<c>i31.get_s</c>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SignedNumber(ulong slot) => (int)slot << 1 >> 1;

    /// <summary>The number in a reference, without sign (<c>i31.get_u</c>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint UnsignedNumber(ulong slot) => (uint)(slot & NumberMask);

    /// <summary>An <c>externref</c> as <c>anyref</c> (<c>any.convert_extern</c>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ToAny(ulong slot) => slot == 0 || slot >> TagShift != 0 ? slot : slot | HostTag;

    /// <summary>An <c>anyref</c> as <c>externref</c> (<c>extern.convert_any</c>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ToExtern(ulong slot) => slot >> TagShift == HostTag >> TagShift ? slot & ~(0xFFFFUL << TagShift) : slot;
}
