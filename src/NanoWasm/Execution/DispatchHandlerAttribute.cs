// Marks handlers of the threaded dispatcher, whose shape the analyzer guards.
namespace NanoWasm.Execution;

/// <summary>
/// Marks a handler, or all methods of a type as handlers: methods whose last act is a tail call to the next one. The JIT makes tail calls only
/// of methods of a certain shape and says nothing where it does not, so the analyzer checks the shape (rules NW2001 and up).
/// A handler is allocation-free code as well, and may call through function pointers.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
internal sealed class DispatchHandlerAttribute : Attribute;
