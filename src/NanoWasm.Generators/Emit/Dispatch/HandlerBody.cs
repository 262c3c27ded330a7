// The body of a handler: immediates, operands, checks, effect. What follows is FlowBody's.
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit.Dispatch;

/// <summary>Writes one opcode's handler in a given style.</summary>
/// <param name="writer">Where to.</param>
/// <param name="instruction">The opcode.</param>
/// <param name="style">How code goes on.</param>
/// <param name="wide">Whether this is the handler for immediates of more than a byte.</param>
/// <param name="path">Where the table stands.</param>
/// <param name="known">The lengths of the immediates where they are known.</param>
/// <param name="form">The traits of the modules that it is for, of those that change what the opcode does.</param>
internal sealed class HandlerBody(CodeWriter writer, Instruction instruction, DispatchStyle style, bool wide, string path, SequenceElement? known = null, Traits form = Traits.None)
{
    private readonly LebReading _reading = !style.HasWideHandlers ? LebReading.Calls : wide || (form & Traits.ReferenceBlocks) != 0 ? LebReading.Words : LebReading.OneByte;
    private readonly FlowBody _flow = new(writer, instruction, style, isShort: known is not null, form: form);
    private readonly string _code = string.Join(" ", Expressions(instruction).Select(static e => e.Text));

    /// <summary>Whether the opcode needs a second handler for immediates of more than a byte.</summary>
    public static bool NeedsWideHandler(Instruction instruction) =>
        (IsCall(instruction) || instruction.Flow is Flow.Next or Flow.BranchTable or Flow.Stack)
        && instruction.Immediates.Any(static i => !i.IsFixed);

    /// <summary>The name of the handler of an opcode in modules with certain traits.</summary>
    public static string Name(Instruction instruction, Traits form) => instruction.Identifier + HandlerForms.Suffix(form);

    /// <summary>Whether there may be several memories, or 64-bit addresses (<see cref="MemoryForm"/>).</summary>
    private bool IsGeneral => (form & Traits.Memories) != 0;

    private string MemoryBase => IsGeneral ? "memory->Base" : "ctx->MemoryBase";

    /// <summary>Whether it moves the high halves of values that may be vectors.</summary>
    private bool MovesHighHalves => (form & Traits.Vectors) != 0 && instruction.Flow == Flow.Next;

    private static bool IsCall(Instruction instruction) =>
        instruction.Flow is Flow.Call or Flow.CallReference or Flow.TailCall or Flow.TailCallReference;

    public void Write()
    {
        ImmediateDecoding immediates = new(writer, instruction, _reading, Uses, known, form);
        if (instruction.Flow is Flow.Next or Flow.Stack || IsCall(instruction))
        {
            immediates.Write(WriteLong);
        }

        if (instruction.Flow is not Flow.Exit)
        {
            // A value that lives across a way out is given a register that has to be saved: what no check reads is read behind the checks.
            WriteOperands(checks: true);
            WriteAddress();
            WriteTraps();
            if (MovesHighHalves || HighHalves.AreIn(instruction))
            {
                writer.Line(HighHalves.Declaration);
            }

            WriteOperands(checks: false);
        }

        MachineState next = AfterOperands();
        switch (instruction.Flow)
        {
            case Flow.Next:
                WriteEffect(immediates.Pointer, immediates.Offset);
                break;
            case Flow.Branch:
                _flow.WriteBranch(next, next, WriteCondition);
                break;
            case Flow.BranchOrKeep:
                _flow.WriteBranch(next, new MachineState(), WriteCondition);
                break;
            case Flow.BranchKeeping:
                _flow.WriteBranch(new MachineState(), next, WriteCondition);
                break;
            case Flow.BranchPeeking:
                _flow.WriteBranch(new MachineState(), new MachineState(), WriteCondition);
                break;
            case Flow.BranchTable:
                _flow.WriteBranchTable(next, instruction.Exec!.Text, _reading);
                break;
            case Flow.Call:
                Mapped("FunctionData* callee = ", instruction.Exec!);
                writer.Line("*sp = tos;");
                _flow.WriteCall(next.At(immediates.Pointer, immediates.Offset), "CallSlow", "callee");
                break;
            case Flow.CallReference:
                Mapped("FunctionReference* reference = ", instruction.Exec!);
                _flow.WriteCallReference(next.At(immediates.Pointer, immediates.Offset));
                break;
            case Flow.TailCall:
                Mapped("FunctionData* callee = ", instruction.Exec!);
                writer.Line("*sp = tos;");
                _flow.WriteTailCall(next.At(immediates.Pointer, immediates.Offset), "TailCallSlow", "callee");
                break;
            case Flow.TailCallReference:
                Mapped("FunctionReference* reference = ", instruction.Exec!);
                _flow.WriteTailCallReference(next.At(immediates.Pointer, immediates.Offset));
                break;
            case Flow.Return:
                _flow.WriteReturn(instruction.Exec?.Text);
                break;
            case Flow.Stack:
                WriteStack(new MachineState(Sp: "top", Tos: "*top").At(immediates.Pointer, immediates.Offset));
                break;
            case Flow.Exit:
                DispatchStyle.Leave(writer, "Exit" + instruction.Exec!.Text, new MachineState());
                break;
            case Flow.Trap:
            default:
                break;
        }
    }

