// What validation does for one opcode.
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using NanoWasm.Generators.Model;
using NanoWasm.Generators.Parsing;

namespace NanoWasm.Generators.Emit;

/// <summary>
/// Writes the statements of one opcode's rule: read its immediates and check what they name, then either call the hand-written method that the row names
/// in <c>validate</c>, or compare the operands with the signature. The usual case (operands are there and fit) is done in place; everything else,
/// unreachable code included, goes to <c>Slow</c>, which takes the operands' types as bytes of a number, the top one lowest.
/// </summary>
internal static class ValidationRule
{
    /// <summary>The statements as lines. They end by going to the next instruction, to one of the loop's labels, or to its push of <c>result</c>.</summary>
    /// <param name="instruction">The opcode.</param>
    /// <param name="constant">Whether it stands in a constant expression.</param>
    public static string Write(Instruction instruction, bool constant)
    {
        List<string> lines = [];
        if (constant && instruction.Constant is { } feature && feature != instruction.Feature)
        {
            lines.AddRange(LeaveIf($"!_reader->Require(WasmFeatures.{feature.Identifier}, start)"));
        }

        foreach (Immediate immediate in instruction.Immediates)
        {
            lines.AddRange(ReadImmediate(instruction, immediate));
        }

        // Tables and memories are looked for before segments, as the text format has them.
        foreach (Immediate immediate in instruction.Immediates.OrderBy(static immediate => immediate.Kind is ImmediateKind.Elem or ImmediateKind.Data))
        {
            lines.AddRange(CheckImmediate(immediate, constant));
            if (instruction.Validate is null && UsesAddress(instruction, immediate))
            {
                lines.Add($"ValType {AddressOf(immediate.Name)} = {(immediate.Kind == ImmediateKind.Memory ? "MemoryAddressType" : "TableAddressType")}({Index(immediate)});");
            }
        }

        lines.AddRange(instruction.Validate is { } method ? CallMethod(instruction, method) : ApplySignature(instruction));
        return string.Join("\n", lines);
    }

    private static string Index(Immediate immediate) => immediate.Name + "Index";

    private static string TypeOf(string immediate) => immediate + "Type";

    private static string AddressOf(string immediate) => immediate + "Address";

    private static bool UsesAddress(Instruction instruction, Immediate immediate) =>
        instruction.Operands.Select(static operand => operand.Type).Concat(instruction.Results).Any(type => type.AddressOf.Contains(immediate.Name));

    private static IEnumerable<string> ReadImmediate(Instruction instruction, Immediate immediate)
    {
        switch (immediate.Kind)
        {
            case ImmediateKind.Memarg:
                return ReadMemarg(instruction);
            case ImmediateKind.Heaptype:
                string type = TypeOf(immediate.Name);
                return [$"ValType {type} = ReadHeapType(p);", .. LeaveIf($"{type} == ValType.Bottom"), "p = _reader->Position;"];
            case ImmediateKind.I32:
                return SkipNumber("SkipS32");
            case ImmediateKind.I64:
                return SkipNumber("SkipS64");
            case ImmediateKind.F32:
                return SkipBytes(4);
            case ImmediateKind.F64:
                return SkipBytes(8);
            case ImmediateKind.V128:
                return SkipBytes(16);
            case ImmediateKind.Lane:
                return [.. LeaveIf($"!CheckLanes(p, start, 1, {TypeViews.LaneCount(instruction)})"), "p++;"];
            case ImmediateKind.Lanes:
                return [.. LeaveIf($"!CheckLanes(p, start, 16, {2 * TypeViews.LaneCount(instruction)})"), "p += 16;"];
            case ImmediateKind.Zero:
                return [.. LeaveIf("!CheckZero(p)"), "p++;"];
            case ImmediateKind.Blocktype or ImmediateKind.Labels or ImmediateKind.Catches or ImmediateKind.Valtypes:
                // Read by the row's own method.
                return [];
            default:
                return ReadNumber(Index(immediate));
        }
    }

    private static IEnumerable<string> CheckImmediate(Immediate immediate, bool constant)
    {
        string index = Index(immediate);
        string type = TypeOf(immediate.Name);
        return immediate.Kind switch
        {
            ImmediateKind.Local => FindLocal(type, index),
            ImmediateKind.Global => FindType(type, $"{(constant ? "ConstantGlobalType" : "GlobalType")}({index}, start)"),
            ImmediateKind.MutableGlobal => FindType(type, $"MutableGlobalType({index}, start)"),
            ImmediateKind.Table => FindType(type, $"TableElementType({index}, start)"),
            ImmediateKind.Func => LeaveIf($"!CheckFunction({index}, start)"),
            ImmediateKind.DeclaredFunc => FindType(type, $"{(constant ? "ConstantFunctionType" : "DeclaredFunctionType")}({index}, start)"),
            ImmediateKind.Type => LeaveIf($"!CheckType({index}, start)"),
            ImmediateKind.Elem => LeaveIf($"!CheckElementSegment({index}, start)"),
            ImmediateKind.Data => LeaveIf($"!CheckDataSegment({index}, start)"),
            ImmediateKind.Tag => LeaveIf($"!CheckTag({index}, start)"),
            ImmediateKind.Memory => LeaveIf($"!CheckMemory({index}, start)"),
            _ => [],
        };
    }

