// What prepares handlers that are compiled ahead, in builds where methods are.
using System.Collections.Generic;
using System.Linq;
using NanoWasm.Generators.Emit.Superinstructions;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit.Dispatch;

/// <summary>
/// Emits, for each opcode and each superinstruction, the call that has its handler's body prepared. Handlers themselves are always compiled by the JIT, which
/// alone makes optimised code of them for sure; their bodies are the same methods without that demand, so that they are compiled ahead where the image is.
/// </summary>
internal sealed class PrecompiledHandlersEmitter : IEmitter
{
    /// <summary>Everything else in the class is free of allocation.</summary>
    private const string MayAllocate = "[AllocationFree(false, Justification = \"Preparing is a matter of making instances.\")]";

    public string FileName => "PrecompiledHandlers.g.cs";

    public string Emit(OpcodeTable table, string path)
    {
        CodeWriter writer = new("What prepares handlers that are compiled ahead, in builds where methods are.");
        writer.Line("#if PRECOMPILED").Line(ThreadedDispatcherEmitter.HandlerAlias).Line();
        writer.Line("namespace NanoWasm.Execution;").Line();
        writer.Open("internal static unsafe partial class ThreadedDispatcher");
        writer.Line("/// <summary>Prepares the handlers of opcodes, and writes the code of those that are compiled ahead into a table by slot.</summary>");
        writer.Line(MayAllocate).Open("internal static void PrepareOpcodes(PrecompiledHandlers.Request request, ulong* codes)");
        foreach (Instruction instruction in table.Instructions)
        {
            string slot = Slots.Text(instruction);
            writer.Open($"if (request.IsNew({slot}))");
            writer.Line($"codes[{slot}] = PrecompiledHandlers.Prepare(new HandlerBody({instruction.Identifier}Body), (ulong)(Handler)(&{instruction.Identifier}Body));");
            writer.Close();
        }

        writer.Close().Line();
        IReadOnlyList<SelectionGroup> groups = SelectionGroup.Of(table, Traits.None);
        writer.Line("/// <summary>Prepares superinstructions: of each the handler that checks its bytes, then the one that does not, in the order of the groups.</summary>");
        writer.Line(MayAllocate).Open("internal static void PrepareSequences(PrecompiledHandlers.SequenceRequest request, ulong* codes)");
        int first = 0;
        foreach (SelectionGroup group in groups)
        {
            writer.Line($"PrepareGroup{group.First:X2}(request, codes);");
        }

        writer.Close();
        foreach (SelectionGroup group in groups)
        {
            writer.Line().Line(MayAllocate).Open($"private static void PrepareGroup{group.First:X2}(PrecompiledHandlers.SequenceRequest request, ulong* codes)");
            foreach (Superinstruction sequence in group.Sequences)
            {
                WriteSequence(writer, first++, sequence.HandlerName);
                WriteSequence(writer, first++, sequence.HandlerName + SuperinstructionEmitter.ProvenSuffix);
            }

            writer.Close();
        }

        writer.Close();
        writer.Line("#endif");
        return writer.ToString();
    }

    private static void WriteSequence(CodeWriter writer, int number, string name)
    {
        writer.Open($"if (request.IsNew({number}))");
        writer.Line($"codes[{number}] = PrecompiledHandlers.Prepare(new HandlerBody({name}Body), (ulong)(Handler)(&{name}Body));");
        writer.Close();
    }
}
