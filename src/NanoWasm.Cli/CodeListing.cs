// The instructions of a function, as text.
using System.Globalization;

namespace NanoWasm.Cli;

/// <summary>Writes a function's instructions: offset, bytes, and the instruction indented by the blocks it stands in.</summary>
internal static class CodeListing
{
    /// <summary>The bytes of an instruction that are shown; some (<c>br_table</c>) have thousands.</summary>
    private const int ShownBytes = 6;

    public static void Write(Terminal terminal, ModuleFile file, Module module, int function)
    {
        (int offset, int length) = module.GetFunctionBody(function);
        string name = module.GetFunctionName(function) is string known ? $" \"{known}\"" : string.Empty;
        terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $";; function #{function}{name} {module.GetFunctionType(function)}, {ModuleFile.Size(length)} at 0x{offset:x}"));
        Dictionary<int, bool> hints = module.BranchHints.Hints.Where(hint => hint.FunctionIndex == function).ToDictionary(static hint => hint.Offset, static hint => hint.IsLikely);
        foreach (DisassembledInstruction instruction in module.Disassemble(function))
        {
            string bytes = Convert.ToHexStringLower(file.Bytes.AsSpan(instruction.Offset, Math.Min(instruction.Length, ShownBytes)));
            string shown = string.Join(' ', bytes.Chunk(2).Select(static pair => new string(pair))) + (instruction.Length > ShownBytes ? " …" : string.Empty);
            string hint = hints.TryGetValue(instruction.Offset, out bool isLikely) ? isLikely ? " ;; likely" : " ;; unlikely" : string.Empty;
            string text = string.Create(
                CultureInfo.InvariantCulture, $"{instruction.Offset:x6}: {shown.PadRight((ShownBytes * 3) + 1)} {new string(' ', instruction.Depth * 2)}{instruction.Text}{hint}");
            terminal.WriteLine(text);
        }
    }
}
