// The table's "superinstructions": sets of opcodes and lines over them → sequences of opcodes.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Parsing;

/// <summary>
/// Reads sequences such as <c>local.get i32.const i32.add|i32.sub local.set</c>: opcodes one after the other, alternatives with <c>|</c>
/// between them. An opcode stands for the one whose immediates take a byte each; <c>i32.const:3</c> for the one whose immediate takes three,
/// <c>call_indirect:5,1</c> for the one whose immediates take five and one; <c>&lt;name&gt;</c> for the alternatives of a set, or the opcodes of a feature. Of the combinations, those whose types do not fit are left out, and repeated ones count once.
/// </summary>
internal sealed class SuperinstructionParser(IReadOnlyList<Instruction> instructions, DiagnosticBag diagnostics)
{
    /// <summary>The most bytes that a sequence can have: what handlers may read behind an opcode.</summary>
    public const int MaxBytes = 24;

    /// <summary>The most bytes that a LEB128 number of 32 bits, and one of 64 bits, can have.</summary>
    private const int MaxBytes32 = 5;
    private const int MaxBytes64 = 10;

    private readonly Dictionary<string, Instruction> _byName = instructions.ToDictionary(static i => i.Mnemonic, StringComparer.Ordinal);
    private readonly Dictionary<string, string> _sets = new(StringComparer.Ordinal);
    private readonly HashSet<string> _identifiers = new(StringComparer.Ordinal);
    private readonly List<Superinstruction> _result = [];

    /// <summary>The fields of the section.</summary>
    public static IReadOnlyList<string> Fields { get; } = ["sets", "sequences"];

    /// <summary>The sequences that have been read, in the order of the file, alternatives spelt out.</summary>
    public IReadOnlyList<Superinstruction> Result => _result;

    /// <summary>Reads the section.</summary>
    public void Read(JsonValue section)
    {
        if (new JsonFields(section, "'superinstructions'", Fields, diagnostics) is not { IsObject: true } fields)
        {
            return;
        }

        foreach (JsonMember set in fields.Object("sets"))
        {
            if (!Names.IsKebab(set.Name.Text))
            {
                diagnostics.Report(TableDiagnostics.BadName, set.Name.Span, set.Name.Text, "a set: expected lower-case words such as i32-compare");
            }
            else if (JsonFields.AsString(set, diagnostics) is { } words)
            {
                _sets.Add(set.Name.Text, words.Text);
            }
        }

        foreach (JsonValue line in fields.Array("sequences", required: true))
        {
            ReadLine(line);
        }
    }

    private void ReadLine(JsonValue line)
    {
        if (line.Kind != JsonKind.String)
        {
            diagnostics.Report(TableDiagnostics.WrongJsonType, line.Span, "sequences", "an array of strings");
            return;
        }

        IEnumerable<IEnumerable<SequenceElement>> sequences = [[]];
        foreach (string word in line.Text.Split([' '], StringSplitOptions.RemoveEmptyEntries))
        {
            List<SequenceElement> alternatives = [];
            foreach (string text in Expand(word).Split('|'))
            {
                if (ReadElement(text, line) is not { } element)
                {
                    return;
                }

                alternatives.Add(element);
            }

            sequences = sequences.SelectMany(sequence => alternatives.Select(alternative => sequence.Append(alternative))).ToArray();
        }

        SequenceElement[][] typed = [.. sequences.Select(static sequence => sequence.ToArray()).Where(SequenceTypes.Fit)];
        if (typed.Length == 0)
        {
            diagnostics.Report(TableDiagnostics.BadSuperinstruction, line.Span, line.Text, "no code can have it: the types of operands differ");
        }

        foreach (SequenceElement[] sequence in typed)
        {
            Add(sequence, line);
        }
    }

    /// <summary>Whether an immediate can take so many bytes.</summary>
    private static bool CanTake(Immediate immediate, int length) => length == immediate.ShortestLength
        || (!immediate.IsFixed && length > immediate.ShortestLength
            && length - immediate.ShortestLength < (immediate.Kind == ImmediateKind.I64 ? MaxBytes64 : MaxBytes32));

    /// <summary>A word with the alternatives of the sets that it names.</summary>
    private string Expand(string word) => string.Join("|", word.Split('|').Select(part =>
        part.StartsWith("<", StringComparison.Ordinal) && part.EndsWith(">", StringComparison.Ordinal) && FindSet(part.Substring(1, part.Length - 2)) is { } words ? words : part));

    private string? FindSet(string name)
    {
        if (_sets.TryGetValue(name, out string words))
        {
            return words;
        }

        string[] ofFeature = [.. instructions.Where(i => i.Feature.Name == name).Select(static i => i.Mnemonic)];
        return ofFeature.Length > 0 ? string.Join("|", ofFeature) : null;
    }

    private SequenceElement? ReadElement(string text, JsonValue line)
    {
        string[] parts = text.Split(':');
        if (!_byName.TryGetValue(parts[0], out Instruction instruction))
        {
            diagnostics.Report(TableDiagnostics.UnknownOpcode, line.Span, parts[0]);
            return null;
        }

        if (parts.Length == 1)
        {
            return new SequenceElement(instruction, new EquatableArray<int>([.. instruction.Immediates.Select(static i => i.ShortestLength)]));
        }

        int[] lengths = [.. parts[1].Split(',').Select(static number => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int length) ? length : -1)];
        if (parts.Length > 2 || lengths.Length != instruction.Immediates.Count || !instruction.Immediates.Zip(lengths, CanTake).All(static can => can))
        {
            diagnostics.Report(TableDiagnostics.BadSuperinstruction, line.Span, line.Text, $"'{text}' has no immediates of that length");
            return null;
        }

        return new SequenceElement(instruction, new EquatableArray<int>(lengths));
    }

    private void Add(SequenceElement[] elements, JsonValue line)
    {
        string text = string.Join(" ", elements.Select(static e => e.Text));
        string identifier = string.Concat(elements.Select(static e => e.Identifier));
        var sequence = new Superinstruction(identifier, text, new EquatableArray<SequenceElement>(elements));
        if (Mistake(elements) is { } mistake)
        {
            diagnostics.Report(TableDiagnostics.BadSuperinstruction, line.Span, text, mistake);
        }
        else if (_identifiers.Add(identifier))
        {
            _result.Add(sequence);
        }
    }

    private static string? Mistake(SequenceElement[] elements)
    {
        if (elements.Length == 0 || (elements.Length == 1 && elements[0].IsShortest && elements[0].Instruction.Prefix is null))
        {
            return "it must have two opcodes, or one with longer immediates or behind a prefix";
        }

        if (elements.Sum(static e => e.Length) > MaxBytes)
        {
            return $"it takes more than {MaxBytes} bytes";
        }

        for (int i = 0; i < elements.Length; i++)
        {
            Instruction instruction = elements[i].Instruction;
            bool isLast = i == elements.Length - 1;
            if ((instruction.Prefix is not null && instruction.Flow != Flow.Next) || instruction.Internal || instruction.Results.Count > 1 || instruction.Flow is Flow.Trap or Flow.Exit
                || instruction.Immediates.Any(static i => i.Kind is ImmediateKind.Valtypes))
            {
                return $"{instruction.Mnemonic} cannot stand in one";
            }

            if (instruction.Flow is Flow.Branch or Flow.BranchTable && !elements[i].IsShortest)
            {
                return $"{instruction.Mnemonic} can only have the shortest immediates";
            }

            if (!isLast && instruction.Flow != Flow.Next)
            {
                return $"{instruction.Mnemonic} can only be the last one";
            }
        }

        return null;
    }
}
