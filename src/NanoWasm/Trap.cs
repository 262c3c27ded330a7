// Traps as users see them. TrapKind itself is generated from opcodes.json.
namespace NanoWasm;

/// <summary>One function of a wasm backtrace.</summary>
/// <param name="ModuleName">The module's name from its name section, or null.</param>
/// <param name="FunctionIndex">The function's index in its module.</param>
/// <param name="FunctionName">Its name from the name section, else the name it is exported by, else null.</param>
/// <param name="CodeOffset">The offset of the instruction in the module's bytes.</param>
public readonly record struct WasmFrame(string? ModuleName, int FunctionIndex, string? FunctionName, int CodeOffset)
{
    /// <summary>The frame as one line of a backtrace, e.g. <c>fib (function #3) at 0x2f</c>.</summary>
    public override string ToString() =>
        $"{(ModuleName is null ? string.Empty : ModuleName + "!")}{FunctionName ?? "<unnamed>"} (function #{FunctionIndex}) at 0x{CodeOffset:x}";
}
