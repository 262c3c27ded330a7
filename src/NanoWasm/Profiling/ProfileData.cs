// What the profiling handler counts in: plain data in native memory.

namespace NanoWasm.Profiling;

/// <summary>
/// The counters of a profiled instance, and the handlers that do the work. All that is counted is how often each instruction was reached over a run of
/// how many neighbours; opcodes, sequences, functions and loops are read off that and the code afterwards (<see cref="ProfileReader"/>).
/// </summary>
internal unsafe struct ProfileData
{
    /// <summary>The longest run that is told apart: the instruction itself and those before it.</summary>
    public const int MaxRun = 6;

    /// <summary>The first byte of the first function's code.</summary>
    public byte* Code;

    /// <summary>The bytes up to the end of the last function's code. What runs elsewhere (constant expressions) is not counted.</summary>
    public ulong Length;

    /// <summary>
    /// For each byte of the code that an instruction begins at: how many bytes before it the instruction begins that runs into it, or 0 where
    /// none does (<see cref="StraightLine"/>).
    /// </summary>
    public byte* Steps;

    /// <summary><see cref="MaxRun"/> counters for each byte of the code: how often the instruction there was reached over that many neighbours, the last one over as many or more.</summary>
    public ulong* Counts;

    /// <summary>The instruction that ran last.</summary>
    public byte* Previous;

    /// <summary>Over how many neighbours, at most <see cref="MaxRun"/> - 1, it was reached.</summary>
    public ulong Run;

    /// <summary>The address of the handler that counts: every row of the context's dispatch table leads here.</summary>
    public ulong Handler;
}