    public static IEnumerable<Expression> Expressions(Instruction instruction)
    {
        foreach (TrapCheck trap in instruction.Traps)
        {
            yield return trap.Condition;
        }

        if (instruction.Exec is { } exec)
        {
            yield return exec;
        }

        if (instruction.SecondExec is { } second)
        {
            yield return second;
        }
    }

    /// <summary>A slot, seen as the operand's C# type.</summary>
    public static string Read(TypeView type, string slot, bool inMemory, int depth) => (type.CSharp, inMemory) switch
    {
        ("ulong", _) => slot,
        _ when type.Wasm == WasmType.V128 => HighHalves.Join(type, slot, -depth),
        ("long", _) => $"(long){slot}",
        (string narrow, true) => $"*({narrow}*)(sp - {depth})",
        ("float", false) => "BitConverter.UInt32BitsToSingle((uint)tos)",
        ("double", false) => "BitConverter.UInt64BitsToDouble(tos)",
        (string narrow, false) => $"({narrow})tos",
    };

    /// <summary>A value of the result's C# type, as a slot.</summary>
    public static string ToSlot(TypeView type, string value) => type.CSharp switch
    {
        "ulong" => value,
        "long" => $"(ulong){value}",
        "float" => $"BitConverter.SingleToUInt32Bits({value})",
        "double" => $"BitConverter.DoubleToUInt64Bits({value})",
        "bool" => $"{value} ? 1UL : 0UL",
        _ when type.Wasm == WasmType.V128 => $"Low({value})",
        _ => $"(uint){value}",
    };

    public static bool Names(string code, string name) => Regex.IsMatch(code, $@"\b{Regex.Escape(name)}\b");

    private bool Uses(string name) => Names(_code, name);

    /// <summary>Goes on with the wide handler if an immediate takes more than a byte.</summary>
    private void WriteLong(string condition)
    {
        writer.Open($"if ({condition})");
        style.Share(writer, Name(instruction, form) + "Wide", new MachineState());
        writer.Close();
        writer.Line();
    }

    /// <summary>Reads operands.</summary>
    /// <param name="checks">Whether those that checks need, or the others.</param>
    private void WriteOperands(bool checks)
    {
        int count = instruction.Operands.Count;
        for (int i = 0; i < count; i++)
        {
            Operand operand = instruction.Operands[i];
            bool isChecked = operand.Type.Text == "addr" || instruction.Traps.Any(trap => Names(trap.Condition.Text, operand.Name));
            if (isChecked == checks && (isChecked || Uses(operand.Name)))
            {
                int depth = count - 1 - i;
                string slot = depth == 0 ? "tos" : $"sp[-{depth}]";
                writer.Line($"{operand.Type.CSharp} {operand.Name} = {Read(operand.Type, slot, depth != 0, depth)};");
                if (MovesHighHalves && HighHalves.MayBeVector(instruction, operand.Type))
                {
                    writer.Line($"ulong {operand.Name}High = {HighHalves.At(-depth)};");
                }
            }
        }
    }

