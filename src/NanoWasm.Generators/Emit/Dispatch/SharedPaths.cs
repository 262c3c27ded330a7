// Pieces of control flow that many handlers end in: methods of the threaded dispatcher, labels of the switch dispatcher.
using System;
using System.Collections.Generic;

namespace NanoWasm.Generators.Emit.Dispatch;

/// <summary>Code that several handlers share.</summary>
internal static class SharedPaths
{
    /// <summary>A taken branch that drops values, or one with a wide entry.</summary>
    public const string BranchWithValues = "BranchWithValues";

    /// <summary>A return with two results or more.</summary>
    public const string ReturnMany = "ReturnMany";

    /// <summary>Goes on behind the LEB128 number at <c>pc</c>.</summary>
    public const string SkipImmediate = "SkipImmediate";

    /// <summary>All of them, with a line of documentation and the code.</summary>
    public static IReadOnlyList<(string Name, string Doc, Action<CodeWriter, DispatchStyle> Write)> All { get; } =
    [
        (BranchWithValues, "A taken branch that drops values, or one with a wide entry; pc stands on the branch.", WriteBranchWithValues),
        (ReturnMany, "A return with two results or more.", WriteReturnMany),
        (SkipImmediate, "Goes on behind the LEB128 number at pc.", WriteSkipImmediate),
    ];

    private static void WriteBranchWithValues(CodeWriter writer, DispatchStyle style)
    {
        writer.Line("int distance = stp->Pc;");
        writer.Line("int entries = stp->SideTable;");
        writer.Line("int drop = stp->Values & 0xFF;");
        writer.Line("int keep = stp->Values >> 8;");
        writer.Open("if (stp->Values == BranchEntry.Wide)");
        writer.Line("WideBranch* branch = (WideBranch*)(stp + stp->Pc);");
        writer.Line("distance = branch->Pc;");
        writer.Line("entries = branch->SideTable;");
        writer.Line("drop = branch->Drop;");
        writer.Line("keep = branch->Keep;");
        writer.Close();
        writer.Line();
        writer.Line("// The topmost kept value stays in its register; those below it move down.");
        writer.Open("for (ulong* value = sp + 1 - keep; value < sp; value++)");
        writer.Line("value[-drop] = *value;");
        writer.Close();
        writer.Line();
        writer.Line("sp -= drop;");
        writer.Open("if (keep == 0 && drop != 0)");
        writer.Line("tos = *sp;");
        writer.Close();
        writer.Line();
        writer.Line("byte* target = pc + distance;");
        style.Continue(writer, new MachineState("target", Stp: "stp + entries"));
    }

    private static void WriteReturnMany(CodeWriter writer, DispatchStyle style)
    {
        writer.Line("int count = ctx->Function->ResultCount;");
        writer.Line("ulong* source = sp + 1 - count;");
        writer.Open("for (int i = 0; i < count - 1; i++)");
        writer.Line("fp[i] = source[i];");
        writer.Close();
        writer.Line();
        writer.Line("sp = fp + count - 1;");
        FlowBody.WriteLeaveFrame(writer, style);
    }

    private static void WriteSkipImmediate(CodeWriter writer, DispatchStyle style)
    {
        writer.Line("byte* next = Leb128.Skip(pc);");
        style.Continue(writer, new MachineState("next"));
    }
}
