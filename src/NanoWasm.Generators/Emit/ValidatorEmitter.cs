// The validator's loop over instructions.
using System.Collections.Generic;
using System.Linq;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit;

/// <summary>
/// Emits the generated part of <c>FunctionValidator</c>: one loop with a <c>switch</c> for code and one for constant expressions. What a case does is
/// written by <see cref="ValidationRule"/>; opcodes for which that is the same text share a case.
/// </summary>
internal sealed class ValidatorEmitter : IEmitter
{
    /// <inheritdoc/>
    public string FileName => "FunctionValidator.Instructions.g.cs";

    /// <inheritdoc/>
    public string Emit(OpcodeTable table, string path)
    {
        var slots = new Slots(table);
        List<Instruction> instructions = [.. table.Instructions.Where(static i => !i.Internal)];
        var writer = new CodeWriter("Validation rules.");
        writer.Line();
        writer.Line("using NanoWasm.Binary;");
        writer.Line("using NanoWasm.Execution;");
        writer.Line();
        writer.Line("namespace NanoWasm.Validation;");
        writer.Line();
        writer.Open("internal unsafe partial struct FunctionValidator");
        EmitFeatures(writer, slots, instructions);
        writer.Line();
        EmitSlots(writer, slots);
        writer.Line();
        writer.Summary("Validates instructions up to the end of the body that has been begun.");
        writer.Line("/// <typeparam name=\"TFeatures\"><see cref=\"SomeFeatures\"/>, or <see cref=\"EveryFeature\"/>, for which features need no check.</typeparam>");
        writer.Line("/// <returns>Whether that was reached without an error.</returns>");
        writer.Line("[global::System.Runtime.CompilerServices.MethodImpl(HotCode.Options)]");
        EmitLoop(writer, "ValidateInstructions<TFeatures>", slots, instructions, constant: false);
        writer.Line();
        writer.Summary("Validates a constant expression that has been begun.");
        writer.Line("/// <returns>Whether its end was reached without an error.</returns>");
        EmitLoop(writer, "ValidateConstantInstructions", slots, [.. instructions.Where(static i => i.Constant is not null)], constant: true);
        writer.Close();
        return writer.ToString();
    }

    private static void EmitFeatures(CodeWriter writer, Slots slots, List<Instruction> instructions)
    {
        writer.Summary("The feature that the opcode with a slot belongs to; None if there is no such opcode.");
        writer.Line("private static WasmFeatures FeatureOf(uint slot) => slot switch");
        writer.Open();
        foreach (IGrouping<Feature, Instruction> feature in instructions.GroupBy(static i => i.Feature))
        {
            writer.Line($"{string.Join(" or ", Ranges([.. feature.Select(slots.Of).OrderBy(static slot => slot)]))} => WasmFeatures.{feature.Key.Identifier},");
        }

        writer.Line("_ => WasmFeatures.None,").Close(";");
    }

    private static IEnumerable<string> Ranges(List<int> numbers)
    {
        for (int i = 0; i < numbers.Count;)
        {
            int first = i++;
            while (i < numbers.Count && numbers[i] == numbers[i - 1] + 1)
            {
                i++;
            }

            yield return first == i - 1 ? $"{numbers[first]}" : $"(>= {numbers[first]} and <= {numbers[i - 1]})";
        }
    }

    private static void EmitSlots(CodeWriter writer, Slots slots)
    {
        writer.Summary("The slot of an opcode behind a prefix; the largest number if there is none.");
        writer.Line("private static uint SlotOf(byte prefix, uint code) => prefix switch");
        writer.Open();
        foreach ((int prefix, int _, int _) in slots.Pages)
        {
            string page = Slots.PageName(prefix);
            writer.Line($"0x{prefix:X2} when code < DispatchTable.{page}Length => DispatchTable.{page} + code,");
        }

        writer.Line("_ => uint.MaxValue,").Close(";");
    }

