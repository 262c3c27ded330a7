// The body of a superinstruction: those of its opcodes one behind the other, with operands passed in C# variables.
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using NanoWasm.Generators.Emit.Dispatch;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit.Superinstructions;

/// <summary>
/// Writes the handler of a sequence. Nothing but what the sequence leaves on the stack is written to the stack. Where something
/// comes up that the sequence does not do (a trap, a call that leaves the instance), it hands the machine over to the handler of the opcode
/// in question, in the state that it would have found without the superinstruction.
/// </summary>
/// <param name="writer">Where to.</param>
/// <param name="sequence">The sequence.</param>
/// <param name="style">How code goes on.</param>
/// <param name="path">Where the table stands.</param>
/// <param name="form">The traits of the modules that the handler is for, of those that change what sequences do: <see cref="Traits.Vectors"/> and <see cref="Traits.AnyNaNs"/>.</param>
internal sealed class SequenceBody(CodeWriter writer, Superinstruction sequence, DispatchStyle style, string path, Traits form)
{
    private readonly List<StackValue> _stack = [];

    /// <summary>Whether the distance to high halves may have a variable: those that end sequences have one themselves.</summary>
    private readonly bool _mayDeclareHigh = sequence.Elements[sequence.Elements.Count - 1].Instruction.Flow is Flow.Next or Flow.Branch;

    /// <summary>Whether it has one yet; not within a block.</summary>
    private bool _declaresHigh;
    private bool _isInBlock;

    /// <summary>How many of the values that were on the stack before have been popped.</summary>
    private int _popped;

    /// <summary>Whether something has been written that must not be written again.</summary>
    private bool _hasEffects;

    private int _index;
    private int _reads;
    private int _offset;

    private SequenceElement Element => sequence.Elements[_index];

    private Instruction Instruction => HandlerForms.Apply(Element.Instruction, form);

    private bool HasHighHalves => (form & Traits.Vectors) != 0;

    /// <summary>Writes the body.</summary>
    /// <param name="checks">What of the bytes the handler has to look at; see <see cref="ByteCheck"/>.</param>
    /// <param name="shorter">The handler to go on with if the bytes are others.</param>
    public void Write(string? checks, string shorter)
    {
        if (checks is not null)
        {
            writer.Open($"if ({checks})");
            style.Share(writer, shorter, new MachineState());
            writer.Close();
            writer.Line();
        }

        for (_index = 0; _index < sequence.Elements.Count; _index++)
        {
            switch (Instruction.Flow)
            {
                case Flow.Next:
                    WriteInstruction();
                    break;
                case Flow.Branch:
                    WriteBranch();
                    return;
                default:
                    WriteLast();
                    return;
            }

            _offset += Element.Length;
        }

        style.Continue(writer, Flush().At("pc", _offset));
    }

    private void WriteInstruction()
    {
        List<StackValue> before = [.. _stack];
        int poppedBefore = _popped;
        Dictionary<string, string> names = ImmediateReading.Write(writer, Element, _index, _offset, Uses);
        List<StackValue> operands = PopOperands();
        if (TryPassThrough(operands) || TryPlace(names))
        {
            return;
        }

        bool hasHighResult = HasHighHalves && NameHighOperands(operands, names);
        WriteOperands(operands, names);
        WriteAddress(names, before, poppedBefore);
        foreach (TrapCheck trap in Instruction.Traps)
        {
            WriteBail(Rename(trap.Condition.Text, names), before, poppedBefore);
        }

        if (Instruction.Load is { Name: { } loaded } load)
        {
            names[loaded] = loaded + _index;
            writer.Line($"{load.CSharp} {loaded}{_index} = *({load.CSharp}*)(ctx->MemoryBase + address{_index});");
        }

        WriteEffect(names, hasHighResult);

        bool TryPassThrough(IReadOnlyList<StackValue> values)
        {
            // What an assignment gives is what was assigned: local.tee; or nothing: local.set.
            if (Instruction.Operands.Count != 1 || (Instruction.Results.Count == 1 && Instruction.Results[0].Text != Instruction.Operands[0].Type.Text)
                || Instruction.Exec is not { } exec
                || Regex.Match(exec.Text, $@"^([^=]+) = {Instruction.Operands[0].Name}$") is not { Success: true } assignment)
            {
                return false;
            }

            ReadPlaces();
            StackValue value = values[0] is PlaceValue place ? Read(place) : MakeCanonical(values[0]);
            Line(value.StoreTo(Rename(assignment.Groups[1].Value, names)));
            if (HasHighHalves && value.StoreHighTo(Rename(HighHalves.Expression(Instruction, assignment.Groups[1].Value), names)) is { } storeHigh)
            {
                Line(storeHigh);
            }

            _hasEffects = true;
            if (Instruction.Results.Count == 1)
            {
                _stack.Add(value);
            }

            return true;
        }
    }

