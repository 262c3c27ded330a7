// Valid modules made from seeds.
using System.Collections.Immutable;

namespace NanoWasm.Testing.RandomModules;

/// <summary>
/// A module of random code that is valid, ends, and runs more than it traps. It exports everything it has: functions <c>f0</c>, <c>f1</c>, …,
/// <c>memory</c>, tables <c>t0</c>, …, and globals <c>fuel</c>, <c>digest</c>, <c>g2</c>, …. Calls use up <c>fuel</c>, which the host sets before each; without
/// it, functions return zeros. Functions mix the values of their locals into <c>digest</c>, so that little of what they compute goes unseen.
/// </summary>
public sealed class RandomModule
{
    /// <summary>The module that functions are imported from.</summary>
    public const string ImportModule = "env";

    /// <summary>The slots of the first table that hold functions to begin with; one more is null.</summary>
    internal const int FilledSlots = 14;

    private const int TableSize = FilledSlots + 1;

    private static readonly int[] FewFunctions = [2, 3, 4, 5, 6, 8];

    private RandomModule(ulong seed, byte[] bytes, ImmutableArray<int> statementCounts)
    {
        Seed = seed;
        Bytes = bytes;
        StatementCounts = statementCounts;
    }

    /// <summary>
    /// The functions that every module imports: <c>mix</c> is <c>a * 31 + b</c>, and <c>swap</c> returns its arguments in reverse order. Random code can call them.
    /// </summary>
    public static ImmutableArray<(string Name, FuncType Type)> Imports { get; } =
    [
        ("mix", new FuncType([ValueKind.I32, ValueKind.I32], [ValueKind.I32])),
        ("swap", new FuncType([ValueKind.I64, ValueKind.I32], [ValueKind.I32, ValueKind.I64])),
    ];

    /// <summary>What it was made from.</summary>
    public ulong Seed { get; }

    /// <summary>The module.</summary>
    public byte[] Bytes { get; }

    /// <summary>The number of statements of each random function.</summary>
    public ImmutableArray<int> StatementCounts { get; }

    /// <summary>Makes a module.</summary>
    /// <param name="seed">The same seed and options give the same module.</param>
    /// <param name="options">How it is made; null for the default.</param>
    public static RandomModule Generate(ulong seed, RandomModuleOptions? options = null)
    {
        options ??= new RandomModuleOptions();
        SeededRandom random = SeededRandom.ForPart(seed, 0);
        InstructionCatalog catalog = options.CanonicalNans || random.Percent(60) ? InstructionCatalog.Scalar : InstructionCatalog.Vector;
        FuncType[] types = [.. Enumerable.Range(0, random.Pick(FewFunctions)).Select(_ => new FuncType([.. Kinds(catalog, random, random.Next(5))], [.. Kinds(catalog, random, random.Pick([0, 1, 1, 1, 1, 2, 3]))]))];
        int[] statements = new int[types.Length];

        // Some modules have so much of everything that indices take two bytes.
        byte[] bytes = Build(catalog, random, types, isCrowded: random.PerMille(60), (outside, i, code) =>
        {
            RandomFunction function = new(outside, options, SeededRandom.ForPart(seed, i + 1), i, code);
            function.Write();
            statements[i] = function.StatementCount;
        });
        return new RandomModule(seed, bytes, [.. statements]);
    }

    /// <summary>Makes a module with a function for each of some sequences of opcodes.</summary>
    /// <param name="seed">The same seed and sequences give the same module.</param>
    /// <param name="sequences">The sequences.</param>
    /// <param name="impossible">Takes the sequences that no code can have, because their types do not fit.</param>
    public static byte[] GenerateSequences(ulong seed, IReadOnlyList<ImmutableArray<SequenceElement>> sequences, ICollection<ImmutableArray<SequenceElement>> impossible)
    {
        // Sequences without vectors are run in modules that have some, too.
        InstructionCatalog catalog = seed % 2 == 0 || sequences.Any(sequence => OpcodeSequences.HasVectors(sequence)) ? InstructionCatalog.Vector : InstructionCatalog.Scalar;
        FuncType type = new([.. catalog.Kinds, .. catalog.Kinds], []);
        return Build(catalog, SeededRandom.ForPart(seed, 0), [.. Enumerable.Repeat(type, sequences.Count)], isCrowded: false, (outside, i, code) =>
        {
            if (!new RandomFunction(outside, new RandomModuleOptions(), SeededRandom.ForPart(seed, i + 1), i, code).WriteSequence(sequences[i]))
            {
                impossible.Add(sequences[i]);
            }
        });
    }

