// Finds which functions of a module end after a bounded number of steps, whatever they are given.
namespace NanoWasm.SpecTests.Mutations;

/// <summary>
/// Upper bounds for the work of calls, from the code alone. A function that has a <c>loop</c>, or calls one that has, has no bound; calls are
/// followed down to the depth at which the call stack is exhausted.
/// </summary>
internal sealed class RunBound
{
    /// <summary>The call depth that the bounds hold for: instances must be made with it.</summary>
    public const int MaxCallDepth = 24;

    /// <summary>What an instruction counts that may touch a whole memory or table, or an array of the heap.</summary>
    private const double BulkCost = 5_000;

    private readonly double[] _own;
    private readonly int[] _indirectCalls;
    private readonly List<int>[] _callees;
    private readonly double[] _bounds;

    /// <summary>Computes the bounds of a valid module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="bytes">Its bytes.</param>
    public RunBound(Module module, ReadOnlySpan<byte> bytes)
    {
        int count = module.FunctionCount;
        _own = new double[count];
        _indirectCalls = new int[count];
        _callees = new List<int>[count];
        for (int i = 0; i < count; i++)
        {
            _own[i] = 1;
            _callees[i] = [];
            if (i >= module.ImportedFunctionCount)
            {
                Survey(module, bytes, i);
            }
        }

        _bounds = [.. _own];
        for (int depth = 1; depth < MaxCallDepth; depth++)
        {
            _bounds = [.. Enumerable.Range(0, count).Select(AddCalls)];
        }
    }

    /// <summary>The most steps that a call of a function takes; infinite if there is no bound.</summary>
    public double GetBound(int functionIndex) => _bounds[functionIndex];

    private void Survey(Module module, ReadOnlySpan<byte> bytes, int function)
    {
        foreach (DisassembledInstruction instruction in module.Disassemble(function))
        {
            _own[function] += instruction.Opcode switch
            {
                Opcode.Loop => double.PositiveInfinity,

                // No limit of the call depth ends them.
                Opcode.ReturnCall or Opcode.ReturnCallIndirect or Opcode.ReturnCallRef => double.PositiveInfinity,

                // They may wait for ever, for nobody.
                Opcode.MemoryAtomicWait32 or Opcode.MemoryAtomicWait64 => double.PositiveInfinity,
                Opcode.MemoryGrow or Opcode.MemoryFill or Opcode.MemoryCopy or Opcode.MemoryInit => BulkCost,
                Opcode.TableGrow or Opcode.TableFill or Opcode.TableCopy or Opcode.TableInit => BulkCost,
                >= Opcode.ArrayNew and <= Opcode.ArrayInitElem => BulkCost,
                _ => 1,
            };
            if (instruction.Opcode == Opcode.Call)
            {
                _callees[function].Add((int)WasmReader.ReadU32(bytes, instruction.Offset + 1).Value);
            }
            else if (instruction.Opcode is Opcode.CallIndirect or Opcode.CallRef)
            {
                _indirectCalls[function]++;
            }
        }
    }

    /// <summary>A function's bound with calls one level deeper. An indirect call costs at most what the worst function of the module costs.</summary>
    private double AddCalls(int function)
    {
        double bound = _own[function] + _callees[function].Sum(callee => _bounds[callee]);
        return _indirectCalls[function] == 0 ? bound : bound + (_indirectCalls[function] * _bounds.Max());
    }
}