    /// <summary>Whether the opcode does the same with every NaN: it gives the canonical one, or compares.</summary>
    private bool TakesAnyNaN => Element.Instruction.Exec is { } exec && (NaNForm.Operation(exec.Text) is not null || (Instruction.Results.Count == 1 && Instruction.Results[0].CSharp == "bool"));

    /// <summary>A value that is used more than once is made canonical once.</summary>
    private StackValue MakeCanonical(StackValue value)
    {
        if (value is not ComputedValue { IsRaw: true } raw)
        {
            return value;
        }

        writer.Line($"{raw.Name} = Canonical({raw.Name});");
        return raw with { IsRaw = false };
    }

    /// <summary>A row without operands whose expression is a place in memory is read only where its value is needed.</summary>
    private bool TryPlace(Dictionary<string, string> names)
    {
        if (Instruction.Operands.Count != 0 || Instruction.Results.Count != 1 || Instruction.Results[0].CSharp != "ulong"
            || !Regex.IsMatch(Instruction.Exec!.Text, @"^(\*.*|\w+\[\w+\])$"))
        {
            return false;
        }

        bool mayBeVector = HasHighHalves && HighHalves.MayBeVector(Instruction, Instruction.Results[0]);
        _stack.Add(new PlaceValue(Rename(Instruction.Exec.Text, names), mayBeVector ? Rename(HighHalves.Expression(Instruction), names) : null));
        return true;
    }

    /// <summary>Gives the high halves of operands that may be vectors their names.</summary>
    /// <returns>Whether the result may be one: not where an operand of its type is known to be none.</returns>
    private bool NameHighOperands(List<StackValue> operands, Dictionary<string, string> names)
    {
        if (!Instruction.Results.Any(type => HighHalves.MayBeVector(Instruction, type)))
        {
            return false;
        }

        for (int i = 0; i < operands.Count; i++)
        {
            if (HighHalves.MayBeVector(Instruction, Instruction.Operands[i].Type))
            {
                if (operands[i].High is not { } high)
                {
                    return false;
                }

                names[Instruction.Operands[i].Name + "High"] = high;
            }
        }

        return true;
    }

    private void WriteEffect(Dictionary<string, string> names, bool hasHighResult)
    {
        if (Instruction.Exec is not { } exec)
        {
            return;
        }

        string text = Rename(exec.Text, names);
        if (Instruction.Results.Count == 1)
        {
            string name = "r" + _index;

            // To make NaNs canonical is left to the last of several operations: NaNs go in, NaNs come out, and no one sees those in between.
            string? operation = NaNForm.Operation(text);
            Line($"{Instruction.Results[0].CSharp} {name} = {operation ?? text};");
            if (hasHighResult)
            {
                Line($"ulong {name}High = {Rename(HighHalves.Expression(Instruction), names)};");
            }

            _stack.Add(new ComputedValue(name, Instruction.Results[0], IsRaw: operation is not null, hasHighResult));
            return;
        }

        ReadPlaces();
        Line(Instruction.Store is { } store ? $"*({store.CSharp}*)(ctx->MemoryBase + address{_index}) = {text};" : text + ";");
        _hasEffects = true;
    }

    /// <summary>The operands, from the bottom of the stack to its top.</summary>
    private List<StackValue> PopOperands()
    {
        List<StackValue> operands = [];
        for (int i = 0; i < Instruction.Operands.Count; i++)
        {
            if (_stack.Count > 0)
            {
                operands.Insert(0, _stack[_stack.Count - 1]);
                _stack.RemoveAt(_stack.Count - 1);
            }
            else
            {
                operands.Insert(0, new OriginalValue(_popped++));
            }
        }

        return operands;
    }

    /// <summary>Gives operands their names: those of variables that hold them.</summary>
    private void WriteOperands(List<StackValue> operands, Dictionary<string, string> names)
    {
        for (int i = 0; i < operands.Count; i++)
        {
            Operand operand = Instruction.Operands[i];
            if (!Uses(operand.Name) && operand.Type.Text != "addr")
            {
                continue;
            }

            if (operands[i] is ComputedValue computed && computed.Type.CSharp == operand.Type.CSharp && (!computed.IsRaw || TakesAnyNaN))
            {
                names[operand.Name] = computed.Name;
            }
            else if (operands[i] is ComputedValue { Type.CSharp: "bool" } condition)
            {
                // Most often it is only compared with zero.
                names[operand.Name + " != 0"] = condition.Name;
                names[operand.Name + " == 0"] = "!" + condition.Name;
                names[operand.Name] = condition.As(operand.Type);
            }
            else
            {
                names[operand.Name] = operand.Name + _index;
                Line($"{operand.Type.CSharp} {operand.Name}{_index} = {operands[i].As(operand.Type)};");
            }
        }
    }

