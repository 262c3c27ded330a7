// The switch dispatcher: one loop, and a method for each page of opcodes behind a prefix.
using System.Linq;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit.Dispatch;

internal sealed class SwitchDispatcherEmitter : IEmitter
{
    private const string TypeParameter = $"<{NaNForm.TypeParameter}>";
    private const string Constraint = $"where {NaNForm.TypeParameter} : struct, INaNs";

    public string FileName => "SwitchDispatcher.g.cs";

    public string Emit(OpcodeTable table, string path)
    {
        CodeWriter writer = new("The switch dispatcher: one loop, and a method for each page of opcodes behind a prefix.");
        writer.Line().Lines(ThreadedDispatcherEmitter.Usings).Line();
        writer.Line("namespace NanoWasm.Execution;").Line();
        writer.Line("/// <remarks>Relies on validation: opcodes, immediates, operands and side-table entries are all in bounds.</remarks>");
        writer.Line("[AllocationFree]");
        writer.Open("internal static unsafe class SwitchDispatcher");
        Traits all = HandlerForms.Of(table.Instructions) & ~HandlerForms.ThreadedOnly;
        foreach (Traits form in HandlerForms.Sets(all))
        {
            WriteLoop(writer, table, path, form);
            foreach (int prefix in Slots.Prefixes(table).Where(prefix => (form & ~(HandlerForms.Of(Page(table, prefix)) & ~HandlerForms.ThreadedOnly)) == 0))
            {
                writer.Line();
                WritePage(writer, table, prefix, path, form);
            }

            writer.Line();
        }

        WritePagePaths(writer, table, all);
        WriteChoice(writer, all);
        writer.Close();
        return writer.ToString();
    }

    /// <summary>The type parameter of the method for a page: none where all its opcodes do the same with every argument for it.</summary>
    private static string PageTypeParameter(OpcodeTable table, int prefix) => Page(table, prefix).Any(NaNForm.Differs) ? TypeParameter : string.Empty;

    private static Instruction[] Page(OpcodeTable table, int prefix) => [.. table.Instructions.Where(i => i.Prefix == prefix)];

    /// <summary>Writes the shared paths of opcodes behind prefixes.</summary>
    private static void WritePagePaths(CodeWriter writer, OpcodeTable table, Traits all)
    {
        if (!table.Instructions.Any(static i => i.Prefix is not null && i.Flow is Flow.Branch or Flow.BranchOrKeep or Flow.BranchKeeping or Flow.BranchPeeking))
        {
            return;
        }

        System.Collections.Generic.HashSet<string> written = [];
        SwitchPageStyle style = new();
        foreach ((string name, string doc, System.Action<CodeWriter, DispatchStyle> write) in HandlerForms.Sets(all).SelectMany(SharedPaths.All).Where(path => written.Add(path.Name)))
        {
            writer.Line($"// {doc}");
            writer.Open($"private static Exit {SwitchPageStyle.Method(name)}({DispatchStyle.Parameters})");
            write(writer, style);
            writer.Close().Line();
        }
    }

    private static void WriteChoice(CodeWriter writer, Traits all)
    {
        const string Registers = "ctx->Pc, ctx->Sp, ctx->Tos, ctx->Fp, ctx->Stp, ctx";
        writer.Line("/// <summary>Runs from the state in the context until the machine needs the driver.</summary>");
        writer.Line($"internal static Exit Run(Context* ctx) => (ctx->Traits & ModuleTraits.{Traits.AnyNaNs}) != 0 ? Run<AnyNaNs>(ctx) : Run<CanonicalNaNs>(ctx);").Line();
        writer.Line($"private static Exit Run{TypeParameter}(Context* ctx)").Indent().Line(Constraint).Line($"=> (ctx->Traits & ({HandlerForms.Text(all)})) switch").Outdent();
        writer.Open();
        foreach (Traits form in HandlerForms.Sets(all).Skip(1))
        {
            writer.Line($"{HandlerForms.Text(form)} => Run{HandlerForms.Suffix(form)}{TypeParameter}({Registers}),");
        }

        writer.Line($"_ => Run{TypeParameter}({Registers}),").Close(";");
    }