    private static void EmitLoop(CodeWriter writer, string name, Slots slots, List<Instruction> instructions, bool constant)
    {
        string fail = constant ? "FailConstant(start);" : "FailOpcode(start);";
        List<(int Prefix, string Page)> prefixes =
            [.. slots.Pages.Where(page => instructions.Any(i => i.Prefix == page.Prefix)).Select(static page => (page.Prefix, Slots.PageName(page.Prefix)))];

        writer.Line($"private bool {name}()");
        if (!constant)
        {
            writer.Indent().Line("where TFeatures : struct").Outdent();
        }

        writer.Open();
        writer.Lines("""
            // The state is kept in locals and written back before anything is called that looks at it.
            byte* p = _reader->Position;
            byte* end = _reader->End;
            byte* used = _used.Items;
            ValType* sp = _sp;
            ValType* bottom = _bottom;
            ValType* ceiling = _ceiling;
            """);
        if (!constant)
        {
            writer.Lines("""
                ValType* flat = _locals.Flat;
                uint flatCount = (uint)_locals.FlatCount;
                bool hasMemory32 = HasMemory32;
                """);
        }

        writer.Line();
        writer.Open("while (true)");
        writer.Lines("""
            ulong operands;
            ValType result;
            byte* start = p;
            if (p == end)
            {
                _reader->Fail(ErrorCode.UnexpectedEnd, end);
                goto Leave;
            }

            uint slot = *p++;
            """);
        if (prefixes.Count > 0)
        {
            writer.Line().Line("Dispatch:");
        }

        EmitMeeting(writer, constant);
        writer.Open("switch (slot)");
        foreach ((int prefix, string page) in prefixes)
        {
            EmitPrefix(writer, prefix, page, fail);
        }

        foreach (IGrouping<string, Instruction> rule in instructions.GroupBy(i => ValidationRule.Write(i, constant)))
        {
            foreach (Instruction instruction in rule)
            {
                string code = Slots.Text(instruction);
                writer.Line($"case {code}: // {instruction.Mnemonic} {OpcodeEmitter.SignatureText(instruction)}");
            }

            writer.Open().Lines(rule.Key).Close().Line();
        }

        writer.Line("default:").Indent().Line(fail).Line("goto Leave;").Outdent();
        writer.Close();
        writer.Line();
        writer.Lines("""
            // Here is who only pushes a result.
            if (sp == ceiling)
            {
                operands = 0;
                goto Slow;
            }

            *sp++ = result;
            continue;

            Slow:
            _instruction = start;
            _reader->Position = p;
            _sp = sp;
            if (!Apply(operands, result))
            {
                goto Leave;
            }

            Reload:
            p = _reader->Position;
            sp = _sp;
            bottom = _bottom;
            ceiling = _ceiling;
            """);
        writer.Close();
        writer.Line();
        writer.Line("Leave:").Line("return !_reader->Failed;");
        writer.Close();
    }

    /// <summary>The opcodes that are used are noted; where some are not enabled, each is looked at when it is met first.</summary>
    private static void EmitMeeting(CodeWriter writer, bool constant)
    {
        if (!constant)
        {
            writer.Open("if (typeof(TFeatures) == typeof(EveryFeature))").Line("used[slot] = 1;").Close();
        }

        writer.Open((constant ? string.Empty : "else ") + "if (used[slot] == 0 && !Meet(slot, start))").Line("goto Leave;").Close().Line();
    }

    private static void EmitPrefix(CodeWriter writer, int prefix, string page, string fail) => writer.Lines($$"""
        case 0x{{prefix:X2}}:
        {
            if (p < end && *p < 0x80)
            {
                slot = *p++;
            }
            else
            {
                if (!ReadWideNumber(p))
                {
                    goto Leave;
                }

                slot = _number;
                p = _reader->Position;
            }

            if (slot >= DispatchTable.{{page}}Length)
            {
                {{fail}}
                goto Leave;
            }

            slot += DispatchTable.{{page}};
            goto Dispatch;
        }

        """);
}
