// Where the machine goes on, as C# expressions.
namespace NanoWasm.Generators.Emit.Dispatch;

/// <summary>The machine's registers after an instruction, as C# expressions over the registers before it.</summary>
/// <param name="Pc">The next instruction.</param>
/// <param name="Sp">The slot where the top of the stack belongs.</param>
/// <param name="Tos">The top of the stack.</param>
/// <param name="Fp">The first local.</param>
/// <param name="Stp">The next side-table entry.</param>
internal sealed record MachineState(
    string Pc = "pc",
    string Sp = "sp",
    string Tos = "tos",
    string Fp = "fp",
    string Stp = "stp")
{
    /// <summary>The state at <paramref name="pointer"/> + <paramref name="offset"/>.</summary>
    public MachineState At(string pointer, int offset) => this with { Pc = Plus(pointer, offset) };

    /// <summary>A pointer and an offset as an expression.</summary>
    public static string Plus(string pointer, int offset) => offset == 0 ? pointer : offset > 0 ? $"{pointer} + {offset}" : $"{pointer} - {-offset}";
}
