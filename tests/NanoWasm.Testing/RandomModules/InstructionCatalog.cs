// Instructions by what they are good for.
using System.Collections.Concurrent;

namespace NanoWasm.Testing.RandomModules;

/// <summary>The instructions of <see cref="InstructionShape.All"/>, sorted by what they give, for modules with some types.</summary>
internal sealed class InstructionCatalog
{
    /// <summary>
    /// The operators that compiled programs consist of, on top of the even choice among all. It only shifts the weights: nothing is reachable
    /// through this list alone.
    /// </summary>
    private static readonly Opcode[] Frequent =
    [
        Opcode.I32Add, Opcode.I32Add, Opcode.I32Add, Opcode.I32Sub, Opcode.I32Sub, Opcode.I32Mul, Opcode.I32And, Opcode.I32And, Opcode.I32Or, Opcode.I32Xor,
        Opcode.I32Shl, Opcode.I32Shl, Opcode.I32ShrU, Opcode.I32ShrS, Opcode.I32Eqz, Opcode.I32Eqz, Opcode.I32Eq, Opcode.I32Ne, Opcode.I32LtS, Opcode.I32LtU,
        Opcode.I32GtS, Opcode.I32GtU, Opcode.I32GeS, Opcode.I32LeU, Opcode.I64Add, Opcode.I64Add, Opcode.I64Sub, Opcode.I64Mul, Opcode.I64And, Opcode.I64Or, Opcode.I64Xor,
        Opcode.I64Shl, Opcode.I64ShrU, Opcode.I64Rotl, Opcode.I64Eqz, Opcode.I64LtU, Opcode.F32Add, Opcode.F32Mul, Opcode.F32Sub, Opcode.F64Add, Opcode.F64Mul, Opcode.F64Sub,
        Opcode.F64Lt, Opcode.I32WrapI64, Opcode.I64ExtendI32U, Opcode.I64ExtendI32S, Opcode.F64ConvertI32S,
    ];

    private static readonly ConcurrentDictionary<(bool Vectors, bool Objects, bool Exceptions), InstructionCatalog> Known = new();

    private readonly Dictionary<ValueKind, List<InstructionShape>> _operatorsByResult;
    private readonly Dictionary<ValueKind, List<InstructionShape>> _loadsByResult;
    private readonly Dictionary<ValueKind, List<InstructionShape>> _atomicsByResult;
    private readonly Dictionary<ValueKind, List<InstructionShape>> _othersByResult;

    private InstructionCatalog(bool hasVectors, bool hasObjects, bool hasExceptions)
    {
        HasVectors = hasVectors;
        All = [.. InstructionShape.All.Where(shape => hasVectors || !shape.HasVectors)];
        Kinds = [.. Enum.GetValues<ValueKind>().Where(kind => kind switch
        {
            ValueKind.V128 => hasVectors,
            ValueKind.AnyRef => hasObjects,
            ValueKind.ExnRef => hasExceptions,
            _ => true,
        })];
        References = [.. Kinds.Where(kind => kind >= ValueKind.FuncRef)];
        Numbers = [.. Kinds.Where(kind => kind < ValueKind.FuncRef)];
        Stores = [.. All.Where(shape => shape.Result is null && shape.AccessesMemory && !shape.IsAtomic)];
        Effects = [.. All.Where(shape => shape.Result is null && (!shape.AccessesMemory || shape.IsAtomic))];
        _operatorsByResult = ByResult(shape => shape.Info.Immediates.IsEmpty && !shape.Operands.IsEmpty, withFrequent: true);
        _loadsByResult = ByResult(shape => shape.AccessesMemory && !shape.IsAtomic, withFrequent: false);
        _atomicsByResult = ByResult(shape => shape.IsAtomic, withFrequent: false);
        _othersByResult = ByResult(shape => !shape.AccessesMemory && (!shape.Info.Immediates.IsEmpty || shape.Operands.IsEmpty), withFrequent: false);
    }

    /// <summary>The catalog for modules with some features.</summary>
    public static InstructionCatalog Of(ModuleDesign design) =>
        Known.GetOrAdd((design.HasVectors, design.HasObjects, design.HasExceptions), static key => new InstructionCatalog(key.Vectors, key.Objects, key.Exceptions));

    /// <summary>Whether there are vectors.</summary>
    public bool HasVectors { get; }

    /// <summary>All instructions.</summary>
    public InstructionShape[] All { get; }

    /// <summary>The types of values that random modules have.</summary>
    public ValueKind[] Kinds { get; }

    /// <summary>Those of them that are references.</summary>
    public ValueKind[] References { get; }

    /// <summary>The types of numbers and vectors.</summary>
    public ValueKind[] Numbers { get; }

    /// <summary>Instructions that write to memory and do nothing else.</summary>
    public IReadOnlyList<InstructionShape> Stores { get; }

    /// <summary>All other instructions that have no result: those that write as a whole are among them.</summary>
    public IReadOnlyList<InstructionShape> Effects { get; }

    /// <summary>Instructions without immediates that take operands and give a type.</summary>
    public IReadOnlyList<InstructionShape> Operators(ValueKind result) => _operatorsByResult[result];

    /// <summary>Instructions that read a type from memory.</summary>
    public IReadOnlyList<InstructionShape> Loads(ValueKind result) => _loadsByResult[result];

    /// <summary>Instructions that access memory as a whole and give a type.</summary>
    public IReadOnlyList<InstructionShape> Atomics(ValueKind result) => _atomicsByResult[result];

    /// <summary>Instructions with immediates other than those of memory accesses that give a type.</summary>
    public IReadOnlyList<InstructionShape> Others(ValueKind result) => _othersByResult[result];

    /// <summary>An operator that never traps, from given operands to a given result; null if there is none.</summary>
    public InstructionShape? TotalOperator(SeededRandom random, ValueKind result, params ValueKind[] operands)
    {
        InstructionShape[] found = [.. _operatorsByResult[result].Where(shape => shape.IsTotalOperator(operands))];
        return found.Length == 0 ? null : random.Pick(found);
    }

    private Dictionary<ValueKind, List<InstructionShape>> ByResult(Func<InstructionShape, bool> isMember, bool withFrequent)
    {
        Dictionary<ValueKind, List<InstructionShape>> byResult = [];
        foreach (ValueKind kind in Kinds)
        {
            InstructionShape[] shapes = [.. All.Where(shape => isMember(shape) && shape.Result is string type && shape.Resolve(type, kind) == kind)];
            byResult[kind] = [.. shapes];
            if (withFrequent)
            {
                byResult[kind].AddRange(Frequent.SelectMany(opcode => shapes.Where(shape => shape.Info.Opcode == opcode)));
            }
        }

        return byResult;
    }
}
