// Pieces of control flow that many handlers end in: methods of the threaded dispatcher, labels of the switch dispatcher.
using System;
using System.Collections.Generic;
using System.Linq;
using NanoWasm.Generators.Model;

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

    /// <summary>Goes on behind the block's type at <c>pc</c>.</summary>
    public const string SkipType = "SkipType";

    /// <summary>All of them, with the traits that change what they do, a line of documentation, and the code.</summary>
    private static readonly (string Name, Traits Traits, string Doc, Action<CodeWriter, DispatchStyle, Traits> Write)[] Paths =
    [
        (BranchWithValues, Traits.Vectors, "A taken branch that drops values, or one with a wide entry; pc stands on the branch.", WriteBranchWithValues),
        (ReturnMany, Traits.Vectors, "A return with two results or more.", WriteReturnMany),
        (SkipImmediate, Traits.None, "Goes on behind the LEB128 number at pc.", static (writer, style, _) => WriteSkipImmediate(writer, style)),
        (SkipType, Traits.None, "Goes on behind the block's type at pc.", static (writer, style, _) => WriteSkipType(writer, style)),
    ];

    /// <summary>What a path is called in a form.</summary>
    public static string Name(string path, Traits form) => path + HandlerForms.Suffix(form & Paths.First(p => p.Name == path).Traits);

    /// <summary>The paths in a form, with a line of documentation.</summary>
    public static IEnumerable<(string Name, string Doc, Action<CodeWriter, DispatchStyle> Write)> All(Traits form) =>
        Paths.Select(path => (Name(path.Name, form), path.Doc, new Action<CodeWriter, DispatchStyle>((writer, style) => path.Write(writer, style, form))));

    private static void WriteBranchWithValues(CodeWriter writer, DispatchStyle style, Traits form)
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
        if ((form & Traits.Vectors) != 0)
        {
            writer.Line(HighHalves.Declaration);
            writer.Open("for (ulong* value = sp + 1 - keep; value <= sp; value++)");
            writer.Line("value[high - drop] = value[high];");
            writer.Close();
            writer.Line();
        }

        writer.Line("sp -= drop;");
        writer.Open("if (keep == 0 && drop != 0)");
        writer.Line("tos = *sp;");
        writer.Close();
        writer.Line();
        writer.Line("byte* target = pc + distance;");
        style.Continue(writer, new MachineState("target", Stp: "stp + entries"));
    }

    private static void WriteReturnMany(CodeWriter writer, DispatchStyle style, Traits form)
    {
        writer.Line("int count = ctx->Function->ResultCount;");
        writer.Line("ulong* source = sp + 1 - count;");
        if ((form & Traits.Vectors) != 0)
        {
            writer.Line(HighHalves.Declaration);
            writer.Open("for (int i = 0; i < count; i++)");
            writer.Line("fp[high + i] = source[high + i];");
            writer.Close();
            writer.Line();
        }

        writer.Open("for (int i = 0; i < count - 1; i++)");
        writer.Line("fp[i] = source[i];");
        writer.Close();
        writer.Line();
        writer.Line("sp = fp + count - 1;");
        FlowBody.WriteLeaveFrame(writer, style);
    }

    private static void WriteSkipType(CodeWriter writer, DispatchStyle style)
    {
        writer.Line("byte* next = Leb128.SkipType(pc);");
        style.Continue(writer, new MachineState("next"));
    }

    private static void WriteSkipImmediate(CodeWriter writer, DispatchStyle style)
    {
        writer.Line("byte* next = Leb128.Skip(pc);");
        style.Continue(writer, new MachineState("next"));
    }
}
