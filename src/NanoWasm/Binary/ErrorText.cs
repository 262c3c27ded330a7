// Words for errors in modules.
using System.Text.Unicode;

namespace NanoWasm.Binary;

/// <summary>
/// Says what is wrong with a module. A message begins with the words of the specification's reference interpreter, which the official test suite
/// expects, and goes on with what was expected and what was found.
/// </summary>
[AllocationFree]
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

    /// <summary>More characters than any message has.</summary>
    public const int MaxLength = 512;

    private const int MaxNameLength = 100;

    /// <summary>The message without the place.</summary>
    /// <param name="error">The error; not <see cref="ErrorCode.None"/>.</param>
    /// <param name="bytes">The module, for names.</param>
    [AllocationFree(false, Justification = "Strings are objects; TryDescribe makes none.")]
    public static string Describe(in ModuleError error, ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[MaxLength];
        return TryDescribe(text, out int length, error, bytes) ? new string(text[..length]) : error.Code.ToString();
    }

    /// <summary>Writes the message without the place; allocates nothing.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="length">The characters written.</param>
    /// <param name="error">The error; not <see cref="ErrorCode.None"/>.</param>
    /// <param name="bytes">The module, for names; may be empty.</param>
    /// <returns>False where there is no room.</returns>
    public static bool TryDescribe(Span<char> to, out int length, in ModuleError error, ReadOnlySpan<byte> bytes)
    {
        ulong a = error.Argument0;
        ulong b = error.Argument1;
        return KindOf(error.Code) switch
        {
            ModuleErrorKind.Malformed => DescribeMalformed(to, out length, error.Code, a, b),
            ModuleErrorKind.Invalid => error.Code == ErrorCode.DuplicateExport
                ? DescribeDuplicateExport(to, out length, bytes.IsEmpty ? [] : bytes.Slice((int)a, (int)b))
                : DescribeInvalid(to, out length, error.Code, a, b),
            ModuleErrorKind.UnsupportedFeature => DescribeFeature(to, out length, (WasmFeatures)a),
            _ => DescribeLimit(to, out length, error.Code, a, b),
        };
    }

    private static bool DescribeDuplicateExport(Span<char> to, out int length, ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[MaxNameLength];
        Utf8.ToUtf16(name, text, out _, out int written);
        return to.TryWriteText($"duplicate export name \"{text[..written]}\"", out length);
    }

    private static bool DescribeMalformed(Span<char> to, out int length, ErrorCode code, ulong a, ulong b) => code switch
    {
        ErrorCode.UnexpectedEnd => to.TryWriteText($"unexpected end of section or function: more bytes were expected", out length),
        ErrorCode.MagicNotDetected => to.TryWriteText($"magic header not detected: a module begins with 00 61 73 6d", out length),
        ErrorCode.UnknownVersion => to.TryWriteText($"unknown binary version {a}: expected 1", out length),
        ErrorCode.SectionId => to.TryWriteText($"malformed section id {a}: ids go up to {SectionIds.Largest}", out length),
        ErrorCode.SectionOrder => to.TryWriteText($"unexpected content after last section: {Article(SectionIds.Name((SectionId)a))} {SectionIds.Name((SectionId)a)} section may not stand here, or not twice", out length),
        ErrorCode.SectionSizeMismatch => to.TryWriteText($"section size mismatch: the contents of the {SectionIds.Name((SectionId)a)} section take {b} bytes, which is not the size it gives", out length),
        ErrorCode.BodySizeMismatch => to.TryWriteText($"section size mismatch: the function's body takes {b} bytes, but gives its size as {a}", out length),
        ErrorCode.LengthOutOfBounds => to.TryWriteText($"length out of bounds: {a} bytes are announced, but only {b} are left", out length),
        ErrorCode.IntegerTooLong => to.TryWriteText($"integer representation too long: a number of {a} bits takes at most {(a + 6) / 7} bytes", out length),
        ErrorCode.IntegerTooLarge => to.TryWriteText($"integer too large: it does not fit into {a} bits", out length),
        ErrorCode.Utf8 => to.TryWriteText($"malformed UTF-8 encoding of a name", out length),
        ErrorCode.ImportKind => to.TryWriteText($"malformed import kind {a:x2}: expected 00 to 03", out length),
        ErrorCode.ExportKind => to.TryWriteText($"malformed export kind {a:x2}: expected 00 to 03", out length),
        ErrorCode.LimitsFlags => to.TryWriteText($"malformed limits flags {a:x2}", out length),
        ErrorCode.MemopFlags => to.TryWriteText($"malformed memop flags {a:x2}", out length),
        ErrorCode.Mutability => to.TryWriteText($"malformed mutability {a:x2}: expected 00 or 01", out length),
        ErrorCode.ValueType => to.TryWriteText($"malformed value type {a:x2}", out length),
        ErrorCode.ReferenceType => to.TryWriteText($"malformed reference type {a:x2}", out length),
        ErrorCode.HeapType => to.TryWriteText($"malformed heap type {a:x2}", out length),
        ErrorCode.BlockType => to.TryWriteText($"malformed block type", out length),
        ErrorCode.DefinitionType => to.TryWriteText($"malformed definition type {a:x2}: expected 60, 5f or 5e (a function, struct or array type), 50 or 4f (a subtype), or 4e (a recursive group)", out length),
        ErrorCode.ElementKind => to.TryWriteText($"malformed element kind {a:x2}: expected 00", out length),
        ErrorCode.ElementSegmentKind => to.TryWriteText($"malformed elements segment kind {a}: expected 0 to 7", out length),
        ErrorCode.TagAttribute => to.TryWriteText($"malformed tag attribute {a}: only 0 is known", out length),
        ErrorCode.CatchKind => to.TryWriteText($"malformed catch clause {a}: there are kinds 0 to 3", out length),
        ErrorCode.DataSegmentKind => to.TryWriteText($"malformed data segment kind {a}: expected 0 to 2", out length),
        ErrorCode.EndExpected => to.TryWriteText($"END opcode expected: this else has no if", out length),
        ErrorCode.ZeroByteExpected => to.TryWriteText($"zero byte expected, found {a:x2}", out length),
        ErrorCode.IllegalOpcode => to.TryWriteText($"illegal opcode {a:x2}", out length),
        ErrorCode.IllegalPrefixedOpcode => to.TryWriteText($"illegal opcode {a:x2} {b:x2}", out length),
        ErrorCode.MalformedLocalCount => to.TryWriteText($"too many locals: there may be less than 2^32", out length),
        ErrorCode.FunctionAndCodeCount => to.TryWriteText($"function and code section have inconsistent lengths: {a} functions are declared, {b} have bodies", out length),
        ErrorCode.DataCountMismatch => to.TryWriteText($"data count and data section have inconsistent lengths: {a} segments are announced, {b} are there", out length),
        ErrorCode.DataCountRequired => to.TryWriteText($"data count section required, because an instruction names a data segment", out length),
        ErrorCode.TableInitializer => to.TryWriteText($"malformed table: 40 is followed by {a:x2}, not by 00", out length),
        ErrorCode.CastFlags => to.TryWriteText($"malformed br_on_cast flags {a:x2}: expected 00 to 03", out length),
        ErrorCode.SeveralSupertypes => to.TryWriteText($"unexpected number of supertypes: {a}, where at most 1 is allowed", out length),
        _ => to.TryWriteText($"error {(int)code}", out length),
    };

    private static bool DescribeInvalid(Span<char> to, out int length, ErrorCode code, ulong a, ulong b) => code switch
    {
        ErrorCode.UnknownType => Unknown(to, out length, "type", a, b),
        ErrorCode.UnknownFunction => Unknown(to, out length, "function", a, b),
        ErrorCode.UnknownTable => Unknown(to, out length, "table", a, b),
        ErrorCode.UnknownMemory => Unknown(to, out length, "memory", a, b),
        ErrorCode.UnknownGlobal => Unknown(to, out length, "global", a, b),
        ErrorCode.UnknownTag => Unknown(to, out length, "tag", a, b),
        ErrorCode.UnknownLocal => Unknown(to, out length, "local", a, b),
        ErrorCode.UnknownLabel => to.TryWriteText($"unknown label {a}: {b} blocks are open, the function included", out length),
        ErrorCode.UnknownElementSegment => Unknown(to, out length, "elem segment", a, b),
        ErrorCode.UnknownDataSegment => Unknown(to, out length, "data segment", a, b),
        ErrorCode.UndeclaredFunction => to.TryWriteText($"undeclared function reference: function {a} stands in no export, element segment or global", out length),
        ErrorCode.ImmutableGlobal => to.TryWriteText($"immutable global: global {a} may not be set", out length),
        ErrorCode.ConstantExpressionRequired => to.TryWriteText($"constant expression required", out length),
        ErrorCode.InvalidResultArity => to.TryWriteText($"invalid result arity: select has 1 type, not {a}", out length),
        ErrorCode.MemorySize => to.TryWriteText($"memory size must be at most {b} pages{(b == ImplementationLimits.MemoryPages ? " (4GiB)" : "")}, not {a}", out length),
        ErrorCode.TableSize => to.TryWriteText($"table size must be at most {b} elements, not {a}", out length),
        ErrorCode.LimitsOrder => to.TryWriteText($"size minimum must not be greater than maximum: {a} > {b}", out length),
        ErrorCode.PageSize => to.TryWriteText($"invalid custom page size 2^{a}: expected 2^0 or 2^16", out length),
        ErrorCode.SharedWithoutMaximum => to.TryWriteText($"shared memory must have maximum", out length),
        ErrorCode.OffsetOutOfRange => to.TryWriteText($"offset out of range: {a} is not below 2^32", out length),
        ErrorCode.LaneIndex => to.TryWriteText($"invalid lane index {a}: there are {b}", out length),
        ErrorCode.Alignment => to.TryWriteText($"alignment must not be larger than natural: 2^{a} > 2^{b}", out length),
        ErrorCode.AtomicAlignment => to.TryWriteText($"atomic alignment must be natural: 2^{b}, not 2^{a}", out length),
        ErrorCode.StartFunction => to.TryWriteText($"start function {a} must have neither parameters nor results", out length),
        ErrorCode.NoFunctionType => to.TryWriteText($"type mismatch: type {a} is not a function type", out length),
        ErrorCode.NoStructType => to.TryWriteText($"type mismatch: type {a} is not a structure type", out length),
        ErrorCode.NoArrayType => to.TryWriteText($"type mismatch: type {a} is not an array type", out length),
        ErrorCode.FinalSupertype => to.TryWriteText($"sub type does not match super type: type {a} is final", out length),
        ErrorCode.SubtypeMismatch => to.TryWriteText($"sub type {a} does not match super type {b}", out length),
        ErrorCode.TableWithoutInitializer => to.TryWriteText($"type mismatch: a table of {TypeText(a)} needs an initial value, which is not null", out length),
        ErrorCode.UnknownField => Unknown(to, out length, "field", a, b),
        ErrorCode.ImmutableField => to.TryWriteText($"immutable field: field {a} of type {b} may not be set", out length),
        ErrorCode.ImmutableArray => to.TryWriteText($"immutable array: elements of type {a} may not be set", out length),
        ErrorCode.PackedAccess => to.TryWriteText($"type mismatch: {(a == 0 ? "get" : "get_s and get_u")} cannot read {TypeText(b)}", out length),
        ErrorCode.ArrayNotNumeric => to.TryWriteText($"array type is not numeric or vector: its elements are {TypeText(a)}", out length),
        ErrorCode.ArrayTypeMismatch => to.TryWriteText($"array types do not match: expected elements of type {TypeText(a)}, found {TypeText(b)}", out length),
        ErrorCode.NotDefaultable => to.TryWriteText($"type mismatch: {TypeText(a)} has no default value", out length),
        ErrorCode.UninitializedLocal => to.TryWriteText($"uninitialized local {a}: it is read before it is set", out length),
        ErrorCode.TypeMismatch => to.TryWriteText($"type mismatch: expected {TypeText(a)}, found {TypeText(b)}", out length),
        ErrorCode.TypeMismatchEmptyStack when a == 0 => to.TryWriteText($"type mismatch: expected an operand, but the block's stack is empty", out length),
        ErrorCode.TypeMismatchEmptyStack => to.TryWriteText($"type mismatch: expected {TypeText(a)}, but the block's stack is empty", out length),
        ErrorCode.TypeMismatchReference => to.TryWriteText($"type mismatch: expected a reference, found {TypeText(a)}", out length),
        ErrorCode.TypeMismatchNumeric => to.TryWriteText($"type mismatch: select without a type expects numbers, found {TypeText(a)}", out length),
        ErrorCode.TypeMismatchValuesLeft => to.TryWriteText($"type mismatch: the block has {b} results, but {a} more {(a == 1 ? "value is" : "values are")} left at its end", out length),
        ErrorCode.TypeMismatchIfWithoutElse => to.TryWriteText($"type mismatch: an if without else must have results of the same types as its parameters", out length),
        ErrorCode.TypeMismatchBranchTable => to.TryWriteText($"type mismatch: labels of a br_table take {a} and {b} values", out length),
        ErrorCode.TypeMismatchElements => to.TryWriteText($"type mismatch: expected elements of type {TypeText(a)}, found {TypeText(b)}", out length),
        ErrorCode.TypeMismatchThrow when b == 0 => to.TryWriteText($"type mismatch: instruction requires [{TypeText(a)}] but stack has []", out length),
        ErrorCode.TypeMismatchThrow => to.TryWriteText($"type mismatch: instruction requires [{TypeText(a)}] but stack has [{TypeText(b)}]", out length),
        ErrorCode.TypeMismatchClause => to.TryWriteText($"type mismatch: the label of a catch clause takes {a} values, the clause gives {b}", out length),
        ErrorCode.TagResults => to.TryWriteText($"non-empty tag result type: type {a} has results", out length),
        ErrorCode.CatchWithoutTry => to.TryWriteText($"catch without try: it may stand in a try only, before catch_all", out length),
        ErrorCode.DelegateWithoutTry => to.TryWriteText($"delegate without try: it may end a try only, without catch", out length),
        ErrorCode.RethrowLabel => to.TryWriteText($"invalid rethrow label: block {a} is no catch", out length),
        ErrorCode.TypeMismatchTailCall => to.TryWriteText($"type mismatch: a tail call must have the results of the function that it stands in", out length),
        _ => to.TryWriteText($"error {(int)code}", out length),
    };

    private static bool DescribeLimit(Span<char> to, out int length, ErrorCode code, ulong a, ulong b) => code switch
    {
        ErrorCode.TooManyItems => to.TryWriteText($"too many {ItemText((LimitedItem)b, out uint limit)}: {a}, where at most {limit} are allowed", out length),
        ErrorCode.TooManyLocals => to.TryWriteText($"too many locals: {a}, where at most {b} are allowed", out length),
        ErrorCode.FunctionTooLarge => to.TryWriteText($"function too large: its body has {a} bytes, where at most {ImplementationLimits.FunctionBytes} are allowed", out length),
        ErrorCode.NestingTooDeep => to.TryWriteText($"nesting too deep: {a} blocks are open, where at most {b} are allowed", out length),
        ErrorCode.OperandStackTooDeep => to.TryWriteText($"operand stack too deep: {a} operands, where at most {b} are allowed", out length),
        ErrorCode.SubtypingTooDeep => to.TryWriteText($"subtyping too deep: a type has more than {a} supertypes above it", out length),
        _ => to.TryWriteText($"out of memory: the workspace for loading is too small", out length),
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
            LimitedItem.Memories => ("memories", ImplementationLimits.Memories),
            LimitedItem.ElementSegments => ("element segments", ImplementationLimits.ElementSegments),
            LimitedItem.ElementItems => ("items of an element segment", ImplementationLimits.ElementItems),
            LimitedItem.Tags => ("tags", ImplementationLimits.Tags),
            LimitedItem.CatchClauses => ("clauses of a try_table", ImplementationLimits.CatchClauses),
            LimitedItem.DataSegments => ("data segments", ImplementationLimits.DataSegments),
            LimitedItem.Parameters => ("parameters", ImplementationLimits.Parameters),
            LimitedItem.Results => ("results", ImplementationLimits.Results),
            LimitedItem.FixedElements => ("elements of array.new_fixed", ImplementationLimits.FixedElements),
            LimitedItem.Fields => ("fields", ImplementationLimits.Fields),
            _ => ("labels of a br_table", ImplementationLimits.BranchTableLabels),
        };
        return text;
    }

    private static bool DescribeFeature(Span<char> to, out int length, WasmFeatures feature) =>
        to.TryWriteText($"unsupported feature: {FeatureNames.Get(feature)}{((FeatureSets.Implemented & feature) == 0 ? string.Empty : ", which is not enabled")}", out length);

    private static bool Unknown(Span<char> to, out int length, string what, ulong index, ulong count) =>
        to.TryWriteText($"unknown {what} {index}: there {(count == 1 ? "is" : "are")} {count}", out length);

    private static string Article(string name) => name[0] is 'e' or 'i' ? "an" : "a";

    private static TypeName TypeText(ulong type) => new((ValType)type);
}
