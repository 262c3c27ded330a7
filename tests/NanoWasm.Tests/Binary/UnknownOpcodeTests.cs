// Opcodes that no version of WebAssembly has.
using NanoWasm.Binary;

namespace NanoWasm.Tests.Binary;

public sealed class UnknownOpcodeTests
{
    [Theory]
    [InlineData(new byte[] { 0xFF }, "illegal opcode ff")]
    [InlineData(new byte[] { 0xF0 }, "illegal opcode f0")]
    [InlineData(new byte[] { 0x27 }, "illegal opcode 27")]
    [InlineData(new byte[] { 0xFC, 0x80, 0x01 }, "illegal opcode fc 80")]
    [InlineData(new byte[] { 0xFB, 0x1F }, "illegal opcode fb 1f")]
    public void Parse_UnknownOpcode_IsIllegal(byte[] code, string message)
    {
        byte[] module = new ModuleBuilder().Function([], [], f => f.Raw(code)).Build();

        ModuleException error = Module.Validate(module)!;

        Assert.Equal(ModuleErrorKind.Malformed, error.Kind);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(module.Length - code.Length - 1, error.Offset);
    }
}