    private void WriteAddress()
    {
        if (instruction.Access is not { } access)
        {
            return;
        }

        // In the general form the sum of address and offset may be beyond 64 bits; sizes are below 2^62.
        string pointer = instruction.Operands.First(static o => o.Type.Text == "addr").Name;
        writer.Line(IsGeneral ? $"ulong address = {pointer} + offset;" : $"ulong address = (ulong){pointer} + offset;");
        if (instruction.Atomic is not null && access.Size > 1)
        {
            writer.Open($"if ((address & {access.Size - 1}) != 0)");
            DispatchStyle.Leave(writer, "TrapUnalignedAtomic", new MachineState());
            writer.Close();
            writer.Line();
        }

        writer.Open(IsGeneral ? $"if (({pointer} | offset) >> 62 != 0 || address + {access.Size} > memory->Size)" : $"if (address + {access.Size} > ctx->MemorySize)");
        DispatchStyle.Leave(writer, "TrapMemoryOutOfBounds", new MachineState());
        writer.Close();
        writer.Line();
        if (instruction.Load is { Name: { } name })
        {
            writer.Line($"{access.CSharp} {name} = *({access.CSharp}*)({MemoryBase} + address);");
        }
        else if (instruction.Atomic is { Name: { } place })
        {
            writer.Line($"{access.CSharp}* {place} = ({access.CSharp}*)({MemoryBase} + address);");
        }
    }

    private void WriteTraps()
    {
        foreach (TrapCheck trap in instruction.Traps)
        {
            if (trap.Condition.Text != "true")
            {
                Mapped("if (", trap.Condition, ")");
                writer.Open();
                DispatchStyle.Leave(writer, "Trap" + trap.Kind, new MachineState());
                writer.Close();
                writer.Line();
            }
            else
            {
                DispatchStyle.Leave(writer, "Trap" + trap.Kind, new MachineState());
            }
        }
    }

    private void WriteEffect(string pointer, int offset)
    {
        MachineState next = AfterOperands().At(pointer, offset);
        if (instruction.SecondExec is { } second)
        {
            // The lower result takes the place of the lowest operand.
            TypeView below = instruction.Results[0];
            TypeView type = instruction.Results[1];
            Mapped($"{below.CSharp} below = ", instruction.Exec!);
            Mapped($"{type.CSharp} result = ", second);
            writer.Line($"sp[-{instruction.Operands.Count - 1}] = {ToSlot(below, "below")};");
            next = next with { Tos = ToSlot(type, "result") };
        }
        else if (instruction.Results.Count == 1)
        {
            TypeView type = instruction.Results[0];
            Mapped($"{type.CSharp} result = ", instruction.Exec!);
            WriteHighResult(type);
            if (instruction.Operands.Count == 0)
            {
                writer.Line("*sp = tos;");
            }

            next = next with { Tos = ToSlot(type, "result") };
        }
        else if (instruction.Store is { } store)
        {
            Mapped($"*({store.CSharp}*)({MemoryBase} + address) = ", instruction.Exec!);
        }
        else if (instruction.Exec is { } exec)
        {
            Mapped(string.Empty, exec);
            if (MovesHighHalves)
            {
                writer.Line(HighHalves.Expression(instruction) + ";");
            }
        }

        style.Continue(writer, next);
    }

    private void WriteHighResult(TypeView type)
    {
        if (type.Wasm == WasmType.V128)
        {
            writer.Line(HighHalves.Store("result", 1 - instruction.Operands.Count));
        }
        else if (MovesHighHalves && HighHalves.MayBeVector(instruction, type))
        {
            string place = HighHalves.StaysInPlace(instruction) ? string.Empty : HighHalves.At(1 - instruction.Operands.Count) + " = ";
            writer.Line($"{place}{HighHalves.Expression(instruction)};");
        }
    }

    /// <summary>Has the expression work on the stack, all of which is in memory then.</summary>
    private void WriteStack(MachineState next)
    {
        writer.Line("*sp = tos;");
        Mapped("ulong* top = ", instruction.Exec!);
        writer.Open("if (top == null)");
        DispatchStyle.Leave(writer, "ExitMakeRoom", new MachineState());
        writer.Close();
        writer.Line();
        style.Continue(writer, next);
    }

    /// <summary>The registers once the operands are popped and the result, if any, has its place.</summary>
    private MachineState AfterOperands()
    {
        int operands = instruction.Operands.Count;
        int delta = instruction.Results.Count - operands;
        return new MachineState(
            Sp: delta == 0 ? "sp" : delta > 0 ? $"sp + {delta}" : $"sp - {-delta}",
            Tos: operands == 0 || instruction.Results.Count != 0 ? "tos" : $"sp[-{operands}]");
    }

    private string? WriteCondition()
    {
        if (instruction.Exec!.Text == "true")
        {
            return null;
        }

        Mapped("bool taken = ", instruction.Exec);
        return "taken";
    }

    private void Mapped(string before, Expression expression, string after = ";") => writer.Mapped(before, expression, after, path);
}
