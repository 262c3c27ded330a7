// Why a module was refused.
namespace NanoWasm;

/// <summary>Why a module was refused.</summary>
public enum ModuleErrorKind : byte
{
    /// <summary>The bytes are not a module in the binary format (specification 5).</summary>
    Malformed,

    /// <summary>The module does not pass validation (specification 3).</summary>
    Invalid,

    /// <summary>The module needs a feature of WebAssembly that is not supported; <see cref="ModuleException.Feature"/> names it.</summary>
    UnsupportedFeature,

    /// <summary>The module exceeds a limit of this implementation (specification A.2).</summary>
    LimitExceeded,
}
