// Words for errors in modules.
using System.Globalization;
using System.Text;

namespace NanoWasm.Binary;

/// <summary>
/// Says what is wrong with a module. A message begins with the words of the specification's reference interpreter, which the official test suite
/// expects, and goes on with what was expected and what was found.
/// </summary>
internal static class ErrorText
{
    /// <summary>The kind of an error.</summary>
    public static ModuleErrorKind KindOf(ErrorCode code) => code switch
    {
        < ErrorCode.UnknownType => ModuleErrorKind.Malformed,
        < ErrorCode.Unsupported => ModuleErrorKind.Invalid,
        ErrorCode.Unsupported => ModuleErrorKind.UnsupportedFeature,
        _ => ModuleErrorKind.LimitExceeded,
    };

    /// <summary>The message without the place.</summary>
    /// <param name="error">The error; not <see cref="ErrorCode.None"/>.</param>
    /// <param name="bytes">The module.</param>
    public static string Describe(in ModuleError error, ReadOnlySpan<byte> bytes)
    {
        ulong a = error.Argument0;
        ulong b = error.Argument1;
        return KindOf(error.Code) switch
        {
            ModuleErrorKind.Malformed => DescribeMalformed(error.Code, a, b),
            ModuleErrorKind.Invalid => error.Code == ErrorCode.DuplicateExport
                ? $"duplicate export name \"{Encoding.UTF8.GetString(bytes.Slice((int)a, (int)b))}\""
                : DescribeInvalid(error.Code, a, b),
            ModuleErrorKind.UnsupportedFeature => $"unsupported feature: {FeatureNames.Get((WasmFeatures)a)}",
            _ => DescribeLimit(error.Code, a, b),
        };
    }

