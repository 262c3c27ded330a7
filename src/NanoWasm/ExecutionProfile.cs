// What a profiler has counted.
using System.Collections.Immutable;

namespace NanoWasm;

/// <summary>How often the instructions of an instance have been executed. All lists begin with what was executed most.</summary>
/// <remarks>
/// An instruction that trapped counts as executed. Constant expressions and what hosts and other instances execute are not counted.
/// </remarks>
public sealed class ExecutionProfile
{
    /// <summary>The longest sequences that are counted.</summary>
    public const int MaxSequenceLength = Profiling.ProfileData.MaxRun;

    private readonly IReadOnlyList<SequenceProfile>[] _sequences;

    internal ExecutionProfile(IReadOnlyList<OpcodeProfile> opcodes, IReadOnlyList<SequenceProfile>[] sequences, IReadOnlyList<FunctionProfile> functions, IReadOnlyList<LoopProfile> loops)
    {
        Opcodes = opcodes;
        _sequences = sequences;
        Functions = functions;
        Loops = loops;
        Instructions = opcodes.Sum(static opcode => opcode.Count);
        WideInstructions = opcodes.Sum(static opcode => opcode.WideCount);
        Cost = opcodes.Sum(static opcode => opcode.Cost);
    }

    /// <summary>All instructions that were executed.</summary>
    public long Instructions { get; }

    /// <summary>Those of them with an immediate that takes more bytes than it could (<see cref="OpcodeProfile.WideCount"/>).</summary>
    public long WideInstructions { get; }

    /// <summary>
    /// Their nominal cost, in halves of a plain instruction. The share of the cost is an estimate of the share of the time: a division costs more than
    /// an addition. Costs are constants, the same on all machines; what caches, branch prediction and host functions take is not in them.
    /// </summary>
    public long Cost { get; }

    /// <summary>The opcodes that were executed.</summary>
    public IReadOnlyList<OpcodeProfile> Opcodes { get; }

    /// <summary>The functions that were called.</summary>
    public IReadOnlyList<FunctionProfile> Functions { get; }

    /// <summary>The loops that were entered.</summary>
    public IReadOnlyList<LoopProfile> Loops { get; }

    /// <summary>
    /// The sequences of opcodes that were executed one behind the other and lie so in the code. A taken branch, a call, a return, and the growth of a memory or
    /// table end a sequence. Sequences overlap: three constants in a row are two sequences of two.
    /// </summary>
    /// <param name="length">How many opcodes, from 2 to <see cref="MaxSequenceLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no sequences of that length.</exception>
    public IReadOnlyList<SequenceProfile> GetSequences(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaxSequenceLength);
        return _sequences[length - 2];
    }
}

/// <summary>An opcode that was executed.</summary>
/// <param name="Opcode">The opcode.</param>
/// <param name="Count">How often.</param>
/// <param name="WideCount">How often with a LEB128 number among its immediates that takes more than one byte.</param>
/// <param name="Cost">The nominal cost of all of them (<see cref="ExecutionProfile.Cost"/>).</param>
public sealed record OpcodeProfile(Opcode Opcode, long Count, long WideCount, long Cost);

/// <summary>A sequence of opcodes that was executed.</summary>
/// <param name="Opcodes">The opcodes in order.</param>
/// <param name="Count">How often.</param>
public sealed record SequenceProfile(ImmutableArray<Opcode> Opcodes, long Count);

/// <summary>A function that was executed.</summary>
/// <param name="Index">Its index.</param>
/// <param name="Name">Its name (<see cref="Module.GetFunctionName"/>), or null.</param>
/// <param name="Calls">How often it was called.</param>
/// <param name="Instructions">The instructions that were executed in it; not in what it called.</param>
/// <param name="Cost">Their nominal cost (<see cref="ExecutionProfile.Cost"/>).</param>
public sealed record FunctionProfile(int Index, string? Name, long Calls, long Instructions, long Cost);

/// <summary>A loop that was executed: a <c>loop</c> up to its <c>end</c>.</summary>
/// <param name="FunctionIndex">The index of the function it is in.</param>
/// <param name="FunctionName">The function's name, or null.</param>
/// <param name="Offset">Where the <c>loop</c> stands in the module's bytes.</param>
/// <param name="Length">How many bytes it takes, with its <c>end</c>.</param>
/// <param name="Depth">How many loops it stands in.</param>
/// <param name="Entries">How often it was entered from outside.</param>
/// <param name="Iterations">How often its body began.</param>
/// <param name="Instructions">The instructions that were executed in it, loops inside included; not in what it called.</param>
/// <param name="Cost">Their nominal cost (<see cref="ExecutionProfile.Cost"/>).</param>
public sealed record LoopProfile(
    int FunctionIndex, string? FunctionName, int Offset, int Length, int Depth, long Entries, long Iterations, long Instructions, long Cost);
