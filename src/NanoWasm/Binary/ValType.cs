// Value types as the validator handles them.
namespace NanoWasm.Binary;

/// <summary>A value type by its binary code, and two kinds of its own for validation.</summary>
internal enum ValType : uint
{
    /// <summary>No type: the operand stack of unreachable code gives these.</summary>
    Bottom = 0,

    /// <summary>32-bit integer.</summary>
    I32 = 0x7F,

    /// <summary>64-bit integer.</summary>
    I64 = 0x7E,

    /// <summary>32-bit float.</summary>
    F32 = 0x7D,

    /// <summary>64-bit float.</summary>
    F64 = 0x7C,

    /// <summary>128-bit vector.</summary>
    V128 = 0x7B,

    /// <summary>Reference to a function, or null.</summary>
    FuncRef = 0x70,

    /// <summary>Reference to a host object, or null.</summary>
    ExternRef = 0x6F,
}
