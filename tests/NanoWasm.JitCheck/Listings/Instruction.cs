// An instruction in the JIT's listing.
namespace NanoWasm.JitCheck.Listings;

/// <summary>An instruction of x64 code, as the JIT writes it.</summary>
/// <param name="Block">The number of its block (<c>IG02</c> is 2).</param>
/// <param name="Mnemonic">What it does: <c>mov</c>, <c>tail.jmp</c>.</param>
/// <param name="Operands">What it does that to: <c>rax, qword ptr [rcx+8*rax]</c>.</param>
internal sealed record Instruction(int Block, string Mnemonic, string Operands)
{
    /// <summary>The JIT's first block: pushed registers, the frame, initialised stack space.</summary>
    public const int Prologue = 1;

    /// <summary>Whether control leaves the method here.</summary>
    public bool IsTailJump => Mnemonic == "tail.jmp";

    /// <summary>Whether control goes on in another block only.</summary>
    public bool IsJump => Mnemonic == "jmp";

    /// <summary>Whether control may go on in another block.</summary>
    public bool IsConditionalJump => Mnemonic[0] == 'j' && !IsJump;

    /// <summary>Whether control comes back: a call of a method or of the runtime.</summary>
    public bool IsCall => Mnemonic == "call";

    /// <summary>Whether the method returns here.</summary>
    public bool IsReturn => Mnemonic == "ret";

    /// <summary>The operand that is written, as a register's name or an address.</summary>
    public string Target => Operands.Split(',', 2)[0].Trim();

    /// <summary>Whether the instruction names the stack: an address relative to its registers.</summary>
    public bool NamesStack => Operands.Contains("[rbp", StringComparison.Ordinal) || Operands.Contains("[rsp", StringComparison.Ordinal);

    /// <summary>Whether the last operand is a register that an argument comes in (System V and Windows).</summary>
    public bool StoresArgument => Operands[(Operands.LastIndexOf(' ') + 1)..] is "rdi" or "rsi" or "rdx" or "rcx" or "r8" or "r9";

    /// <inheritdoc/>
    public override string ToString() => $"{Mnemonic} {Operands}".TrimEnd();
}