    private static IEnumerable<string> FindType(string name, string expression) => [$"ValType {name} = {expression};", .. LeaveIf($"{name} == ValType.Bottom")];

    /// <summary>Locals that are not in the flat array, and those that have to be set before they are read, are looked up elsewhere.</summary>
    private static IEnumerable<string> FindLocal(string name, string index) =>
    [
        $"ValType {name} = {index} < flatCount ? flat[{index}] : ValType.Bottom;",
        $"if ({name} == ValType.Bottom)",
        "{",
        $"    {name} = LocalType({index}, start);",
        .. LeaveIf($"{name} == ValType.Bottom").Where(static line => line.Length != 0).Select(static line => "    " + line),
        "}",
        string.Empty,
    ];

    private static IEnumerable<string> ReadNumber(string name) =>
    [
        $"uint {name};",
        "if (p < end && *p < 0x80)",
        "{",
        $"    {name} = *p++;",
        "}",
        "else",
        "{",
        .. LeaveIf("!ReadWideNumber(p)").Select(static line => "    " + line),
        $"    {name} = _number;",
        "    p = _reader->Position;",
        "}",
        string.Empty,
    ];

    /// <summary>A memory with 64-bit addresses is left to <c>Slow</c>, with the immediates behind read.</summary>
    private static IEnumerable<string> ReadMemarg(Instruction instruction)
    {
        int exponent = Exponent(instruction.Access?.Size ?? 1);
        IEnumerable<Immediate> behind = instruction.Immediates.SkipWhile(static immediate => immediate.Kind != ImmediateKind.Memarg).Skip(1);
        (string compare, string method) = instruction.Atomic is null ? ("<=", "ReadMemarg") : ("==", "ReadAtomicMemarg");
        return
        [
            $"if (end - p >= 2 && p[0] {compare} {exponent} && p[1] < 0x80 && hasMemory32)",
            "{",
            "    p += 2;",
            "}",
            "else",
            "{",
            .. LeaveIf($"!{method}(p, start, {exponent})").Select(static line => "    " + line),
            "    p = _reader->Position;",
            "    if (_addressType == ValType.I64)",
            "    {",
            .. behind.SelectMany(immediate => ReadImmediate(instruction, immediate)).Concat(ApplySlowly(instruction, "ValType.I64")).Select(static line => line.Length == 0 ? line : "        " + line),
            "    }",
            "}",
            string.Empty,
        ];
    }

    private static IEnumerable<string> SkipNumber(string method) =>
    [
        "if (p < end && *p < 0x80)",
        "{",
        "    p++;",
        "}",
        "else",
        "{",
        .. LeaveIf($"!{method}(p)").Select(static line => "    " + line),
        "    p = _reader->Position;",
        "}",
        string.Empty,
    ];

    private static IEnumerable<string> SkipBytes(int count) =>
    [
        $"if (end - p < {count})",
        "{",
        "    _reader->Fail(ErrorCode.UnexpectedEnd, end);",
        "    goto Leave;",
        "}",
        string.Empty,
        $"p += {count};",
    ];

    private static IEnumerable<string> LeaveIf(string condition) => [$"if ({condition})", "{", "    goto Leave;", "}", string.Empty];

    private static IEnumerable<string> CallMethod(Instruction instruction, string method)
    {
        IEnumerable<string> arguments = instruction.Immediates
            .Where(static immediate => immediate.Kind is not (ImmediateKind.Blocktype or ImmediateKind.Labels or ImmediateKind.Catches or ImmediateKind.Valtypes))
            .Select(static immediate => immediate.Kind == ImmediateKind.Heaptype ? TypeOf(immediate.Name) : Index(immediate));
        return
        [
            "_instruction = start;",
            "_reader->Position = p;",
            "_sp = sp;",
            .. LeaveIf($"!Validate{method}({string.Join(", ", arguments)})"),
            "goto Reload;",
        ];
    }

