// The forms of opcodes that make NaNs: the canonical one, or whichever the processor makes.
using System.Text.RegularExpressions;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit.Dispatch;

/// <summary>
/// Rows say with <c>Canonical(…)</c> that NaNs of an arithmetic operation become the canonical one. With <see cref="Traits.AnyNaNs"/> the operation stands
/// alone: what processors give is quiet, and canonical if the operands' NaNs are, as the specification asks (4.3.3, propagation of NaNs). What may hand on
/// an operand's signalling NaN says <c>AlwaysCanonical(…)</c>, and has one form.
/// </summary>
internal static class NaNForm
{
    /// <summary>The parameter that stands for the form in methods of the switch dispatcher.</summary>
    public const string TypeParameter = "TNaNs";

    private const string Prefix = "Canonical(";

    private static readonly Regex AnyPattern = new(@"^(?:Always)?Canonical\((.*)\)$", RegexOptions.CultureInvariant);

    /// <summary>Whether the two forms of an opcode differ.</summary>
    public static bool Differs(Instruction instruction) => instruction.Exec is { } exec && exec.Text.StartsWith(Prefix, System.StringComparison.Ordinal);

    /// <summary>The operation whose NaNs an expression makes canonical, in whichever form; null where it makes none.</summary>
    public static string? Operation(string expression) => AnyPattern.Match(expression) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>An opcode in the form for certain traits.</summary>
    public static Instruction Of(Instruction instruction, Traits form)
    {
        if ((form & Traits.AnyNaNs) == 0 || !Differs(instruction))
        {
            return instruction;
        }

        // What is left stands in the table as well, so that the compiler's columns are still those of the file.
        Expression exec = instruction.Exec!;
        SourceSpan span = exec.Span;
        span = span with { Start = span.Start + Prefix.Length, Length = span.Length - Prefix.Length - 1, StartColumn = span.StartColumn + Prefix.Length, EndColumn = span.EndColumn - 1 };
        return instruction with { Exec = new Expression(exec.Text.Substring(Prefix.Length, exec.Text.Length - Prefix.Length - 1), span) };
    }

    /// <summary>An opcode in both forms, as a method with <see cref="TypeParameter"/> has it.</summary>
    public static Instruction Generic(Instruction instruction) => !Differs(instruction) ? instruction : instruction with
    {
        Exec = instruction.Exec! with { Text = instruction.Exec.Text.Insert(Prefix.Length - 1, $"<{TypeParameter}>") },
    };
}
