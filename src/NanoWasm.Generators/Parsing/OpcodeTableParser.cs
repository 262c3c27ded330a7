// opcodes.json → table and mistakes: the file's top level. Rows are read by RowParser.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Parsing;

/// <summary>Reads the table. Every mistake in the file is found in one go; what has one is left out.</summary>
internal sealed class OpcodeTableParser
{
    /// <summary>The fields of the file's top level.</summary>
    public static readonly IReadOnlyList<string> Fields = ["$schema", "features", "traps", "reserved", "opcodes", "superinstructions"];

    /// <summary>The fields of a feature.</summary>
    public static readonly IReadOnlyList<string> FeatureFields = ["version", "implemented", "doc"];

    private static readonly Regex VersionPattern = new("^([1-9][0-9]?)\\.0$", RegexOptions.CultureInvariant);
    private static readonly Regex RangePattern = new("^(?:([0-9A-F]{2}):)?([0-9A-F]{2,4})(?:-([0-9A-F]{2,4}))?$", RegexOptions.CultureInvariant);

    private readonly DiagnosticBag _diagnostics;
    private readonly List<Feature> _features = [];
    private readonly List<Trap> _traps = [];
    private readonly List<(ReservedOpcodes Range, string Text)> _reserved = [];
    private readonly List<Instruction> _instructions = [];

    private OpcodeTableParser(DiagnosticBag diagnostics) => _diagnostics = diagnostics;

    /// <summary>Reads the table in <paramref name="text"/>, which stands at <paramref name="path"/>.</summary>
    public static ParseResult Parse(string path, string text)
    {
        var diagnostics = new DiagnosticBag(path);
        var map = new SourceMap(text);
        OpcodeTable? table = null;
        if (JsonTree.Read(map, out (string Message, SourceSpan Span)? error) is not { } root)
        {
            diagnostics.Report(TableDiagnostics.BadJson, error!.Value.Span, error.Value.Message);
        }
        else if (new JsonFields(root, "The table", Fields, diagnostics) is { IsObject: true } fields)
        {
            table = new OpcodeTableParser(diagnostics).ReadTable(fields);
        }

        return new ParseResult(path, table, diagnostics.ToEquatableArray());
    }

    /// <summary>What a further file named opcodes.json gives: a mistake.</summary>
    public static ParseResult SecondTable(string path, string firstPath)
    {
        var diagnostics = new DiagnosticBag(path);
        diagnostics.Report(TableDiagnostics.SecondTable, default, firstPath);
        return new ParseResult(path, null, diagnostics.ToEquatableArray());
    }

    private OpcodeTable ReadTable(JsonFields fields)
    {
        _ = fields.String("$schema");
        foreach (JsonMember member in fields.Object("features", required: true))
        {
            ReadFeature(member);
        }

        foreach (JsonMember member in fields.Object("traps", required: true))
        {
            ReadTrap(member);
        }

        foreach (JsonMember member in fields.Object("reserved"))
        {
            ReadReserved(member);
        }

        foreach (JsonValue row in fields.Array("opcodes", required: true))
        {
            _instructions.AddRange(RowParser.Read(row, _features, _traps, _diagnostics));
        }

        RemoveDuplicates();
        var superinstructions = new SuperinstructionParser(_instructions, _diagnostics);
        if (fields.Value("superinstructions") is { } section)
        {
            superinstructions.Read(section);
        }

        return new OpcodeTable(
            new EquatableArray<Feature>(_features),
            new EquatableArray<Trap>(_traps),
            new EquatableArray<ReservedOpcodes>(_reserved.Select(static reserved => reserved.Range)),
            new EquatableArray<Instruction>(_instructions),
            new EquatableArray<Superinstruction>(superinstructions.Result));
    }

    private void ReadFeature(JsonMember member)
    {
        string name = member.Name.Text;
        if (!Names.IsKebab(name))
        {
            _diagnostics.Report(TableDiagnostics.BadName, member.Name.Span, name, "a feature: expected lower-case words such as tail-call");
        }
        else if (_features.Count == 64)
        {
            _diagnostics.Report(TableDiagnostics.TooManyFeatures, member.Name.Span);
        }
        else if (new JsonFields(member.Value, $"The feature {name}", FeatureFields, _diagnostics) is { IsObject: true } fields)
        {
            int? version = ReadVersion(fields);
            _features.Add(new Feature(name, Names.ToPascal(name), version, fields.Boolean("implemented", absent: true), fields.String("doc", required: true)?.Text ?? string.Empty));
        }
    }

