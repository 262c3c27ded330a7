// What handlers cost, roughly.
namespace NanoWasm.Profiling;

/// <summary>
/// Costs of handlers in halves of a plain one. They are the shape of measurements (least squares over the times and counts of 39 runs of small C programs on
/// one x64 machine, without superinstructions, rounded), not a model of any machine: before rounding, what they predicted was off by 12 % at the root mean
/// square there, where counting instructions alone was off by 18 %.
/// </summary>
internal static class NominalCost
{
    /// <summary>A plain handler.</summary>
    public const int Plain = 2;

    /// <summary>A number in LEB128 that takes more than one byte, beside the rest.</summary>
    public const int WideImmediate = 2;

    private const int Float = 3;
    private const int Memory = 4;
    private const int Branch = 5;
    private const int Division = 20;
    private const int IndirectCall = 40;

    /// <summary>The cost of an opcode's handler with short immediates. Bulk operations are taken for plain ones, however much they move.</summary>
    public static int Of(Opcode opcode) => opcode switch
    {
        Opcode.If or Opcode.Else or Opcode.Br or Opcode.BrIf or Opcode.BrTable or Opcode.Return or Opcode.Call or Opcode.ReturnCall or Opcode.TryTable or Opcode.Catch or Opcode.CatchAll => Branch,
        Opcode.CallIndirect or Opcode.ReturnCallIndirect => IndirectCall,
        Opcode.I32DivS or Opcode.I32DivU or Opcode.I32RemS or Opcode.I32RemU => Division,
        Opcode.I64DivS or Opcode.I64DivU or Opcode.I64RemS or Opcode.I64RemU => Division,
        Opcode.F32Div or Opcode.F32Sqrt or Opcode.F64Div or Opcode.F64Sqrt => Division,
        _ => OfKind(Opcodes.Get(opcode)),
    };

    private static int OfKind(OpcodeInfo info)
    {
        if (info.Immediates.Any(static immediate => immediate.Kind == ImmediateKind.Memarg))
        {
            return Memory;
        }

        string operands = info.Signature[..info.Signature.IndexOf("->", StringComparison.Ordinal)];
        return operands.Contains("f32", StringComparison.Ordinal) || operands.Contains("f64", StringComparison.Ordinal) ? Float : Plain;
    }
}