    /// <summary>The function in a slot of the first table.</summary>
    internal static int FunctionInSlot(int slot, ModuleSurroundings outside) => slot % outside.FirstFiller;

    /// <summary>A module with some functions and all that they may refer to.</summary>
    private static byte[] Build(InstructionCatalog catalog, SeededRandom random, FuncType[] types, bool isCrowded, Action<ModuleSurroundings, int, CodeBuilder> write)
    {
        ModuleBuilder module = new();
        for (int i = 0; isCrowded && i < 70; i++)
        {
            module.TypeIndex([.. Enumerable.Repeat(ValueKind.F32, i)], []);
        }

        foreach ((string name, FuncType type) in Imports)
        {
            module.ImportFunction(ImportModule, name, [.. type.ParameterKinds], [.. type.ResultKinds]);
        }

        List<FuncType> functions = [.. Imports.Select(import => import.Type), .. types];
        int firstFiller = functions.Count;
        functions.AddRange(Enumerable.Repeat(new FuncType([], [ValueKind.I32]), isCrowded ? 140 : 0));
        ValueKind[] tables = [ValueKind.FuncRef, ValueKind.ExternRef, ValueKind.FuncRef];
        module.Memory(1, (uint)random.Next(3) + 1, "memory")
            .Table(tables[0], TableSize, TableSize + 2, "t0").Table(tables[1], 9, 12, "t1").Table(tables[2], 9, 20, "t2");
        ModuleSurroundings outside = new()
        {
            Catalog = catalog,
            Module = module,
            Functions = functions,
            FirstFunction = Imports.Length,
            FirstFiller = firstFiller,
            Globals = AddGlobals(module, catalog, random, isCrowded ? 140 : 0),
            Fuel = 0,
            Digest = 1,
            Tables = tables,
            Elements = [ValueKind.FuncRef, ValueKind.FuncRef, ValueKind.ExternRef],
            DataCount = random.Percent(50) ? 3 : 0,
        };
        AddSegments(module, random, outside);
        for (int i = 0; i < types.Length; i++)
        {
            module.Function($"f{i}", [.. types[i].ParameterKinds], [.. types[i].ResultKinds], code => write(outside, i, code));
        }

        for (int i = firstFiller; i < functions.Count; i++)
        {
            int value = i;
            module.Function([], [ValueKind.I32], code => code.I32(value));
        }

        return module.Build();
    }

    private static ImmutableArray<ValueKind> Kinds(InstructionCatalog catalog, SeededRandom random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.Percent(94) ? random.Pick(catalog.Numbers) : random.Pick(catalog.Kinds))];

    private static List<(ValueKind Kind, bool Settable)> AddGlobals(ModuleBuilder module, InstructionCatalog catalog, SeededRandom random, int fillers)
    {
        List<(ValueKind, bool)> globals = [(ValueKind.I32, false), (ValueKind.I64, false)];
        module.Global(ValueKind.I32, true, code => code.I32(0), "fuel").Global(ValueKind.I64, true, code => code.I64(0), "digest");
        ValueKind[] kinds = [.. Enumerable.Repeat(ValueKind.I32, fillers), .. catalog.Kinds, .. catalog.Kinds];
        foreach (ValueKind kind in kinds)
        {
            bool isMutable = random.Percent(75);
            int value = random.Next(1000) - 500;
            module.Global(kind, isMutable, code => _ = kind switch
            {
                ValueKind.I32 => code.I32(value),
                ValueKind.I64 => code.I64((long)value << 33),
                ValueKind.F32 => code.F32(value / 4f),
                ValueKind.F64 => code.F64(value / 8d),
                ValueKind.V128 => code.V128((ulong)value << 7, (ulong)value << 29),
                _ => code.RefNull(kind),
            }, $"g{globals.Count}");
            globals.Add((kind, isMutable));
        }

        return globals;
    }

    private static void AddSegments(ModuleBuilder module, SeededRandom random, ModuleSurroundings outside)
    {
        uint[] filled = [.. Enumerable.Range(0, FilledSlots).Select(slot => (uint)FunctionInSlot(slot, outside))];
        module.Elements(0, filled).PassiveElements(filled).PassiveExpressions(
            ValueKind.ExternRef, [.. Enumerable.Repeat<Action<CodeBuilder>>(code => code.RefNull(ValueKind.ExternRef), 8)]);
        for (int i = 0; i < outside.DataCount; i++)
        {
            byte[] bytes = [.. Enumerable.Range(0, 50).Select(_ => (byte)random.NextBits())];
            module.PassiveData(bytes);
        }

        if (outside.DataCount != 0)
        {
            module.DataCount();
        }
    }
}