    private static List<string> ApplySignature(Instruction instruction)
    {
        int count = instruction.Operands.Count;
        TypeView? result = instruction.Results.Count > 0 ? instruction.Results[0] : null;
        if (instruction.Results.Count > 1)
        {
            return ApplySignatureWithTwoResults(instruction);
        }

        if (count == 0)
        {
            return result is null ? ["continue;"] : [$"result = {TypeText(result)};", "break;"];
        }

        List<string> lines = [$"if ({Fits(instruction)})", "{"];
        int drop = result is null ? count : count - 1;
        if (drop > 0)
        {
            lines.Add(drop == 1 ? "    sp--;" : $"    sp -= {drop};");
        }

        if (result is not null && TypeText(result) != TypeText(instruction.Operands[0].Type))
        {
            lines.Add($"    sp[-1] = {TypeText(result)};");
        }

        lines.Add("    continue;");
        lines.Add("}");
        lines.Add(string.Empty);
        lines.AddRange(ApplySlowly(instruction, "ValType.I32"));
        return lines;
    }

    /// <summary>Leaves the signature to <c>Slow</c>.</summary>
    /// <param name="instruction">The opcode.</param>
    /// <param name="address">The type of the address of a memory access.</param>
    private static IEnumerable<string> ApplySlowly(Instruction instruction, string address) =>
    [
        .. instruction.Operands.Where(static operand => operand.Type.Wasm == WasmType.OfImmediate).Select(static operand => $"_named = {TypeText(operand.Type)};").Distinct(),
        $"operands = {Operands(instruction, address)};",
        $"result = {(instruction.Results.Count == 0 ? "ValType.Bottom" : TypeText(instruction.Results[0]))};",
        "goto Slow;",
    ];

    /// <summary>Few opcodes have two results: they all go the slow way.</summary>
    private static List<string> ApplySignatureWithTwoResults(Instruction instruction) =>
    [
        "_instruction = start;",
        "_reader->Position = p;",
        "_sp = sp;",
        .. LeaveIf($"!Apply({Operands(instruction, "ValType.I32")}, {TypeText(instruction.Results[0])}) || !Push({TypeText(instruction.Results[1])})"),
        "goto Reload;",
    ];

    /// <summary>The types of all operands as one number, the top one lowest.</summary>
    private static string Operands(Instruction instruction, string address) =>
        string.Join(" | ", instruction.Operands.Reverse().Select((operand, i) => Packed(operand.Type, 8 * i, address)));

    /// <summary>The condition that the operands are there and have their types.</summary>
    private static string Fits(Instruction instruction)
    {
        int count = instruction.Operands.Count;
        List<string> conditions = [count == 1 ? "sp != bottom" : $"sp - bottom >= {count}"];
        if (count == 2 && Code(instruction.Operands[0].Type) is uint low && Code(instruction.Operands[1].Type) is uint high)
        {
            // Both types at once.
            conditions.Add($"*(ulong*)(sp - 2) == 0x{high:X8}_{low:X8}UL");
            return string.Join(" && ", conditions);
        }

        for (int i = 0; i < count; i++)
        {
            TypeView type = instruction.Operands[i].Type;
            string place = $"sp[-{count - i}]";
            switch (type.Wasm)
            {
                case WasmType.Any:
                    break;
                case WasmType.Ref:
                    conditions.Add($"{place}.IsReference()");
                    break;
                default:
                    conditions.Add($"{place} == {TypeText(type)}");
                    break;
            }
        }

        return string.Join(" && ", conditions);
    }

    private static string Packed(TypeView type, int shift, string address)
    {
        string value = type.Wasm switch
        {
            WasmType.Any => "AnyType",
            WasmType.Ref => "AnyReference",
            WasmType.OfImmediate => "NamedType",
            _ => $"(ulong){(type.Text == "addr" ? address : TypeText(type))}",
        };
        return shift == 0 ? value : $"({value} << {shift.ToString(CultureInfo.InvariantCulture)})";
    }

    private static string TypeText(TypeView type) =>
        type.Wasm == WasmType.OfImmediate ? TypeOf(type.Immediate!)
        : type.IsAddress ? type.AddressOf.Select(AddressOf).Aggregate(static (first, second) => $"SmallerAddressType({first}, {second})")
        : $"ValType.{type.Wasm}";

    /// <summary>The type's code in the binary format, where it is known here.</summary>
    private static uint? Code(TypeView type) => type.Wasm switch
    {
        _ when type.IsAddress => null,
        WasmType.I32 => 0x7F,
        WasmType.I64 => 0x7E,
        WasmType.F32 => 0x7D,
        WasmType.F64 => 0x7C,
        WasmType.FuncRef => 0x70,
        WasmType.ExternRef => 0x6F,
        WasmType.V128 => 0x7B,
        _ => null,
    };

    private static int Exponent(int size) => size switch
    {
        1 => 0,
        2 => 1,
        4 => 2,
        8 => 3,
        _ => 4,
    };
}
