// One row of the table → its instructions.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Parsing;

/// <summary>Reads a row. What its fields say is read once; types are resolved for each of its opcodes.</summary>
internal sealed class RowParser
{
    /// <summary>The fields of a row.</summary>
    public static readonly IReadOnlyList<string> Fields =
        ["ops", "imm", "sig", "load", "store", "atomic", "traps", "exec", "flow", "validate", "since", "const", "internal", "doc"];

    /// <summary>The values of <c>flow</c>.</summary>
    public static readonly IReadOnlyDictionary<string, Flow> Flows = new Dictionary<string, Flow>
    {
        ["next"] = Flow.Next,
        ["branch"] = Flow.Branch,
        ["branch-or-keep"] = Flow.BranchOrKeep,
        ["branch-keeping"] = Flow.BranchKeeping,
        ["branch-peeking"] = Flow.BranchPeeking,
        ["branch-table"] = Flow.BranchTable,
        ["call"] = Flow.Call,
        ["call-reference"] = Flow.CallReference,
        ["tail-call"] = Flow.TailCall,
        ["tail-call-reference"] = Flow.TailCallReference,
        ["return"] = Flow.Return,
        ["stack"] = Flow.Stack,
        ["trap"] = Flow.Trap,
        ["exit"] = Flow.Exit,
    };

    private static readonly Feature NoFeature = new(string.Empty, string.Empty, Version: null, Implemented: false, string.Empty);
    private static readonly Regex CodePattern = new("^(?:([0-9A-F]{2}):([0-9A-F]{2,4})|([0-9A-F]{2}))$", RegexOptions.CultureInvariant);
    private static readonly Regex LineBreak = new(@"[\r\n\u0085\u2028\u2029]\s*", RegexOptions.CultureInvariant);

    private readonly JsonValue _row;
    private readonly JsonFields _fields;
    private readonly IReadOnlyList<Feature> _features;
    private readonly IReadOnlyList<Trap> _traps;
    private readonly DiagnosticBag _diagnostics;

    private RowParser(JsonValue row, IReadOnlyList<Feature> features, IReadOnlyList<Trap> traps, DiagnosticBag diagnostics)
    {
        _row = row;
        _features = features;
        _traps = traps;
        _diagnostics = diagnostics;
        _fields = new JsonFields(row, "A row", Fields, diagnostics);
    }

    /// <summary>Reads a row.</summary>
    /// <returns>Its instructions; none if it has a mistake, which is then reported.</returns>
    public static IReadOnlyList<Instruction> Read(JsonValue row, IReadOnlyList<Feature> features, IReadOnlyList<Trap> traps, DiagnosticBag diagnostics)
    {
        int before = diagnostics.Reports;
        List<Instruction> instructions = new RowParser(row, features, traps, diagnostics).ReadRow();
        return diagnostics.Reports == before ? instructions : [];
    }

    private List<Instruction> ReadRow()
    {
        IReadOnlyList<JsonMember> opcodes = ReadOpcodes();
        Signature signature = SignatureParser.Read(_fields.String("imm"), _fields.String("sig"), _diagnostics);
        JsonValue? load = _fields.String("load");
        JsonValue? store = _fields.String("store");
        JsonValue? atomic = _fields.String("atomic");
        (JsonValue? exec, JsonValue? secondExec) = ReadExec();
        IReadOnlyList<(JsonValue Kind, JsonValue Condition)> traps = ReadTraps();
        (Flow flow, JsonValue? flowValue) = ReadFlow();
        JsonValue? validate = ReadValidate();
        Feature? feature = ReadFeature();
        Feature? constant = ReadConstant(feature);
        bool isInternal = _fields.Boolean("internal");
        string doc = _fields.String("doc")?.Text ?? string.Empty;

        var checker = new RowChecker(_row, signature, load, store, atomic, traps, exec, secondExec, flow, flowValue, _diagnostics);
        checker.Check();

        string row = LineBreak.Replace(_row.Source, " ");
        var instructions = new List<Instruction>();
        foreach (JsonMember opcode in opcodes)
        {
            string mnemonic = opcode.Name.Text;
            if (!Names.IsMnemonic(mnemonic))
            {
                _diagnostics.Report(TableDiagnostics.BadName, opcode.Name.Span, mnemonic, "an opcode: expected one such as i32.add");
                continue;
            }

            (int? prefix, int code) = ReadCode(opcode);
            instructions.Add(new Instruction(
                mnemonic,
                Names.ToPascal(mnemonic),
                prefix,
                code,
                new EquatableArray<Immediate>(signature.Immediates),
                new EquatableArray<Operand>(signature.ResolveOperands(mnemonic, _diagnostics)),
                new EquatableArray<TypeView>(signature.ResolveResults(mnemonic, _diagnostics)),
                SignatureParser.ReadAccess(load, named: true, mnemonic, _diagnostics),
                SignatureParser.ReadAccess(store, named: false, mnemonic, _diagnostics),
                SignatureParser.ReadAccess(atomic, named: true, mnemonic, _diagnostics),
                new EquatableArray<TrapCheck>(traps.Select(static trap => new TrapCheck(trap.Kind.Text, new Expression(trap.Condition.Text, trap.Condition.Span)))),
                exec is null ? null : new Expression(exec.Text, exec.Span),
                secondExec is null ? null : new Expression(secondExec.Text, secondExec.Span),
                flow,
                validate?.Text,
                feature ?? NoFeature,
                constant,
                isInternal,
                doc,
                row,
                opcode.Name.Span,
                opcode.Value.Span));
        }

        return instructions;
    }

