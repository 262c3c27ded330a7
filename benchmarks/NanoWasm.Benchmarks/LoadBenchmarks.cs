// How fast modules are loaded.
using System.Collections.Concurrent;
using System.Globalization;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace NanoWasm.Benchmarks;

/// <summary>
/// Parsing and validation of large modules. Managed memory is for the module's types, and must not depend on its size. Runs in the process that was started, so that packages
/// are installed once.
/// </summary>
[MemoryDiagnoser]
[Config(typeof(Config))]
public class LoadBenchmarks
{
    private ReadOnlyMemory<byte> _bytes;

    /// <summary>The names of all modules that can be had.</summary>
    public static IEnumerable<string> Names => LoadableModule.Names;

    /// <summary>The module.</summary>
    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = string.Empty;

    /// <summary>Gets the module's bytes.</summary>
    [GlobalSetup]
    public void Setup() => _bytes = LoadableModule.Get(Name).Bytes;

    /// <summary>Validation alone.</summary>
    [Benchmark]
    public bool Validate() => Module.Validate(_bytes.Span) is null;

    /// <summary>A module that can be instantiated.</summary>
    [Benchmark]
    public int Load()
    {
        using Module module = Module.FromBytes(_bytes);
        return module.FunctionCount;
    }

    /// <summary>Adds columns with the speed in bytes, and with the memory that a loaded module holds.</summary>
    private sealed class Config : ManualConfig
    {
        /// <summary>Loaded modules by name: each column needs them.</summary>
        private static readonly ConcurrentDictionary<string, Module> Modules = new();

        public Config()
        {
            AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance));
            AddColumn(
                new ModuleColumn("MB", "Millions of bytes of the module", static (module, _) => module.Length / 1e6),
                new ModuleColumn("MB/s", "Millions of module bytes a second", static (module, nanoseconds) => module.Length * 1000.0 / nanoseconds),
                new ModuleColumn("Side table/code", "Bytes of the side table for each byte of code", static (module, _) => (double)module.SideTableBytes / module.CodeBytes),
                new ModuleColumn("Arena/module", "Native bytes held, side table included, for each byte of the module", static (module, _) => (double)module.ArenaBytes / module.Length));
        }

        private static Module Get(string name) => Modules.GetOrAdd(name, static name => Module.FromBytes(LoadableModule.Get(name).Bytes));

        private sealed class ModuleColumn(string name, string legend, Func<Module, double, double> value) : IColumn
        {
            public string Id => name;

            public string ColumnName => name;

            public bool AlwaysShow => true;

            public ColumnCategory Category => ColumnCategory.Custom;

            public int PriorityInCategory => 0;

            public bool IsNumeric => true;

            public UnitType UnitType => UnitType.Dimensionless;

            public string Legend => legend;

            public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

            public bool IsAvailable(Summary summary) => true;

            public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, SummaryStyle.Default);

            public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) =>
                summary[benchmarkCase]?.ResultStatistics is { } statistics
                    ? value(Get((string)benchmarkCase.Parameters[nameof(Name)]), statistics.Median).ToString("0.##", CultureInfo.InvariantCulture)
                    : "?";
        }
    }
}
