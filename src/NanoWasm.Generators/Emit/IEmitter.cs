// One emitter makes one generated file from the table.
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit;

internal interface IEmitter
{
    /// <summary>The generated file's hint name, e.g. <c>Opcode.g.cs</c>.</summary>
    string FileName { get; }

    /// <summary>The file's text.</summary>
    /// <param name="table">The table.</param>
    /// <param name="path">The table's path, for <c>#line</c>.</param>
    string Emit(OpcodeTable table, string path);
}
