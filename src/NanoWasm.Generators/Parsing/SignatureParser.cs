// The little languages of a row: imm, sig, load and store.
using System;
using System.Collections.Generic;
using System.Linq;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Parsing;

/// <summary>A word of a string and its place.</summary>
internal readonly record struct Word(string Text, int Start, JsonValue Source)
{
    /// <summary>The word's place.</summary>
    public SourceSpan Span => Source.SpanOf(Start, Text.Length);

    /// <summary>A piece of the word.</summary>
    public Word Part(int start, int length) => new(Text.Substring(start, length), Start + start, Source);
}

/// <summary>An operand or an immediate: its name and what stands behind the colon.</summary>
internal readonly record struct NamedWord(Word Name, Word Type);

/// <summary>The immediates (of known kinds), operands and results of a row; types are not yet resolved.</summary>
internal sealed record Signature(IReadOnlyList<NamedWord> ImmediateWords, IReadOnlyList<NamedWord> OperandWords, IReadOnlyList<Word> ResultWords)
{
    /// <summary>The immediates.</summary>
    public IEnumerable<Immediate> Immediates => ImmediateWords.Select(static word => new Immediate(word.Name.Text, Parsing.Immediates.Find(word.Type.Text)!.Kind));

    /// <summary>The operands for one opcode of the row.</summary>
    public IEnumerable<Operand> ResolveOperands(string mnemonic, DiagnosticBag diagnostics)
    {
        foreach (NamedWord operand in OperandWords)
        {
            if (Resolve(operand.Type, mnemonic, diagnostics) is { } type)
            {
                if (type.CSharp == "bool")
                {
                    diagnostics.Report(TableDiagnostics.BadSignature, operand.Type.Span, "bool is the type of results only; an operand is i32");
                }

                yield return new Operand(operand.Name.Text, type);
            }
        }
    }

    /// <summary>The results for one opcode of the row.</summary>
    public IEnumerable<TypeView> ResolveResults(string mnemonic, DiagnosticBag diagnostics) =>
        ResultWords.Select(word => Resolve(word, mnemonic, diagnostics)).OfType<TypeView>();

    private TypeView? Resolve(Word word, string mnemonic, DiagnosticBag diagnostics)
    {
        if (word.Text.StartsWith("$", StringComparison.Ordinal))
        {
            string name = word.Text.Substring(1);
            if (ImmediateWords.Any(word => word.Name.Text == name && Parsing.Immediates.Find(word.Type.Text)!.HasType))
            {
                return TypeViews.OfImmediate(name);
            }

            diagnostics.Report(TableDiagnostics.BadSignature, word.Span, $"'{name}' is no immediate that names something with a type");
            return null;
        }

        if (word.Text.StartsWith("@", StringComparison.Ordinal))
        {
            string[] names = word.Text.Substring(1).Split('&');
            if (names.All(name => ImmediateWords.Any(word => word.Name.Text == name && word.Type.Text is "memory" or "table")))
            {
                return TypeViews.OfAddress(names);
            }

            diagnostics.Report(TableDiagnostics.BadSignature, word.Span, $"'{word.Text}' does not name immediates that are memories or tables");
            return null;
        }

        if (TypeViews.ResolvePrefix(word.Text, mnemonic) is not { } resolved)
        {
            diagnostics.Report(TableDiagnostics.BadSignature, word.Span, $"{word.Text} stands for no type in '{mnemonic}'");
            return null;
        }

        TypeView? type = TypeViews.Find(resolved);
        if (type is null)
        {
            diagnostics.Report(TableDiagnostics.UnknownType, word.Span, word.Text, Names.List(TypeViews.Names));
        }

        return type;
    }
}

/// <summary>Reads the strings of a row into words.</summary>
internal static class SignatureParser
{
    /// <summary>Reads <c>imm</c> and <c>sig</c>. Without the latter, there are neither operands nor results.</summary>
    public static Signature Read(JsonValue? immediates, JsonValue? signature, DiagnosticBag diagnostics)
    {
        var immediateWords = new List<NamedWord>();
        foreach (Word word in Words(immediates))
        {
            if (!TrySplit(word, out NamedWord named))
            {
                diagnostics.Report(TableDiagnostics.BadImmediate, word.Span, word.Text);
            }
            else if (Immediates.Find(named.Type.Text) is null)
            {
                diagnostics.Report(TableDiagnostics.UnknownImmediateKind, named.Type.Span, named.Type.Text, Names.List(Immediates.Names));
            }
            else
            {
                immediateWords.Add(named);
            }
        }

        List<Word> words = [.. Words(signature)];
        int arrow = words.FindIndex(static word => word.Text == "->");
        if (signature is not null && (arrow < 0 || words.FindLastIndex(static word => word.Text == "->") != arrow))
        {
            diagnostics.Report(TableDiagnostics.BadSignature, signature.Span, "expected one '->' between operands and results");
            return new Signature(immediateWords, [], []);
        }

        var operandWords = new List<NamedWord>();
        foreach (Word word in words.Take(Math.Max(arrow, 0)))
        {
            if (TrySplit(word, out NamedWord named))
            {
                operandWords.Add(named);
            }
            else
            {
                diagnostics.Report(TableDiagnostics.BadSignature, word.Span, $"'{word.Text}' is no operand: expected name:type");
            }
        }

        return new Signature(immediateWords, operandWords, [.. words.Skip(arrow + 1)]);
    }

    /// <summary>Reads <c>load</c> or <c>atomic</c>, <c>name:type</c>, or <c>store</c>, <c>type</c>.</summary>
    public static MemoryAccess? ReadAccess(JsonValue? value, bool named, string mnemonic, DiagnosticBag diagnostics)
    {
        if (value is null)
        {
            return null;
        }

        var type = new Word(value.Text, 0, value);
        string? name = null;
        if (named)
        {
            if (LoadName(value) is not { } split)
            {
                diagnostics.Report(TableDiagnostics.BadAccess, value.Span, "expected name:type");
                return null;
            }

            name = split.Name.Text;
            type = split.Type;
        }

        MemoryAccess? access = TypeViews.ResolvePrefix(type.Text, mnemonic) is { } resolved ? TypeViews.FindAccess(resolved, name) : null;
        if (access is null)
        {
            diagnostics.Report(TableDiagnostics.UnknownType, type.Span, type.Text, Names.List(TypeViews.AccessNames));
        }

        return access;
    }

    /// <summary>The parts of <c>load</c> or <c>atomic</c>, or null if it is not <c>name:type</c>.</summary>
    public static NamedWord? LoadName(JsonValue value) => TrySplit(new Word(value.Text, 0, value), out NamedWord named) ? named : null;

    private static bool TrySplit(Word word, out NamedWord named)
    {
        int colon = word.Text.IndexOf(':');
        named = colon < 0 ? default : new NamedWord(word.Part(0, colon), word.Part(colon + 1, word.Text.Length - colon - 1));
        return colon > 0 && Names.IsOperand(named.Name.Text) && named.Type.Text.Length > 0;
    }

    private static IEnumerable<Word> Words(JsonValue? value)
    {
        string text = value?.Text ?? string.Empty;
        for (int start = 0; start < text.Length; start++)
        {
            if (text[start] == ' ')
            {
                continue;
            }

            int end = text.IndexOf(' ', start);
            end = end < 0 ? text.Length : end;
            yield return new Word(text.Substring(start, end - start), start, value!);
            start = end;
        }
    }
}
