// A place in opcodes.json: where a diagnostic points and what #line maps emitted code to.
namespace NanoWasm.Generators.Model;

/// <summary>Zero-based, half-open; columns count UTF-16 units, as Roslyn's do. <c>Start</c> and <c>Length</c> are in UTF-16 units from the start of the file.</summary>
internal readonly record struct SourceSpan(int Start, int Length, int StartLine, int StartColumn, int EndLine, int EndColumn);
