// Value types as users see them.
namespace NanoWasm;

/// <summary>A WebAssembly value type (specification 2.3.1–2.3.4).</summary>
public enum ValueKind : byte
{
    /// <summary>32-bit integer, signed or unsigned as each instruction takes it.</summary>
    I32,

    /// <summary>64-bit integer, signed or unsigned as each instruction takes it.</summary>
    I64,

    /// <summary>IEEE 754 binary32.</summary>
    F32,

    /// <summary>IEEE 754 binary64.</summary>
    F64,

    /// <summary>128-bit vector, of whatever lanes each instruction takes it for.</summary>
    V128,

    /// <summary>Reference to a function, or null.</summary>
    FuncRef,

    /// <summary>Reference to an object of the host, or null.</summary>
    ExternRef,

    /// <summary>Reference that the module's code can look into, a struct, an array or a number of 31 bits; or null.</summary>
    AnyRef,
}
