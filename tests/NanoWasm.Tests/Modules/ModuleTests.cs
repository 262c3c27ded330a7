// Loading, lifetime, and what a module says about itself.
using System.Runtime.CompilerServices;

namespace NanoWasm.Tests.Modules;

public sealed class ModuleTests
{
    private static readonly ValueKind[] I32 = [ValueKind.I32];

    private static byte[] Sample() => new ModuleBuilder()
        .ImportFunction("env", "log", [ValueKind.I32, ValueKind.F64], [])
        .ImportTable("env", "table", ValueKind.FuncRef, 1, 10)
        .ImportMemory("env", "memory", 1)
        .ImportGlobal("env", "größe", ValueKind.I64, mutable: true)
        .Function("twice", I32, I32, static f => f.LocalGet(0).LocalGet(0).Op(Opcode.I32Add))
        .Function([], [ValueKind.F32, ValueKind.ExternRef], static f => f.F32(1).RefNull(ValueKind.ExternRef))
        .Global(ValueKind.I32, false, static c => c.I32(1), export: "one")
        .Table(ValueKind.ExternRef, 3, export: "others")
        .Export("memory", ExternalKind.Memory, 0)
        .Name("sample").FunctionName(2, "pair")
        .Custom("note", 1, 2, 3)
        .Build();

    [Fact]
    public void Imports_HaveNamesAndTypes()
    {
        using Module module = Module.FromBytes(Sample());

        Assert.Equal(
            [
                new ImportDescriptor("env", "log", new FuncType([ValueKind.I32, ValueKind.F64], [])),
                new ImportDescriptor("env", "table", new TableType(ValueKind.FuncRef, 1, 10)),
                new ImportDescriptor("env", "memory", new MemoryType(1)),
                new ImportDescriptor("env", "größe", new GlobalType(ValueKind.I64, Mutable: true)),
            ],
            module.Imports);
    }

    [Fact]
    public void Exports_HaveNamesAndTypes()
    {
        using Module module = Module.FromBytes(Sample());

        Assert.Equal(
            [
                new ExportDescriptor("twice", new FuncType([ValueKind.I32], [ValueKind.I32])),
                new ExportDescriptor("one", new GlobalType(ValueKind.I32, Mutable: false)),
                new ExportDescriptor("others", new TableType(ValueKind.ExternRef, 3)),
                new ExportDescriptor("memory", new MemoryType(1)),
            ],
            module.Exports);
    }

    [Fact]
    public void Types_AreWrittenAsInTheTextFormat()
    {
        Assert.Equal("(func (param i32 f64) (result i64))", new FuncType([ValueKind.I32, ValueKind.F64], [ValueKind.I64]).ToString());
        Assert.Equal("(func)", new FuncType([], []).ToString());
        Assert.Equal("(table 1 10 funcref)", new TableType(ValueKind.FuncRef, 1, 10).ToString());
        Assert.Equal("(table 0 externref)", new TableType(ValueKind.ExternRef, 0).ToString());
        Assert.Equal("(memory 1)", new MemoryType(1).ToString());
        Assert.Equal("(global (mut f32))", new GlobalType(ValueKind.F32, Mutable: true).ToString());
        Assert.Equal("(global i64)", new GlobalType(ValueKind.I64, Mutable: false).ToString());
    }

