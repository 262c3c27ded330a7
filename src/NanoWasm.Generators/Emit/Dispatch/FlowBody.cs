// Control flow: branches through the side table, calls and returns.
using System;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit.Dispatch;

/// <summary>Writes what follows an instruction that does not simply go on with the next one.</summary>
/// <param name="writer">Where to.</param>
/// <param name="instruction">The opcode.</param>
/// <param name="style">How code goes on.</param>
/// <param name="offset">From <c>pc</c> to the opcode.</param>
/// <param name="isShort">Whether the immediates are known to take a byte each.</param>
/// <param name="form">The traits of the modules that it is for, of those that change what the opcode does.</param>
internal sealed class FlowBody(CodeWriter writer, Instruction instruction, DispatchStyle style, int offset = 0, bool isShort = false, Traits form = Traits.None)
{
    private bool HasHighHalves => (form & Traits.Vectors) != 0;

    /// <summary>A branch: to the side table's target, or to the next instruction if the condition does not hold.</summary>
    /// <param name="taken">The registers where it is taken.</param>
    /// <param name="notTaken">The registers where it is not.</param>
    /// <param name="writeCondition">Writes the condition and returns the variable that holds it, or null for one that always holds.</param>
    public void WriteBranch(MachineState taken, MachineState notTaken, Func<string?> writeCondition)
    {
        if (writeCondition() is { } condition)
        {
            writer.Open($"if (!{condition})");
            WriteNotTaken(notTaken with { Stp = "stp + 1" });
            writer.Close();
            writer.Line();
        }

        WriteTaken(taken);
    }

    /// <summary>A branch to one of a vector of labels.</summary>
    /// <param name="next">The registers with the operand popped.</param>
    /// <param name="index">The operand.</param>
    /// <param name="reading">How the number of labels is read.</param>
    public void WriteBranchTable(MachineState next, string index, LebReading reading)
    {
        switch (reading)
        {
            case LebReading.OneByte:
                if (!isShort)
                {
                    writer.Open("if ((sbyte)pc[1] < 0)");
                    style.Share(writer, HandlerBody.Name(instruction, form) + "Wide", new MachineState());
                    writer.Close();
                    writer.Line();
                }

                writer.Line($"uint last = pc[{offset + 1}];");
                break;
            case LebReading.Words:
                writer.Line("byte* next = pc + 1;");
                ImmediateDecoding.WriteWide(line => writer.Line(line), "last");
                break;
            case LebReading.Calls:
            default:
                writer.Line("uint last = (uint)Leb128.ReadUInt32(pc + 1);");
                break;
        }

        writer.Line($"stp += {index} < last ? {index} : last;");
        WriteTaken(next);
    }

    /// <summary>A call of <c>callee</c> in this instance; the arguments are all in memory.</summary>
    /// <param name="next">The registers with the operands popped; its instruction is the one to return to.</param>
    /// <param name="slow">The cold function for calls that do not fit or leave the instance.</param>
    /// <param name="argument">What the cold function gets in place of the top of the stack.</param>
    public void WriteCall(MachineState next, string slow, string argument)
    {
        if (next.Sp != "sp")
        {
            writer.Line($"sp = {next.Sp};");
        }

        writer.Line("Frame* frame = ctx->Frame;");
        writer.Open("if (sp + callee->FrameSize > ctx->StackLimit || frame == ctx->FrameLimit)");
        DispatchStyle.Leave(writer, slow, new MachineState(Pc: next.Pc, Tos: $"(ulong){argument}"));
        writer.Close();
        writer.Line();
        writer.Line($"frame->Pc = {next.Pc};");
        writer.Line("frame->Fp = fp;");
        writer.Line("frame->Stp = stp;");
        writer.Line("frame->Function = ctx->Function;");
        writer.Line("ctx->Frame = frame + 1;");
        writer.Line("ctx->Function = callee;");
        writer.Line("ctx->CodeEnd = callee->CodeEnd;");
        writer.Line("ulong* spare = sp + 1 + callee->ZeroedLocals;");
        writer.Line("fp = sp + 1 - callee->ParameterCount;");
        if (HasHighHalves)
        {
            writer.Line(HighHalves.Declaration);
        }

        writer.Open("for (ulong* local = sp + 1; local != spare; local++)");
        writer.Line("*local = 0;");
        if (HasHighHalves)
        {
            writer.Line("local[high] = 0;");
        }

        writer.Close();
        writer.Line();
        writer.Line("byte* code = callee->Code;");
        style.Continue(writer, new MachineState("code", "spare", Stp: "callee->SideTable"));
    }

    /// <summary>A call of <c>reference</c>, which may belong to another instance or to the host.</summary>
    /// <param name="next">The registers with the operands popped; its instruction is the one to return to.</param>
    public void WriteCallReference(MachineState next)
    {
        writer.Open("if (reference->Owner != ctx)");
        DispatchStyle.Leave(writer, "CallReferenceSlow", next with { Tos = "(ulong)reference" });
        writer.Close();
        writer.Line();
        writer.Line("FunctionData* callee = reference->Function;");
        WriteCall(next, "CallReferenceSlow", "reference");
    }