    private static void WriteLoop(CodeWriter writer, OpcodeTable table, string path, Traits form)
    {
        SwitchStyle style = new();
        writer.Line("/// <summary>Runs from the given state until the machine needs the driver.</summary>");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.Line($"private static Exit Run{HandlerForms.Suffix(form)}{TypeParameter}({DispatchStyle.Parameters})").Indent().Line(Constraint).Outdent();
        writer.Open();
        writer.Open("for (; ; )");
        writer.Open("switch (*pc)");
        foreach (Instruction instruction in table.Instructions.Where(static i => i.Prefix is null))
        {
            WriteCase(writer, instruction, style, path, form);
        }

        foreach (int prefix in Slots.Prefixes(table))
        {
            string suffix = HandlerForms.Suffix(form & (HandlerForms.Of(Page(table, prefix)) & ~HandlerForms.ThreadedOnly));
            writer.Open($"case 0x{prefix:X2}:");
            writer.Line($"Exit exit = Page{prefix:X2}{suffix}{PageTypeParameter(table, prefix)}(pc, sp, tos, fp, stp, ctx);");
            writer.Open("if (exit != Exit.Continue)");
            writer.Line("return exit;");
            writer.Close().Line();
            style.Continue(writer, new MachineState("ctx->Pc", "ctx->Sp", "ctx->Tos", Stp: "ctx->Stp"));
            writer.Close().Line();
        }

        writer.Line("default:").Indent();
        writer.Line("return ColdPaths.InvalidOpcode(pc);");
        writer.Outdent();
        writer.Close();
        foreach ((string name, string doc, System.Action<CodeWriter, DispatchStyle> write) in SharedPaths.All(form))
        {
            writer.Line();
            writer.Line($"// {doc}");
            writer.Line($"{name}:");
            writer.Open();
            write(writer, style);
            writer.Close();
        }

        writer.Close();
        writer.Close();
    }

    private static void WritePage(CodeWriter writer, OpcodeTable table, int prefix, string path, Traits form)
    {
        SwitchPageStyle style = new();
        writer.Line($"/// <summary>Runs one instruction behind the prefix {prefix:X2}.</summary>");
        writer.Line("/// <returns><see cref=\"Exit.Continue\"/> with the registers in the context, or what the machine needs.</returns>");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        string typeParameter = PageTypeParameter(table, prefix);
        writer.Line($"private static Exit Page{prefix:X2}{HandlerForms.Suffix(form)}{typeParameter}({DispatchStyle.Parameters})");
        if (typeParameter.Length != 0)
        {
            writer.Indent().Line(Constraint).Outdent();
        }

        writer.Open();
        writer.Line("ulong code = Leb128.ReadUInt32(pc + 1);");
        writer.Line("pc += code >> 32;");
        writer.Open("switch ((uint)code)");
        foreach (Instruction instruction in Page(table, prefix))
        {
            WriteCase(writer, instruction, style, path, form);
        }

        writer.Line("default:").Indent();
        writer.Line("return ColdPaths.InvalidOpcode(pc);");
        writer.Outdent();
        writer.Close();
        writer.Close();
    }

    private static void WriteCase(CodeWriter writer, Instruction instruction, DispatchStyle style, string path, Traits form)
    {
        writer.Line($"// {instruction.Mnemonic} {instruction.CodeText}: {instruction.Row}");
        writer.Open($"case 0x{instruction.Code:X2}:");
        if (instruction.Flow is not (Flow.Next or Flow.Stack or Flow.Return or Flow.Exit or Flow.Trap))
        {
            // Whatever can run for ever comes by here: the threaded dispatcher has rows that are exchanged instead.
            writer.Open("if (ctx->Interrupted)");
            DispatchStyle.Leave(writer, "Interrupt", new MachineState());
            writer.Close();
            writer.Line();
        }

        Traits own = form & HandlerForms.Of(instruction);
        new HandlerBody(writer, NaNForm.Generic(HandlerForms.Apply(instruction, own)), style, wide: false, path, form: own).Write();
        writer.Close().Line();
    }
}