    private IReadOnlyList<JsonMember> ReadOpcodes()
    {
        int before = _diagnostics.Reports;
        IReadOnlyList<JsonMember> opcodes = _fields.Object("ops", required: true);
        if (opcodes.Count == 0 && _fields.IsObject && _diagnostics.Reports == before)
        {
            _diagnostics.Report(TableDiagnostics.WrongJsonType, _row.StartSpan, "ops", "an object with one opcode or more");
        }

        return opcodes;
    }

    private (int? Prefix, int Code) ReadCode(JsonMember opcode)
    {
        if (JsonFields.AsString(opcode, _diagnostics) is not { } value)
        {
            return (null, 0);
        }

        Match match = CodePattern.Match(value.Text);
        if (!match.Success)
        {
            _diagnostics.Report(TableDiagnostics.BadCode, value.Span, value.Text);
            return (null, 0);
        }

        return match.Groups[3].Success ? (null, Hex(match.Groups[3].Value)) : (Hex(match.Groups[1].Value), Hex(match.Groups[2].Value));

        static int Hex(string digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    private List<(JsonValue Kind, JsonValue Condition)> ReadTraps()
    {
        var checks = new List<(JsonValue, JsonValue)>();
        foreach (JsonMember member in _fields.Object("traps"))
        {
            if (!_traps.Any(trap => trap.Kind == member.Name.Text))
            {
                _diagnostics.Report(TableDiagnostics.UnknownTrap, member.Name.Span, member.Name.Text, Names.List(_traps.Select(static trap => trap.Kind)));
            }

            if (JsonFields.AsString(member, _diagnostics) is { } condition)
            {
                checks.Add((member.Name, condition));
            }
        }

        return checks;
    }

    /// <summary>The expression, or the two of a row with two results.</summary>
    private (JsonValue? First, JsonValue? Second) ReadExec()
    {
        switch (_fields.Value("exec"))
        {
            case null:
                return (null, null);
            case { Kind: JsonKind.String } exec:
                return (exec, null);
            case { Kind: JsonKind.Array, Items: { Count: 2 } items } when items.All(static item => item.Kind == JsonKind.String):
                return (items[0], items[1]);
            case { } other:
                _diagnostics.Report(TableDiagnostics.WrongJsonType, other.Span, "exec", "a string, or an array of two");
                return (null, null);
        }
    }

    private (Flow Flow, JsonValue? Value) ReadFlow()
    {
        JsonValue? value = _fields.String("flow");
        if (value is null)
        {
            return (Flow.Next, null);
        }

        if (!Flows.TryGetValue(value.Text, out Flow flow))
        {
            _diagnostics.Report(TableDiagnostics.UnknownFlow, value.Span, value.Text, Names.List(Flows.Keys));
        }

        return (flow, value);
    }

    private JsonValue? ReadValidate()
    {
        JsonValue? value = _fields.String("validate");
        if (value is not null && !Names.IsPascal(value.Text))
        {
            _diagnostics.Report(TableDiagnostics.BadName, value.Span, value.Text, "a validation rule: expected one such as BrTable");
        }

        return value;
    }

    private Feature? ReadFeature()
    {
        const string Default = "mvp";
        JsonValue? since = _fields.String("since");
        return FindFeature(since?.Text ?? Default, since?.Span ?? _row.StartSpan);
    }

    /// <summary>The feature that allows the opcodes in constant expressions: the row's own (<c>true</c>), or the one that is named.</summary>
    private Feature? ReadConstant(Feature? own)
    {
        switch (_fields.Value("const"))
        {
            case null or { Kind: JsonKind.Boolean, Boolean: false }:
                return null;
            case { Kind: JsonKind.Boolean }:
                return own;
            case { Kind: JsonKind.String } name:
                return FindFeature(name.Text, name.Span);
            case { } other:
                _diagnostics.Report(TableDiagnostics.WrongJsonType, other.Span, "const", "true, false or a feature");
                return null;
        }
    }

    private Feature? FindFeature(string name, SourceSpan span)
    {
        Feature? feature = _features.FirstOrDefault(known => known.Name == name);
        if (feature is null)
        {
            _diagnostics.Report(TableDiagnostics.UnknownFeature, span, name, Names.List(_features.Select(static known => known.Name)));
        }

        return feature;
    }
}
