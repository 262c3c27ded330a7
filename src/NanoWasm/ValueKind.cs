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

    /// <summary>
    /// Reference to an exception, or null. Only wasm code can use it: to the host it says no more than whether it is null, and only null can come from the host, as in the
    /// JavaScript interface.
    /// </summary>
    ExnRef,
}