    [Fact]
    public void Names_ComeFromNameSectionThenExports()
    {
        using Module module = Module.FromBytes(Sample());

        Assert.Equal("sample", module.Name);
        Assert.Null(module.GetFunctionName(0));
        Assert.Equal("twice", module.GetFunctionName(1));
        Assert.Equal("pair", module.GetFunctionName(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => module.GetFunctionName(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => module.GetFunctionName(-1));
    }

    [Theory]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 0, 9 })]
    [InlineData(new byte[] { 0, 1, 5 })]
    [InlineData(new byte[] { 1, 2, 9, 0 })]
    [InlineData(new byte[] { 1, 5, 1, 0, 0x80, 0x80, 0x80 })]
    [InlineData(new byte[] { 1, 5, 1, 0xFF, 0xFF, 0xFF, 0xFF })]
    public void Names_MalformedSection_IsIgnored(byte[] names)
    {
        using Module module = Module.FromBytes(new ModuleBuilder().Function([], [], static f => { }).Custom("name", names).Build());

        Assert.Null(module.Name);
        Assert.Null(module.GetFunctionName(0));
    }

    [Fact]
    public void Counts_AreThoseOfTheModule()
    {
        byte[] bytes = Sample();
        using Module module = Module.FromBytes(bytes);

        Assert.Equal(bytes.Length, module.Length);
        Assert.Equal((3, 1), (module.FunctionCount, module.ImportedFunctionCount));
        Assert.Equal(7 + 9, module.CodeBytes);
        Assert.Equal(0, module.SideTableBytes);
        Assert.InRange(module.ArenaBytes, 1, 10_000);
        Assert.Equal(new FuncType([], [ValueKind.F32, ValueKind.ExternRef]), module.GetFunctionType(2));
    }

    [Fact]
    public void UsedFeatures_AreThoseOfCodeAndTypes()
    {
        using Module module = Module.FromBytes(Sample());
        using Module plain = Module.FromBytes(new ModuleBuilder().Function([], [], static f => f.I32(1).Drop()).Build());
        using Module bulk = Module.FromBytes(new ModuleBuilder().Memory(1).Function([], I32, static f => f.I32(0).Op(Opcode.I32Extend8S).Op(Opcode.MemorySize, 0).Drop()).Build());

        Assert.Equal(WasmFeatures.Mvp | WasmFeatures.MutableGlobals | WasmFeatures.MultiValue | WasmFeatures.ReferenceTypes, module.UsedFeatures);
        Assert.Equal(WasmFeatures.Mvp, plain.UsedFeatures);
        Assert.Equal(WasmFeatures.Mvp | WasmFeatures.SignExtension, bulk.UsedFeatures);
    }

    [Fact]
    public unsafe void CustomSections_AreViewsOfTheBytes()
    {
        // At the start of a page: bytes that end just before the end of one are copied.
        byte[] sample = Sample();
        byte[] pages = GC.AllocateArray<byte>(2 * Environment.SystemPageSize, pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref pages[0]);
        int toNextPage = Environment.SystemPageSize - (int)(address % (nuint)Environment.SystemPageSize);
        Memory<byte> bytes = pages.AsMemory(toNextPage, sample.Length);
        sample.CopyTo(bytes);
        using Module module = Module.FromBytes(bytes);

        CustomSection note = module.CustomSections[1];
        Assert.Equal("note", note.Name);
        Assert.Equal([1, 2, 3], note.Contents.ToArray());
        Assert.True(note.Contents.Span.Overlaps(bytes.Span));
    }

    [Fact]
    public void Sections_AreInFileOrder()
    {
        byte[] bytes = Sample();
        using Module module = Module.FromBytes(bytes);

        Assert.Equal(["type", "import", "function", "table", "global", "export", "code", "name", "note"], module.Sections.Select(static section => section.Name));
        ModuleSection last = module.Sections[^1];
        Assert.Equal(bytes.Length, last.Offset + last.Length);
    }

    [Fact]
    public void FromStream_ReadsFromThePositionToTheEnd()
    {
        byte[] bytes = Sample();
        using MemoryStream stream = new([9, 9, .. bytes]);
        stream.Position = 2;
        using Module module = Module.FromStream(stream);
        using Module unseekable = Module.FromStream(new System.IO.Compression.BrotliStream(Compress(bytes), System.IO.Compression.CompressionMode.Decompress));

        Assert.Equal(bytes.Length, module.Length);
        Assert.Equal(bytes.Length, unseekable.Length);
    }

    [Fact]
    public void FromFile_ReadsIt()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Sample());
            using Module module = Module.FromFile(path);

            Assert.Equal("sample", module.Name);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void FromBytes_InvalidModule_Throws()
    {
        byte[] bytes = new ModuleBuilder().Function([], [], static f => f.Drop()).Build();

        ModuleException error = Assert.Throws<ModuleException>(() => Module.FromBytes(bytes));

        Assert.Equal(error.Message, Module.Validate(bytes)!.Message);
        Assert.Equal((ModuleErrorKind.Invalid, 0, WasmFeatures.None), (error.Kind, error.FunctionIndex, error.Feature));
    }

    [Fact]
    public void Validate_ValidModule_AllocatesNothing()
    {
        byte[] bytes = Sample();
        Assert.Null(Module.Validate(bytes));

        // A collection leaves the thread without an allocation buffer, which makes the counter exact.
        GC.Collect();
        long before = GC.GetAllocatedBytesForCurrentThread();
        ModuleException? error = Module.Validate(bytes);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Null(error);
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Dispose_Twice_IsFine_AndContentsAreGone()
    {
        Module module = Module.FromBytes(Sample());
        module.Dispose();
        module.Dispose();

        Assert.Throws<ObjectDisposedException>(() => module.Imports);
        Assert.Throws<ObjectDisposedException>(() => module.GetFunctionBody(1));
    }

    [Fact]
    public void Dispose_WithAReferenceHeld_KeepsTheData()
    {
        Module module = Module.FromBytes(Sample());
        bool added = false;
        module.Handle.DangerousAddRef(ref added);
        module.Dispose();

        Assert.True(added);
        Assert.Equal("twice", module.FindFunctionName(1));
        module.Handle.DangerousRelease();
    }

    [Fact]
    public unsafe void Types_EqualInTwoModules_HaveEqualNumbers()
    {
        using Module first = Module.FromBytes(Sample());
        using Module second = Module.FromBytes(new ModuleBuilder().Function([], [], static f => { }).Function(I32, I32, static f => f.LocalGet(0)).Build());

        Assert.Equal((nint)first.Data->Functions[1].Type, (nint)second.Data->Functions[1].Type);
        Assert.NotEqual((nint)first.Data->Functions[1].Type, (nint)second.Data->Functions[0].Type);
    }

    private static MemoryStream Compress(byte[] bytes)
    {
        MemoryStream compressed = new();
        using (System.IO.Compression.BrotliStream brotli = new(compressed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            brotli.Write(bytes);
        }

        compressed.Position = 0;
        return compressed;
    }

    [Fact]
    public void Load_WithProgress_ReportsFromNothingToAll()
    {
        ModuleBuilder builder = new();
        for (int i = 0; i < 2000; i++)
        {
            builder.Function([], [], static f => f.I32(1).Drop().I32(2).Drop());
        }

        Recorder recorder = new();
        using Module module = Module.FromBytes(builder.Build(), new ModuleOptions { Progress = recorder });

        Assert.Equal(0, recorder.Values[0]);
        Assert.Equal(1, recorder.Values[^1]);
        Assert.Equal(recorder.Values.Order(), recorder.Values);
        Assert.All(recorder.Values, static value => Assert.InRange(value, 0, 1));
        Assert.Throws<ModuleException>(() => Module.FromBytes(new byte[100], new ModuleOptions { Progress = recorder }));
    }

    private sealed class Recorder : IProgress<double>
    {
        public List<double> Values { get; } = [];

        public void Report(double value) => Values.Add(value);
    }
}
