// Everything that can be wrong with a module.
namespace NanoWasm.Binary;

/// <summary>
/// What is wrong with a module. <see cref="ErrorText"/> has the wording, which begins as the official test suite expects it, and says what
/// <see cref="ModuleError.Argument0"/> and <see cref="ModuleError.Argument1"/> mean.
/// </summary>
internal enum ErrorCode : byte
{
    /// <summary>Nothing.</summary>
    None,

    // Malformed: the bytes are no module (specification 5).
    UnexpectedEnd,
    MagicNotDetected,
    UnknownVersion,
    SectionId,
    SectionOrder,
    SectionSizeMismatch,
    BodySizeMismatch,
    LengthOutOfBounds,
    IntegerTooLong,
    IntegerTooLarge,
    Utf8,
    ImportKind,
    ExportKind,
    LimitsFlags,
    MemopFlags,
    Mutability,
    ValueType,
    ReferenceType,
    HeapType,
    BlockType,
    DefinitionType,
    ElementKind,
    ElementSegmentKind,
    DataSegmentKind,
    EndExpected,
    IllegalOpcode,
    IllegalPrefixedOpcode,
    MalformedLocalCount,
    FunctionAndCodeCount,
    DataCountMismatch,
    DataCountRequired,

    // Invalid: a module that does not pass validation (specification 3).
    UnknownType,
    UnknownFunction,
    UnknownTable,
    UnknownMemory,
    UnknownGlobal,
    UnknownLocal,
    UnknownLabel,
    UnknownElementSegment,
    UnknownDataSegment,
    DuplicateExport,
    UndeclaredFunction,
    ImmutableGlobal,
    ConstantExpressionRequired,
    InvalidResultArity,
    MemorySize,
    TableSize,
    LimitsOrder,
    PageSize,
    SharedWithoutMaximum,
    OffsetOutOfRange,
    Alignment,
    AtomicAlignment,
    LaneIndex,
    StartFunction,
    TypeMismatch,
    TypeMismatchEmptyStack,
    TypeMismatchReference,
    TypeMismatchNumeric,
    TypeMismatchValuesLeft,
    TypeMismatchIfWithoutElse,
    TypeMismatchBranchTable,
    TypeMismatchElements,
    TypeMismatchTailCall,

    // Features of WebAssembly that are not supported.
    Unsupported,

    // Implementation limits (specification A.2).
    TooManyItems,
    TooManyLocals,
    FunctionTooLarge,
    NestingTooDeep,
    OperandStackTooDeep,
    OutOfWorkspace,
}