    /// <summary>A call of <c>callee</c> in this instance, in place of the function that runs; the arguments are all in memory.</summary>
    /// <param name="next">The registers with the operands popped; its instruction is the one behind the call.</param>
    /// <param name="slow">The cold function for calls that do not fit or leave the instance.</param>
    /// <param name="argument">What the cold function gets in place of the top of the stack.</param>
    public void WriteTailCall(MachineState next, string slow, string argument)
    {
        if (next.Sp != "sp")
        {
            writer.Line($"sp = {next.Sp};");
        }

        writer.Line("ulong* last = fp + callee->ParameterCount - 1;");
        writer.Open("if (last + callee->FrameSize > ctx->StackLimit)");
        DispatchStyle.Leave(writer, slow, new MachineState(Pc: next.Pc, Tos: $"(ulong){argument}"));
        writer.Close();
        writer.Line();
        writer.Line("// The arguments move down to where the locals were.");
        writer.Line("ulong* local = fp;");
        if (HasHighHalves)
        {
            writer.Line(HighHalves.Declaration);
        }

        writer.Open("for (ulong* value = sp - (last - fp); value <= sp; value++)");
        if (HasHighHalves)
        {
            writer.Line("local[high] = value[high];");
        }

        writer.Line("*local++ = *value;");
        writer.Close();
        writer.Line();
        writer.Line("ulong* spare = local + callee->ZeroedLocals;");
        writer.Open("while (local != spare)");
        if (HasHighHalves)
        {
            writer.Line("local[high] = 0;");
        }

        writer.Line("*local++ = 0;");
        writer.Close();
        writer.Line();
        writer.Line("ctx->Function = callee;");
        writer.Line("ctx->CodeEnd = callee->CodeEnd;");
        writer.Line("byte* code = callee->Code;");
        style.Continue(writer, new MachineState("code", "spare", Stp: "callee->SideTable"));
    }

    /// <summary>A call of <c>reference</c>, which may belong to another instance or to the host, in place of the function that runs.</summary>
    /// <param name="next">The registers with the operands popped; its instruction is the one behind the call.</param>
    public void WriteTailCallReference(MachineState next)
    {
        writer.Open("if (reference->Owner != ctx)");
        DispatchStyle.Leave(writer, "TailCallReferenceSlow", next with { Tos = "(ulong)reference" });
        writer.Close();
        writer.Line();
        writer.Line("FunctionData* callee = reference->Function;");
        WriteTailCall(next, "TailCallReferenceSlow", "reference");
    }

    /// <summary>A return to the caller.</summary>
    /// <param name="condition">Goes on with the next instruction instead if this does not hold; null for one that always holds.</param>
    public void WriteReturn(string? condition)
    {
        if (condition is not null)
        {
            writer.Open($"if (!({condition}))");
            style.Continue(writer, new MachineState().At("pc", offset + 1));
            writer.Close();
            writer.Line();
        }

        writer.Line("uint results = ctx->Function->ResultCount;");
        writer.Open("if (results > 1)");
        style.Share(writer, SharedPaths.Name(SharedPaths.ReturnMany, form), new MachineState());
        writer.Close();
        writer.Line();
        if (HasHighHalves)
        {
            writer.Line(HighHalves.Declaration);
            writer.Line("ulong resultHigh = sp[high];");
        }

        writer.Line("sp = fp - 1 + results;");
        writer.Open("if (results == 0)");
        writer.Line("tos = *sp;");
        if (HasHighHalves)
        {
            writer.Line("resultHigh = sp[high];");
        }

        writer.Close();
        writer.Line();
        if (HasHighHalves)
        {
            writer.Line("sp[high] = resultHigh;");
        }

        WriteLeaveFrame(writer, style);
    }

    /// <summary>Goes on in the caller; the results have their place.</summary>
    public static void WriteLeaveFrame(CodeWriter writer, DispatchStyle style)
    {
        writer.Line("Frame* frame = ctx->Frame - 1;");
        writer.Line("FunctionData* caller = frame->Function;");
        writer.Line("ctx->Frame = frame;");
        writer.Line("ctx->Function = caller;");
        writer.Line("ctx->CodeEnd = caller->CodeEnd;");
        writer.Line("byte* code = frame->Pc;");
        style.Continue(writer, new MachineState("code", Fp: "frame->Fp", Stp: "frame->Stp"));
    }

    private void WriteTaken(MachineState next)
    {
        writer.Open("if (stp->Values != 0)");
        style.Share(writer, SharedPaths.Name(SharedPaths.BranchWithValues, form), next.At("pc", offset));
        writer.Close();
        writer.Line();
        writer.Line($"byte* target = {MachineState.Plus("pc", offset)} + stp->Pc;");
        style.Continue(writer, next with { Pc = "target", Stp = "stp + stp->SideTable" });
    }

    private void WriteNotTaken(MachineState next)
    {
        if (instruction.Immediates.Count == 0)
        {
            style.Continue(writer, next.At("pc", offset + 1));
            return;
        }

        if (instruction.Immediates.Count > 1)
        {
            writer.Line($"byte* next = Leb128.Skip({MachineState.Plus("pc", offset + 1)});");
            for (int i = 1; i < instruction.Immediates.Count; i++)
            {
                writer.Line("next = Leb128.Skip(next);");
            }

            style.Continue(writer, next with { Pc = "next" });
            return;
        }

        if (instruction.Immediates[0].Kind == ImmediateKind.Blocktype && (!style.HasWideHandlers || (form & Traits.ReferenceBlocks) != 0))
        {
            style.Share(writer, SharedPaths.SkipType, next.At("pc", offset + 1));
            return;
        }

        if (!isShort)
        {
            writer.Open($"if (pc[{offset + 1}] >= 0x80)");
            style.Share(writer, SharedPaths.SkipImmediate, next.At("pc", offset + 1));
            writer.Close();
            writer.Line();
        }

        style.Continue(writer, next.At("pc", offset + 2));
    }
}
