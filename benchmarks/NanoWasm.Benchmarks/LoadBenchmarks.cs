// How fast modules are loaded.
using System.Globalization;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using NanoWasm.Testing;

namespace NanoWasm.Benchmarks;

/// <summary>Parsing and validation of a module of a few MiB. The managed memory must not depend on the module's size.</summary>
[MemoryDiagnoser]
[Config(typeof(Config))]
public class LoadBenchmarks
{
    private const int Functions = 20_000;

    private byte[] _bytes = [];

    /// <summary>Makes the module.</summary>
    [GlobalSetup]
    public void Setup() => _bytes = MakeModule();

    /// <summary>Validation alone.</summary>
    [Benchmark]
    public bool Validate() => Module.Validate(_bytes) is null;

    /// <summary>A module that can be instantiated.</summary>
    [Benchmark]
    public int Load()
    {
        using Module module = Module.FromBytes(_bytes);
        return module.FunctionCount;
    }

    /// <summary>
    /// Functions like those of compiled programs: arithmetic on locals, loads and stores, nested blocks, branches and calls. (A program somebody
    /// compiled would be better; the acceptance tests report the figures of those that they fetch.)
    /// </summary>
    private static byte[] MakeModule()
    {
        ModuleBuilder module = new ModuleBuilder().Memory(1);
        for (int i = 0; i < Functions; i++)
        {
            uint callee = (uint)i;
            module.Function([ValueKind.I32, ValueKind.I32], [ValueKind.I32], code => WriteBody(code, callee));
        }

        return module.Build();
    }

    private static void WriteBody(CodeBuilder code, uint callee)
    {
        code.Locals(ValueKind.I32, 4).Locals(ValueKind.F64, 2).Block();
        for (uint round = 0; round < 4; round++)
        {
            code.LocalGet(0).I32(1000 + (int)round).Op(Opcode.I32Add).LocalTee(2).Access(Opcode.I32Load, round * 8, 2).LocalSet(3);
            code.LocalGet(2).LocalGet(3).LocalGet(1).Op(Opcode.I32Xor).Access(Opcode.I32Store, (round * 8) + 4, 2);
            code.LocalGet(2).F64(1.5).LocalGet(6).Op(Opcode.F64Mul).Access(Opcode.F64Store, round * 16, 3);
            code.Block().Loop().LocalGet(3).Op(Opcode.I32Eqz).BrIf(1).LocalGet(3).I32(1).Op(Opcode.I32Sub).LocalTee(3).BrIf(0).End().End();
            code.LocalGet(1).If(ValueKind.I32).LocalGet(2).Else().LocalGet(3).LocalGet(0).Call(callee).End().LocalSet(4);
        }

        code.LocalGet(4).BrIf(0).End().LocalGet(4);
    }

    /// <summary>Adds a column with the speed in bytes.</summary>
    private sealed class Config : ManualConfig
    {
        public Config() => AddColumn(new ThroughputColumn(MakeModule().Length));
    }

    private sealed class ThroughputColumn(int bytes) : IColumn
    {
        public string Id => nameof(ThroughputColumn);

        public string ColumnName => "MB/s";

        public bool AlwaysShow => true;

        public ColumnCategory Category => ColumnCategory.Custom;

        public int PriorityInCategory => 0;

        public bool IsNumeric => true;

        public UnitType UnitType => UnitType.Dimensionless;

        public string Legend => "Millions of module bytes a second";

        public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

        public bool IsAvailable(Summary summary) => true;

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, SummaryStyle.Default);

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) =>
            summary[benchmarkCase]?.ResultStatistics is { } statistics
                ? (bytes * 1000.0 / statistics.Median).ToString("0", CultureInfo.InvariantCulture)
                : "?";
    }
}
