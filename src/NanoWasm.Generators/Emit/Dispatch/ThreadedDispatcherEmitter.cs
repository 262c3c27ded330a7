// The threaded dispatcher: a method an opcode, each ending in a tail call to the next.
using System.Collections.Generic;
using System.Linq;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit.Dispatch;

internal sealed class ThreadedDispatcherEmitter : IEmitter
{
    /// <summary>Usings of both dispatchers: the operations that rows name.</summary>
    public const string Usings = """
        using System.Numerics;
        using System.Runtime.CompilerServices;
        using System.Runtime.Intrinsics;
        using NanoWasm.Binary;
        using static NanoWasm.Execution.AtomicOperations;
        using static NanoWasm.Execution.BulkOperations;
        using static NanoWasm.Execution.GcAllocation;
        using static NanoWasm.Execution.GcOperations;
        using static NanoWasm.Execution.GcSlots;
        using static NanoWasm.Execution.NumericOperations;
        using static NanoWasm.Execution.RuntimeType;
        using static NanoWasm.Execution.VectorOperations;
        """;

    public const string HandlerAlias =
        "using unsafe Handler = delegate*<byte*, ulong*, ulong, ulong*, NanoWasm.Execution.BranchEntry*, NanoWasm.Execution.Context*, NanoWasm.Execution.Exit>;";

    public string FileName => "ThreadedDispatcher.g.cs";

    public string Emit(OpcodeTable table, string path)
    {
        CodeWriter writer = new("The threaded dispatcher: a method an opcode, each ending in a tail call to the next.");
        writer.Line().Lines(Usings).Line(HandlerAlias).Line();
        writer.Line("namespace NanoWasm.Execution;").Line();
        writer.Line("/// <remarks>Relies on validation: opcodes, immediates, operands and side-table entries are all in bounds.</remarks>");
        writer.Open("internal static unsafe partial class ThreadedDispatcher");

        ThreadedStyle style = new();
        List<(string Slot, string Method)> handlers = [];
        foreach (Instruction instruction in table.Instructions)
        {
            handlers.Add((Slots.Text(instruction), instruction.Identifier));
            WriteHandlers(writer, instruction, style, path, Traits.None);
        }

        foreach (int prefix in Slots.Prefixes(table))
        {
            handlers.Add(($"0x{prefix:X2}", PrefixHandler(prefix)));
            writer.Line($"// The prefix {prefix:X2}: goes on in its page of the table, with pc on the last byte of the opcode.");
            WriteMethod(writer, PrefixHandler(prefix), () => WritePrefix(writer, prefix, style));
            WriteMethod(writer, PrefixHandler(prefix) + "Wide", () => WriteWidePrefix(writer, prefix));
        }

        WriteSharedPaths(writer, style, Traits.None, []);
        WriteTable(writer, handlers);
        WriteForms(writer, table, style, path);
        writer.Close();
        return writer.ToString();
    }

    private static void WriteHandlers(CodeWriter writer, Instruction instruction, DispatchStyle style, string path, Traits form)
    {
        writer.Line($"// {instruction.Mnemonic} {instruction.CodeText}: {instruction.Row}");
        string name = HandlerBody.Name(instruction, form);
        instruction = HandlerForms.Apply(instruction, form);
        WriteMethod(writer, name, () => new HandlerBody(writer, instruction, style, wide: false, path, form: form).Write());
        if (HandlerBody.NeedsWideHandler(instruction) && (form & Traits.ReferenceBlocks) == 0)
        {
            WriteMethod(writer, name + "Wide", () => new HandlerBody(writer, instruction, style, wide: true, path, form: form).Write());
        }
    }

    /// <summary>Writes the paths of a form that are not written yet.</summary>
    private static void WriteSharedPaths(CodeWriter writer, DispatchStyle style, Traits form, HashSet<string> written)
    {
        foreach ((string name, string doc, System.Action<CodeWriter, DispatchStyle> write) in SharedPaths.All(form).Where(path => written.Add(path.Name)))
        {
            writer.Line($"// {doc}");
            WriteMethod(writer, name, () => write(writer, style));
        }
    }

