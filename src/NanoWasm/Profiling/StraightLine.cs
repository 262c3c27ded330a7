// Which instructions run into the next one.
namespace NanoWasm.Profiling;

/// <summary>Tells straight-line code from what ends it.</summary>
internal static class StraightLine
{
    /// <summary>
    /// Whether the instruction behind one can follow it inside the machine. After a call it is another function that follows; and what the driver does
    /// ends a sequence, too.
    /// </summary>
    public static bool GoesOn(Opcode opcode) => opcode switch
    {
        Opcode.Unreachable or Opcode.Else or Opcode.Br or Opcode.BrTable or Opcode.Return => false,
        Opcode.Call or Opcode.CallIndirect or Opcode.ReturnCall or Opcode.ReturnCallIndirect or Opcode.ReturnCallRef or Opcode.TryTable or Opcode.Catch or Opcode.CatchAll or Opcode.Throw or Opcode.ThrowRef or Opcode.Rethrow or Opcode.MemoryGrow or Opcode.TableGrow => false,
        _ => true,
    };
}
