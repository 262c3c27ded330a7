// Walks over the instructions of a function.
namespace NanoWasm;

/// <summary>The instructions of one function of a validated module, from first to last.</summary>
internal sealed class Disassembler(Module module, int offset, int length)
{
    /// <summary>The instructions, decoded as they are enumerated.</summary>
    public IEnumerable<DisassembledInstruction> Instructions
    {
        get
        {
            int depth = 0;
            for (int position = offset; position < offset + length;)
            {
                DisassembledInstruction instruction = module.DisassembleAt(position, depth);
                switch (instruction.Opcode)
                {
                    case Opcode.Block or Opcode.Loop or Opcode.If or Opcode.TryTable or Opcode.Try:
                        depth++;
                        break;
                    case Opcode.Else or Opcode.Catch or Opcode.CatchAll:
                        instruction = instruction with { Depth = depth - 1 };
                        break;
                    case Opcode.End or Opcode.Delegate:
                        // The last one ends the function, which is no block.
                        depth = Math.Max(depth - 1, 0);
                        instruction = instruction with { Depth = depth };
                        break;
                    default:
                        break;
                }

                yield return instruction;
                position += instruction.Length;
            }
        }
    }
}