    private int? ReadVersion(JsonFields fields)
    {
        if (fields.String("version") is not { } version)
        {
            return null;
        }

        Match match = VersionPattern.Match(version.Text);
        if (!match.Success)
        {
            _diagnostics.Report(TableDiagnostics.BadVersion, version.Span, version.Text);
            return null;
        }

        return int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private void ReadTrap(JsonMember member)
    {
        string name = member.Name.Text;
        if (!Names.IsPascal(name) || name == "None")
        {
            _diagnostics.Report(TableDiagnostics.BadName, member.Name.Span, name, "a trap: expected one such as IntegerOverflow");
        }
        else if (JsonFields.AsString(member, _diagnostics) is { } message)
        {
            _traps.Add(new Trap(name, message.Text));
        }
    }

    private void ReadReserved(JsonMember member)
    {
        if (JsonFields.AsString(member, _diagnostics) is not { } featureName)
        {
            return;
        }

        Feature? feature = _features.FirstOrDefault(known => known.Name == featureName.Text);
        if (feature is null)
        {
            _diagnostics.Report(TableDiagnostics.UnknownFeature, featureName.Span, featureName.Text, Names.List(_features.Select(static known => known.Name)));
            return;
        }

        string text = member.Name.Text;
        if (feature.Implemented)
        {
            _diagnostics.Report(TableDiagnostics.ReservedButImplemented, featureName.Span, feature.Name, text);
        }

        Match match = RangePattern.Match(text);
        int? prefix = match.Groups[1].Success ? Hex(match.Groups[1].Value) : null;
        int first = match.Success ? Hex(match.Groups[2].Value) : 0;
        int last = match.Groups[3].Success ? Hex(match.Groups[3].Value) : first;
        if (!match.Success || last < first || (prefix is null && last > 0xFF))
        {
            _diagnostics.Report(TableDiagnostics.BadRange, member.Name.Span, text);
            return;
        }

        foreach ((ReservedOpcodes range, string rangeText) in _reserved)
        {
            if (range.Prefix == prefix && first <= range.Last && range.First <= last)
            {
                _diagnostics.Report(TableDiagnostics.OverlappingRange, member.Name.Span, text, rangeText);
                return;
            }
        }

        _reserved.Add((new ReservedOpcodes(prefix, first, last, feature), text));

        static int Hex(string digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    /// <summary>Reports and removes opcodes whose name or code is taken, by an earlier opcode, a prefix or a reserved range.</summary>
    private void RemoveDuplicates()
    {
        var byName = new Dictionary<string, Instruction>(StringComparer.Ordinal);
        var byCode = new Dictionary<string, Instruction>(StringComparer.Ordinal);
        var prefixes = new HashSet<int>(_instructions.Where(static i => i.Prefix is not null).Select(static i => i.Prefix!.Value));
        var kept = new List<Instruction>();
        foreach (Instruction instruction in _instructions)
        {
            int before = _diagnostics.Reports;
            if (byName.TryGetValue(instruction.Identifier, out Instruction other))
            {
                _diagnostics.Report(TableDiagnostics.DuplicateName, instruction.Span, instruction.Mnemonic, $"{other.Mnemonic} ({other.CodeText})");
            }

            if (byCode.TryGetValue(instruction.CodeText, out other))
            {
                _diagnostics.Report(TableDiagnostics.DuplicateCode, instruction.CodeSpan, instruction.CodeText, other.Mnemonic);
            }
            else if (instruction.Prefix is null && prefixes.Contains(instruction.Code))
            {
                _diagnostics.Report(TableDiagnostics.DuplicateCode, instruction.CodeSpan, instruction.CodeText, "the prefix of other opcodes");
            }

            foreach ((ReservedOpcodes range, string _) in _reserved)
            {
                if (range.Prefix == instruction.Prefix && range.First <= instruction.Code && instruction.Code <= range.Last)
                {
                    _diagnostics.Report(TableDiagnostics.DuplicateCode, instruction.CodeSpan, instruction.CodeText, $"the reserved opcodes of {range.Feature.Name}");
                }
            }

            if (_diagnostics.Reports == before)
            {
                byName.Add(instruction.Identifier, instruction);
                byCode.Add(instruction.CodeText, instruction);
                kept.Add(instruction);
            }
        }

        _instructions.Clear();
        _instructions.AddRange(kept);
    }
}
