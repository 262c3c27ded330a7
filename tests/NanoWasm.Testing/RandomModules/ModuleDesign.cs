// What a random module has: drawn first, since everything else depends on it.
using System.Collections.Immutable;

namespace NanoWasm.Testing.RandomModules;

/// <summary>The features of a random module. Engines run different handlers in modules with different ones.</summary>
public sealed record ModuleDesign
{
    private const uint BytesOfPage = 0x1_0000;

    /// <summary>Whether there are vectors.</summary>
    public bool HasVectors { get; init; }

    /// <summary>Whether there are structs, arrays and typed references.</summary>
    public bool HasObjects { get; init; }

    /// <summary>Whether there are tags, and code that throws and catches.</summary>
    public bool HasExceptions { get; init; }

    /// <summary>Whether it catches in the first encoding, too.</summary>
    public bool HasLegacyExceptions { get; init; }

    /// <summary>The memories; at least one, each of at least 64 KiB.</summary>
    public ImmutableArray<MemoryType> Memories { get; init; } = [new MemoryType(1, 2)];

    /// <summary>Whether loads and stores say which memory they mean where they need not.</summary>
    public bool NamesMemories { get; init; }

    /// <summary>Whether some tables have 64-bit addresses.</summary>
    public bool HasWideTables { get; init; }

    /// <summary>Draws the features of a module.</summary>
    /// <param name="random">Where the choices come from.</param>
    /// <param name="options">How the module is made.</param>
    public static ModuleDesign Draw(SeededRandom random, RandomModuleOptions options)
    {
        bool isGeneral = Has(WasmFeatures.MultiMemory, 25);
        ImmutableArray<MemoryType> memories = [DrawMemory(), .. Enumerable.Range(0, isGeneral ? random.Next(3) : 0).Select(_ => DrawMemory())];
        bool hasExceptions = Has(WasmFeatures.Exceptions, 35);
        return new ModuleDesign
        {
            HasVectors = random.Percent(40) && !options.CanonicalNans,
            HasObjects = Has(WasmFeatures.Gc, 35),
            HasExceptions = hasExceptions,
            HasLegacyExceptions = Has(WasmFeatures.LegacyExceptions, 35) && hasExceptions,
            Memories = memories,
            NamesMemories = isGeneral && random.Percent(50),
            HasWideTables = Has(WasmFeatures.Memory64, 15),
        };

        bool Has(WasmFeatures feature, int percent) => random.Percent(percent) && options.Features.Contains(feature);

        MemoryType DrawMemory()
        {
            uint pages = 1 + (uint)random.Next(3);
            MemoryType type = new(1, pages) { Is64 = Has(WasmFeatures.Memory64, isGeneral ? 50 : 12), IsShared = Has(WasmFeatures.Threads, 15) };
            return Has(WasmFeatures.CustomPageSizes, 12) ? type with { Minimum = BytesOfPage, Maximum = BytesOfPage + pages, PageSize = 1 } : type;
        }
    }
}
