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

    /// <summary>The tag that modules with exceptions import, with an i32.</summary>
    public const string ImportedTag = "failure";

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

    /// <summary>Another one, of modules with exceptions: it throws its argument with the tag <see cref="ImportedTag"/> if it is odd, and returns it otherwise.</summary>
    public static (string Name, FuncType Type) FailingImport { get; } = ("fail", new FuncType([ValueKind.I32], [ValueKind.I32]));

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
        ModuleDesign design = ModuleDesign.Draw(random, options);
        InstructionCatalog catalog = InstructionCatalog.Of(design);
        FuncType[] types = [.. Enumerable.Range(0, random.Pick(FewFunctions)).Select(_ => new FuncType([.. Kinds(catalog, random, random.Next(5))], [.. Kinds(catalog, random, random.Pick([0, 1, 1, 1, 1, 2, 3]))]))];
        int[] statements = new int[types.Length];

        // Some modules have so much of everything that indices take two bytes.
        byte[] bytes = Build(design, random, types, isCrowded: random.PerMille(60), (outside, i, code) =>
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
        // Sequences without vectors are run in modules that have some, too, and all in some with 64-bit addresses.
        ModuleDesign design = new()
        {
            HasVectors = seed % 2 == 0 || sequences.Any(sequence => OpcodeSequences.HasVectors(sequence)),
            Memories = [new MemoryType(1, 2) { Is64 = seed % 3 == 0 }],
        };
        InstructionCatalog catalog = InstructionCatalog.Of(design);
        FuncType type = new([.. catalog.Kinds, .. catalog.Kinds], []);
        return Build(design, SeededRandom.ForPart(seed, 0), [.. Enumerable.Repeat(type, sequences.Count)], isCrowded: false, (outside, i, code) =>
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
    private static byte[] Build(ModuleDesign design, SeededRandom random, FuncType[] types, bool isCrowded, Action<ModuleSurroundings, int, CodeBuilder> write)
    {
        InstructionCatalog catalog = InstructionCatalog.Of(design);
        ModuleBuilder module = new();
        ObjectTypes objects = new(random, design, catalog.Numbers);
        objects.AddTo(module);
        for (int i = 0; isCrowded && i < 70; i++)
        {
            module.TypeIndex([.. Enumerable.Repeat(ValueKind.F32, i)], []);
        }

        foreach ((string name, FuncType type) in Imports)
        {
            module.ImportFunction(ImportModule, name, [.. type.ParameterKinds], [.. type.ResultKinds]);
        }

        if (design.HasExceptions)
        {
            module.ImportFunction(ImportModule, FailingImport.Name, [.. FailingImport.Type.ParameterKinds], [.. FailingImport.Type.ResultKinds]).ImportTag(ImportModule, ImportedTag, ValueKind.I32);
        }

        List<FuncType> functions = [.. Imports.Select(import => import.Type), .. design.HasExceptions ? [FailingImport.Type] : (FuncType[])[], .. types];
        int firstFunction = functions.Count - types.Length;
        int firstFiller = functions.Count;
        functions.AddRange(Enumerable.Repeat(new FuncType([], [ValueKind.I32]), isCrowded ? 140 : 0));
        (ValueKind Kind, bool Is64)[] tables =
        [
            .. ((ValueKind[])[ValueKind.FuncRef, .. catalog.References, ValueKind.FuncRef]).Select(kind => (kind, design.HasWideTables && random.Percent(50))),
        ];
        for (int i = 0; i < design.Memories.Length; i++)
        {
            module.Memory(design.Memories[i], i == 0 ? "memory" : $"m{i}");
        }

        for (int i = 0; i < tables.Length; i++)
        {
            uint size = i == 0 ? TableSize : 9u;
            module.Table(new TableType(tables[i].Kind, size, size + 2 + (uint)i) { Is64 = tables[i].Is64 }, $"t{i}");
        }

        List<(ValueKind Kind, bool Settable)> globals = AddGlobals(module, catalog, random, isCrowded ? 140 : 0);
        ModuleSurroundings outside = new()
        {
            Design = design,
            Catalog = catalog,
            Module = module,
            Functions = functions,
            FirstFunction = firstFunction,
            FirstFiller = firstFiller,
            Globals = globals,
            Objects = objects,
            ReferenceGlobals = AddReferenceGlobals(module, objects, random, globals.Count),
            Tags = AddTags(module, design, catalog, random),
            Fuel = 0,
            Digest = 1,
            Tables = tables,
            Elements = [ValueKind.FuncRef, .. catalog.References],
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

    /// <summary>Globals with objects, numbers or null.</summary>
    private static List<(int, RefType, bool)> AddReferenceGlobals(ModuleBuilder module, ObjectTypes objects, SeededRandom random, int first)
    {
        List<(int, RefType, bool)> globals = [];
        foreach (ObjectType type in objects.All)
        {
            bool isSettable = random.Percent(75);
            RefType reference = new(type.Index, IsNullable: !type.HasDefault || random.Percent(50));
            WasmWriter global = new WasmWriter().Bytes(reference.Code).Bytes(isSettable ? (byte)1 : (byte)0);
            if (!type.HasDefault)
            {
                global.Op(Opcode.RefNull).Bytes(reference.HeapCode);
            }
            else if (type.IsArray)
            {
                global.Op(Opcode.I32Const).S(random.Next(5)).Op(Opcode.ArrayNewDefault).U((uint)type.Index);
            }
            else
            {
                global.Op(Opcode.StructNewDefault).U((uint)type.Index);
            }

            module.RawGlobal(global.Op(Opcode.End).ToArray());
            globals.Add((first + globals.Count, reference, isSettable));
        }

        return globals;
    }

    /// <summary>The tag of host functions and some of the module's own.</summary>
    private static List<ValueKind[]> AddTags(ModuleBuilder module, ModuleDesign design, InstructionCatalog catalog, SeededRandom random)
    {
        List<ValueKind[]> tags = [];
        if (design.HasExceptions)
        {
            tags.Add([ValueKind.I32]);
            for (int i = 1 + random.Next(3); i > 0; i--)
            {
                ValueKind[] types = [.. Kinds(catalog, random, random.Next(4))];
                module.Tag(types);
                tags.Add(types);
            }
        }

        return tags;
    }

    private static void AddSegments(ModuleBuilder module, SeededRandom random, ModuleSurroundings outside)
    {
        uint[] filled = [.. Enumerable.Range(0, FilledSlots).Select(slot => (uint)FunctionInSlot(slot, outside))];
        module.Elements(0, code => _ = outside.Tables[0].Is64 ? code.I64(0) : code.I32(0), filled);
        foreach (ValueKind kind in outside.Elements.Skip(1))
        {
            if (kind == ValueKind.FuncRef)
            {
                module.PassiveElements(filled);
            }
            else
            {
                module.PassiveExpressions(kind, [.. Enumerable.Repeat<Action<CodeBuilder>>(code => code.RefNull(kind), 8)]);
            }
        }

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