    private void WriteAddress(Dictionary<string, string> names, List<StackValue> before, int poppedBefore)
    {
        if ((Instruction.Load ?? Instruction.Store) is not { } access)
        {
            return;
        }

        string pointer = Instruction.Operands.First(static o => o.Type.Text == "addr").Name;
        writer.Line($"ulong address{_index} = (ulong){names[pointer]} + {names["offset"]};");
        WriteBail($"address{_index} + {access.Size} > ctx->MemorySize", before, poppedBefore);
    }

    /// <summary>Hands over to the handler of an opcode if something holds: to the first one's as long as everything can be done again.</summary>
    private void WriteBail(string condition, List<StackValue> before, int poppedBefore)
    {
        writer.Open($"if ({condition})");
        _isInBlock = true;
        if (_hasEffects)
        {
            style.Share(writer, OwnHandler(Element), Flush(before, poppedBefore).At("pc", _offset + Element.Opcode.Count - 1));
        }
        else
        {
            SequenceElement first = sequence.Elements[0];
            style.Share(writer, OwnHandler(first), new MachineState().At("pc", first.Opcode.Count - 1));
        }

        _isInBlock = false;
        writer.Close();
        writer.Line();
    }

    /// <summary>The handler of an opcode alone.</summary>
    private string OwnHandler(SequenceElement element) => HandlerBody.Name(element.Instruction, form & HandlerForms.Of(element.Instruction));

    private void WriteBranch()
    {
        string? taken = null;
        if (Instruction.Exec!.Text != "true")
        {
            Dictionary<string, string> names = [];
            WriteOperands(PopOperands(), names);
            taken = "taken";
            writer.Line($"bool taken = {Rename(Instruction.Exec.Text, names)};");
        }

        MachineState after = Flush();
        new FlowBody(writer, Instruction, style, _offset, isShort: true, form: form).WriteBranch(after, after, () => taken);
    }

    /// <summary>An opcode that ends sequences: all that it does on its own, in registers brought up to date.</summary>
    private void WriteLast()
    {
        DispatchStyle.Assign(writer, Flush().At("pc", _offset));
        new HandlerBody(writer, Instruction, style, wide: false, path, Element, form).Write();
    }

    /// <summary>Reads places that have not been read yet: something is about to be written.</summary>
    private void ReadPlaces()
    {
        for (int i = 0; i < _stack.Count; i++)
        {
            if (_stack[i] is PlaceValue place)
            {
                _stack[i] = Read(place);
            }
        }
    }

    private ComputedValue Read(PlaceValue place)
    {
        string name = "slot" + _reads++;
        Line($"ulong {name} = {place.Place};");
        if (place.High is { } high)
        {
            Line($"ulong {name}High = {high};");
        }

        return new ComputedValue(name, new TypeView("any", WasmType.Any, "ulong", null), HasHigh: place.High is not null);
    }

    private MachineState Flush() => Flush(_stack, _popped);

    /// <summary>Writes values to the stack; returns the registers that go with it.</summary>
    private MachineState Flush(List<StackValue> stack, int popped)
    {
        if (stack.Count > 0 && popped == 0)
        {
            writer.Line("*sp = tos;");
        }

        for (int i = 0; i < stack.Count; i++)
        {
            int slot = i + 1 - popped;
            bool isInPlace = stack[i] is OriginalValue original && original.Depth == -slot;
            if (i < stack.Count - 1 && (!isInPlace || slot == 0))
            {
                writer.Line(stack[i].StoreTo(slot == 0 ? "*sp" : $"sp[{slot}]"));
            }

            if (HasHighHalves && !isInPlace && stack[i].StoreHighTo(HighHalves.At(slot)) is { } storeHigh)
            {
                Line(storeHigh);
            }
        }

        int delta = stack.Count - popped;
        return new MachineState(
            Sp: MachineState.Plus("sp", delta),
            Tos: stack.Count > 0 ? stack[stack.Count - 1].AsSlot() : popped == 0 ? "tos" : $"sp[-{popped}]");
    }

    /// <summary>Writes a line that may touch high halves.</summary>
    private void Line(string line)
    {
        if (_declaresHigh || !Regex.IsMatch(line, @"\bhigh\b"))
        {
            writer.Line(line);
        }
        else if (_isInBlock || !_mayDeclareHigh)
        {
            writer.Line(Regex.Replace(line, @"\bhigh\b", "ctx->High"));
        }
        else
        {
            _declaresHigh = true;
            writer.Line(HighHalves.Declaration).Line(line);
        }
    }

    private bool Uses(string name) => HandlerBody.Expressions(Instruction).Any(e => HandlerBody.Names(e.Text, name));

    /// <summary>An expression of the table with the names that its operands and immediates have here.</summary>
    private static string Rename(string text, Dictionary<string, string> names) => Regex.Replace(
        text,
        @"\b[a-z]\w*\b( [!=]= 0\b)?",
        match => names.TryGetValue(match.Value, out string whole) ? whole
            : match.Groups[1].Success && names.TryGetValue(match.Value.Substring(0, match.Value.Length - match.Groups[1].Length), out string name) ? name + match.Groups[1].Value
            : match.Value);
}
