// The kinds of traps and their messages.
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit;

/// <summary>Emits <c>TrapKind</c> and <c>TrapMessages</c>.</summary>
internal sealed class TrapEmitter : IEmitter
{
    /// <inheritdoc/>
    public string FileName => "TrapKind.g.cs";

    /// <inheritdoc/>
    public string Emit(OpcodeTable table, string path)
    {
        var writer = new CodeWriter("The kinds of traps and their messages.");
        writer.Line();
        writer.Open("namespace NanoWasm");
        writer.Summary("Why an instruction trapped.");
        writer.Open("public enum TrapKind : byte");
        writer.Summary("No trap.").Line("None = 0,");
        int number = 1;
        foreach (Trap trap in table.Traps)
        {
            writer.Line().Summary($"The specification's \"{trap.Message}\".").Line($"{trap.Kind} = {number++},");
        }

        writer.Close().Close();
        writer.Line();
        writer.Open("namespace NanoWasm.Execution");
        writer.Summary("The messages of traps, in the specification's words.");
        writer.Line("[AllocationFree]");
        writer.Open("internal static class TrapMessages");
        writer.Summary("The message of a trap.");
        writer.Line("public static string Get(TrapKind kind) => kind switch");
        writer.Open();
        foreach (Trap trap in table.Traps)
        {
            writer.Line($"TrapKind.{trap.Kind} => {CodeWriter.Literal(trap.Message)},");
        }

        writer.Line("_ => \"no trap\",");
        writer.Close(";").Close().Close();
        return writer.ToString();
    }
}
