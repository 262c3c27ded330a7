// The ways in which emitted code reads LEB128 numbers.
namespace NanoWasm.Generators.Emit.Dispatch;

/// <summary>How a handler reads LEB128 numbers.</summary>
internal enum LebReading
{
    /// <summary>Numbers of a byte; what has longer ones goes elsewhere.</summary>
    OneByte,

    /// <summary>Of eight bytes at a time, in the handler: calls would have every register saved and restored.</summary>
    Words,

    /// <summary>By calls for longer numbers, which keep the code small.</summary>
    Calls,
}