    private static string DescribeMalformed(ErrorCode code, ulong a, ulong b) => code switch
    {
        ErrorCode.UnexpectedEnd => "unexpected end of section or function: more bytes were expected",
        ErrorCode.MagicNotDetected => "magic header not detected: a module begins with 00 61 73 6d",
        ErrorCode.UnknownVersion => Text($"unknown binary version {a}: expected 1"),
        ErrorCode.SectionId => Text($"malformed section id {a}: ids go up to {SectionIds.Largest}"),
        ErrorCode.SectionOrder => $"unexpected content after last section: {SectionArticle(a)} section may not stand here, or not twice",
        ErrorCode.SectionSizeMismatch => Text($"section size mismatch: the contents of the {SectionIds.Name((SectionId)a)} section take {b} bytes, which is not the size it gives"),
        ErrorCode.BodySizeMismatch => Text($"section size mismatch: the function's body takes {b} bytes, but gives its size as {a}"),
        ErrorCode.LengthOutOfBounds => Text($"length out of bounds: {a} bytes are announced, but only {b} are left"),
        ErrorCode.IntegerTooLong => Text($"integer representation too long: a number of {a} bits takes at most {(a + 6) / 7} bytes"),
        ErrorCode.IntegerTooLarge => Text($"integer too large: it does not fit into {a} bits"),
        ErrorCode.Utf8 => "malformed UTF-8 encoding of a name",
        ErrorCode.ImportKind => $"malformed import kind {Hex(a)}: expected 00 to 03",
        ErrorCode.ExportKind => $"malformed export kind {Hex(a)}: expected 00 to 03",
        ErrorCode.LimitsFlags => $"malformed limits flags {Hex(a)}",
        ErrorCode.MemopFlags => $"malformed memop flags {Hex(a)}",
        ErrorCode.Mutability => $"malformed mutability {Hex(a)}: expected 00 or 01",
        ErrorCode.ValueType => $"malformed value type {Hex(a)}",
        ErrorCode.ReferenceType => $"malformed reference type {Hex(a)}",
        ErrorCode.HeapType => $"malformed heap type {Hex(a)}",
        ErrorCode.BlockType => "malformed block type",
        ErrorCode.DefinitionType => $"malformed definition type {Hex(a)}: expected 60, a function type",
        ErrorCode.ElementKind => $"malformed element kind {Hex(a)}: expected 00",
        ErrorCode.ElementSegmentKind => Text($"malformed elements segment kind {a}: expected 0 to 7"),
        ErrorCode.DataSegmentKind => Text($"malformed data segment kind {a}: expected 0 to 2"),
        ErrorCode.EndExpected => "END opcode expected: this else has no if",
        ErrorCode.IllegalOpcode => $"illegal opcode {Hex(a)}",
        ErrorCode.IllegalPrefixedOpcode => $"illegal opcode {Hex(a)} {Hex(b)}",
        ErrorCode.MalformedLocalCount => "too many locals: there may be less than 2^32",
        ErrorCode.FunctionAndCodeCount => Text($"function and code section have inconsistent lengths: {a} functions are declared, {b} have bodies"),
        ErrorCode.DataCountMismatch => Text($"data count and data section have inconsistent lengths: {a} segments are announced, {b} are there"),
        ErrorCode.DataCountRequired => "data count section required, because an instruction names a data segment",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "Not an error in the binary format."),
    };

    private static string DescribeInvalid(ErrorCode code, ulong a, ulong b) => code switch
    {
        ErrorCode.UnknownType => Unknown("type", a, b),
        ErrorCode.UnknownFunction => Unknown("function", a, b),
        ErrorCode.UnknownTable => Unknown("table", a, b),
        ErrorCode.UnknownMemory => Unknown("memory", a, b),
        ErrorCode.UnknownGlobal => Unknown("global", a, b),
        ErrorCode.UnknownLocal => Unknown("local", a, b),
        ErrorCode.UnknownLabel => Text($"unknown label {a}: {b} blocks are open, the function included"),
        ErrorCode.UnknownElementSegment => Unknown("elem segment", a, b),
        ErrorCode.UnknownDataSegment => Unknown("data segment", a, b),
        ErrorCode.UndeclaredFunction => Text($"undeclared function reference: function {a} stands in no export, element segment or global"),
        ErrorCode.ImmutableGlobal => Text($"immutable global: global {a} may not be set"),
        ErrorCode.ConstantExpressionRequired => "constant expression required",
        ErrorCode.InvalidResultArity => Text($"invalid result arity: select has 1 type, not {a}"),
        ErrorCode.MemorySize => Text($"memory size must be at most {b} pages (4GiB), not {a}"),
        ErrorCode.TableSize => Text($"table size must be at most {b} elements, not {a}"),
        ErrorCode.LimitsOrder => Text($"size minimum must not be greater than maximum: {a} > {b}"),
        ErrorCode.OffsetOutOfRange => Text($"offset out of range: {a} is not below 2^32"),
        ErrorCode.Alignment => Text($"alignment must not be larger than natural: 2^{a} > 2^{b}"),
        ErrorCode.StartFunction => Text($"start function {a} must have neither parameters nor results"),
        ErrorCode.TypeMismatch => $"type mismatch: expected {TypeText(a)}, found {TypeText(b)}",
        ErrorCode.TypeMismatchEmptyStack => $"type mismatch: expected {(a == 0 ? "an operand" : TypeText(a))}, but the block's stack is empty",
        ErrorCode.TypeMismatchReference => $"type mismatch: expected a reference, found {TypeText(a)}",
        ErrorCode.TypeMismatchNumeric => $"type mismatch: select without a type expects numbers, found {TypeText(a)}",
        ErrorCode.TypeMismatchValuesLeft => Text($"type mismatch: the block has {b} results, but {a} more {(a == 1 ? "value is" : "values are")} left at its end"),
        ErrorCode.TypeMismatchIfWithoutElse => "type mismatch: an if without else must have results of the same types as its parameters",
        ErrorCode.TypeMismatchBranchTable => Text($"type mismatch: labels of a br_table take {a} and {b} values"),
        ErrorCode.TypeMismatchElements => $"type mismatch: expected elements of type {TypeText(a)}, found {TypeText(b)}",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "Not an error of validation."),
    };

    private static string DescribeLimit(ErrorCode code, ulong a, ulong b) => code switch
    {
        ErrorCode.TooManyItems => Text($"too many {ItemText((LimitedItem)b, out uint limit)}: {a}, where at most {limit} are allowed"),
        ErrorCode.TooManyLocals => Text($"too many locals: {a}, where at most {b} are allowed"),
        ErrorCode.FunctionTooLarge => Text($"function too large: its body has {a} bytes, where at most {ImplementationLimits.FunctionBytes} are allowed"),
        ErrorCode.NestingTooDeep => Text($"nesting too deep: {a} blocks are open, where at most {b} are allowed"),
        ErrorCode.OperandStackTooDeep => Text($"operand stack too deep: {a} operands, where at most {b} are allowed"),
        _ => "out of memory: the workspace for loading is too small",
    };

    private static string ItemText(LimitedItem item, out uint limit)
    {
        (string text, limit) = item switch
        {
            LimitedItem.Types => ("types", ImplementationLimits.Types),
            LimitedItem.Functions => ("functions", ImplementationLimits.Functions),
            LimitedItem.Imports => ("imports", ImplementationLimits.Imports),
            LimitedItem.Exports => ("exports", ImplementationLimits.Exports),
            LimitedItem.Globals => ("globals", ImplementationLimits.Globals),
            LimitedItem.Tables => ("tables", ImplementationLimits.Tables),
            LimitedItem.ElementSegments => ("element segments", ImplementationLimits.ElementSegments),
            LimitedItem.ElementItems => ("items of an element segment", ImplementationLimits.ElementItems),
            LimitedItem.DataSegments => ("data segments", ImplementationLimits.DataSegments),
            LimitedItem.Parameters => ("parameters", ImplementationLimits.Parameters),
            LimitedItem.Results => ("results", ImplementationLimits.Results),
            _ => ("labels of a br_table", ImplementationLimits.BranchTableLabels),
        };
        return text;
    }

    private static string Unknown(string what, ulong index, ulong count) => Text($"unknown {what} {index}: there {(count == 1 ? "is" : "are")} {count}");

    private static string SectionArticle(ulong id)
    {
        string name = SectionIds.Name((SectionId)id);
        return name[0] is 'e' or 'i' ? "an " + name : "a " + name;
    }

    private static string TypeText(ulong type) => type == 0 ? "nothing" : ((ValType)type).ToValueKind().ToText();

    private static string Hex(ulong value) => value.ToString("x2", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
