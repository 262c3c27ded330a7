// What fields and elements of the heap hold.
namespace NanoWasm.Execution;

/// <summary>How a field of a struct or an element of an array is kept, and whether the collector follows it.</summary>
internal enum GcField : byte
{
    /// <summary>i8.</summary>
    Bits8,

    /// <summary>i16.</summary>
    Bits16,

    /// <summary>i32 or f32.</summary>
    Bits32,

    /// <summary>i64 or f64.</summary>
    Bits64,

    /// <summary>v128.</summary>
    Bits128,

    /// <summary>A reference to a function.</summary>
    Function,

    /// <summary>A reference to an exception.</summary>
    Exception,

    /// <summary>A slot that may refer to an object of the heap: <c>anyref</c> and its subtypes, <c>externref</c>.</summary>
    Reference,
}
