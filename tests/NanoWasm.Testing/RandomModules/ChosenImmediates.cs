// The immediates of one instruction.
namespace NanoWasm.Testing.RandomModules;

/// <summary>Immediates, and what follows from them for the operands.</summary>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Wide">The names of those that name a memory or table with 64-bit addresses.</param>
internal sealed record ChosenImmediates(byte[] Bytes, IReadOnlySet<string> Wide)
{
    /// <summary>Whether an operand or result is an i64, by the place that its type depends on (<see cref="InstructionShape.OperandPlaces"/>).</summary>
    public bool IsWide(string? place) => place is not null && place.Split('&').All(Wide.Contains);
}
