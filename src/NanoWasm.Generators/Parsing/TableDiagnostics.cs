// Every mistake that a table can have: number, title and message.
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace NanoWasm.Generators.Parsing;

/// <summary>The diagnostics of the table, <c>NWT001</c> and up. All are errors: a row that has one is left out.</summary>
internal static class TableDiagnostics
{
    public static readonly DiagnosticDescriptor BadJson = new(
        "NWT001", "Bad JSON", "The table is not valid JSON: {0}", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor UnknownField = new(
        "NWT002", "Unknown field", "Unknown field '{0}': there are {1}", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor MissingField = new(
        "NWT003", "Missing field", "The field '{0}' is missing", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor WrongJsonType = new(
        "NWT004", "Wrong JSON type", "'{0}' must be {1}", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor RepeatedField = new(
        "NWT005", "Repeated field", "'{0}' is there twice", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor BadName = new(
        "NWT006", "Bad name", "'{0}' is no name for {1}", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor BadCode = new(
        "NWT007", "Bad code", "'{0}' is no opcode: expected a byte such as 6A, or a prefix and a number such as FC:0A", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor DuplicateCode = new(
        "NWT008", "Duplicate code", "The code {0} is taken by {1}", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor DuplicateName = new(
        "NWT009", "Duplicate name", "The name '{0}' is taken by {1}", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor BadSignature = new(
        "NWT010", "Bad signature", "Bad signature: {0}", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor UnknownType = new(
        "NWT011", "Unknown type", "Unknown type '{0}': there are {1}", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor BadImmediate = new(
        "NWT012", "Bad immediate", "'{0}' is no immediate: expected name:kind", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor UnknownImmediateKind = new(
        "NWT013", "Unknown kind of immediate", "Unknown kind of immediate '{0}': there are {1}", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor NameClash = new(
        "NWT014", "Name clash", "The name '{0}' is taken by {1}", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor UnknownOperand = new(
        "NWT015", "Unknown operand", "'{0}' is neither an operand nor an immediate of this row: there are {1}", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor BadExpression = new(
        "NWT016", "Bad expression", "Not a C# expression: {0}", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor EscapeInExpression = new(
        "NWT017", "Escape in expression", "An expression must be written without escapes, so that its columns are those of the file", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor UnusedOperand = new(
        "NWT018", "Unused operand", "'{0}' is used neither in exec nor in traps", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor UnknownTrap = new(
        "NWT019", "Unknown trap", "Unknown trap '{0}': there are {1}", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor UnknownFeature = new(
        "NWT020", "Unknown feature", "Unknown feature '{0}': there are {1}", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor UnknownFlow = new(
        "NWT021", "Unknown flow", "Unknown flow '{0}': there are {1}", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor FlowMismatch = new(
        "NWT022", "Row does not fit its flow", "A row with flow '{0}' {1}", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor BadAccess = new(
        "NWT023", "Bad memory access", "Bad memory access: {0}", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor BadRange = new(
        "NWT024", "Bad range", "'{0}' is no range of opcodes: expected one such as 06, 06-07 or FC:13-16", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor OverlappingRange = new(
        "NWT025", "Overlapping range", "The range {0} overlaps {1}", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor TooManyFeatures = new(
        "NWT026", "Too many features", "There can be no more than 64 features, one for each bit of WasmFeatures", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor SecondTable = new(
        "NWT027", "Second table", "The table is {0}: there can be no other", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor UnknownOpcode = new(
        "NWT028", "Unknown opcode", "Unknown opcode '{0}' in a superinstruction", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor BadSuperinstruction = new(
        "NWT029", "Bad superinstruction", "Bad superinstruction '{0}': {1}", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor BadVersion = new(
        "NWT030", "Bad version", "'{0}' is no version of WebAssembly: expected one such as 2.0", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor ReservedButImplemented = new(
        "NWT031", "Reserved opcodes of an implemented feature", "'{0}' is implemented, but the opcodes {1} are reserved for it", Category, DiagnosticSeverity.Error, true);

    private const string Category = "NanoWasm.Table";

    private static readonly Dictionary<string, DiagnosticDescriptor> ById = new DiagnosticDescriptor[]
    {
        BadJson, UnknownField, MissingField, WrongJsonType, RepeatedField, BadName, BadCode, DuplicateCode, DuplicateName,
        BadSignature, UnknownType, BadImmediate, UnknownImmediateKind, NameClash, UnknownOperand, BadExpression,
        EscapeInExpression, UnusedOperand, UnknownTrap, UnknownFeature, UnknownFlow, FlowMismatch, BadAccess, BadRange,
        OverlappingRange, TooManyFeatures, SecondTable, UnknownOpcode, BadSuperinstruction, BadVersion, ReservedButImplemented,
    }.ToDictionary(static descriptor => descriptor.Id);

    /// <summary>The descriptor with an id.</summary>
    public static DiagnosticDescriptor Get(string id) => ById[id];

    /// <summary>All descriptors, in the order of their ids.</summary>
    public static IEnumerable<DiagnosticDescriptor> All => ById.Values;
}
