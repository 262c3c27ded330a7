// The functions by which handlers leave the machine: one a trap, one an exit that rows name.
using System.Linq;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit.Dispatch;

internal sealed class ColdPathEmitter : IEmitter
{
    public string FileName => "ColdPaths.g.cs";

    public string Emit(OpcodeTable table, string path)
    {
        CodeWriter writer = new("The functions by which handlers leave the machine: one a trap, one an exit that rows name.");
        writer.Line();
        writer.Line("using System.Runtime.CompilerServices;").Line();
        writer.Line("namespace NanoWasm.Execution;").Line();
        writer.Open("internal static unsafe partial class ColdPaths");
        foreach (Trap trap in table.Traps)
        {
            WriteFunction(writer, "Trap" + trap.Kind, $"Exit.Trap, TrapKind.{trap.Kind}");
        }

        foreach (string exit in table.Instructions.Where(static i => i.Flow == Flow.Exit).Select(static i => i.Exec!.Text).Distinct())
        {
            WriteFunction(writer, "Exit" + exit, $"Exit.{exit}, TrapKind.None");
        }

        if (table.Instructions.Any(static i => i.Flow == Flow.Stack))
        {
            WriteFunction(writer, "ExitMakeRoom", "Exit.MakeRoom, TrapKind.None");
        }

        writer.Close();
        return writer.ToString();
    }

    private static void WriteFunction(CodeWriter writer, string name, string result)
    {
        writer.Line("[MethodImpl(MethodImplOptions.NoInlining)]");
        writer.Line($"internal static Exit {name}({DispatchStyle.Parameters}) =>").Indent();
        writer.Line($"Leave(pc, sp, tos, fp, stp, ctx, {result});").Outdent().Line();
    }
}