    /// <summary>Writes the handlers of opcodes that do something else in modules with certain traits, and what puts them into tables.</summary>
    private static void WriteForms(CodeWriter writer, OpcodeTable table, DispatchStyle style, string path)
    {
        Traits[] forms = [.. HandlerForms.Sets(HandlerForms.Of(table.Instructions)).Skip(1).Where(form => table.Instructions.Any(instruction => (form & ~HandlerForms.Of(instruction)) == 0))];
        HashSet<string> written = [.. SharedPaths.All(Traits.None).Select(static path => path.Name)];
        foreach (Traits form in forms)
        {
            writer.Line();
            foreach (Instruction instruction in table.Instructions.Where(instruction => (form & ~HandlerForms.Of(instruction)) == 0))
            {
                WriteHandlers(writer, instruction, style, path, form);
            }

            WriteSharedPaths(writer, style, form, written);
        }

        writer.Line().Line("/// <summary>Writes the addresses of handlers that a module's traits change over those of all handlers.</summary>");
        writer.Open("internal static void WriteForms(ModuleTraits traits, ulong* table)");
        foreach (Traits form in forms)
        {
            writer.Open($"if ((traits & ({HandlerForms.Text(form)})) == ({HandlerForms.Text(form)}))");
            foreach (Instruction instruction in table.Instructions.Where(instruction => (form & ~HandlerForms.Of(instruction)) == 0))
            {
                writer.Line($"table[{Slots.Text(instruction)}] = (ulong)(Handler)(&{HandlerBody.Name(instruction, form)});");
            }

            writer.Close().Line();
        }

        writer.Close();
    }

    /// <summary>Writes a handler.</summary>
    internal static void WriteMethod(CodeWriter writer, string name, System.Action body)
    {
        writer.Line("[DispatchHandler]");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.Line($"private static Exit {name}({DispatchStyle.Parameters}) => {name}Body(pc, sp, tos, fp, stp, ctx);").Line();
        // In a method of its own: the size of a method's IL, not that of what is inlined into it, decides about its frame.
        writer.Line("[DispatchHandler]");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        writer.Open($"private static Exit {name}Body({DispatchStyle.Parameters})");
        body();
        writer.Close().Line();
    }

    /// <summary>What the handler of a prefix is called.</summary>
    internal static string PrefixHandler(int prefix) => $"Prefix{prefix:X2}";

    private static void WritePrefix(CodeWriter writer, int prefix, DispatchStyle style)
    {
        writer.Line("uint code = pc[1];");
        writer.Open("if (code >= 0x80)");
        style.Share(writer, PrefixHandler(prefix) + "Wide", new MachineState());
        writer.Close().Line();
        ThreadedStyle.ContinueInPage(writer, Slots.TextInPage(prefix, "code"), new MachineState("pc + 1"));
    }

    private static void WriteWidePrefix(CodeWriter writer, int prefix)
    {
        writer.Line("byte* next = pc + 1;");
        ImmediateDecoding.WriteWide(line => writer.Line(line), "code");
        ThreadedStyle.ContinueInPage(writer, Slots.TextInPage(prefix, "code"), new MachineState("next - 1"));
    }

    private static void WriteTable(CodeWriter writer, IReadOnlyList<(string Slot, string Method)> handlers)
    {
        writer.Line("/// <summary>Writes the addresses of all handlers into a table of <see cref=\"DispatchTable.Length\"/> entries.</summary>");
        writer.Open("internal static void WriteHandlers(ulong* table)");
        foreach ((string slot, string method) in handlers)
        {
            writer.Line($"table[{slot}] = (ulong)(Handler)(&{method});");
        }

        writer.Close();
    }
}
