// The generated files that stand on their own: they compile without warnings and do what they say.
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using NanoWasm.Generators.Tests.Support;

namespace NanoWasm.Generators.Tests;

public sealed class GeneratedCodeTests
{
    private const string Probes = """
        using System.Linq;
        using NanoWasm;
        using NanoWasm.Binary;
        using NanoWasm.Execution;

        /// <summary>Calls internals for tests.</summary>
        public static unsafe class Probe
        {
            /// <summary>Decodes.</summary>
            public static string Decode(byte[] code)
            {
                fixed (byte* pc = code)
                {
                    DecodedInstruction i = InstructionDecoder.Decode(pc);
                    return $"{i.Opcode} slot={i.Slot} length={i.OpcodeLength}/{i.Length} immediates={(long)i.Immediate0},{(long)i.Immediate1} vector={i.VectorCount}@{i.VectorOffset}";
                }
            }

            /// <summary>Looks a reserved opcode up.</summary>
            public static string Reserved(int prefix, uint code) => ReservedOpcodes.Find(prefix, code).ToString();

            /// <summary>Names a feature.</summary>
            public static string Name(string feature) => FeatureNames.Get(System.Enum.Parse<WasmFeatures>(feature));

            /// <summary>The message of a trap.</summary>
            public static string Message(string trap) => TrapMessages.Get(System.Enum.Parse<TrapKind>(trap));

            /// <summary>Describes an opcode.</summary>
            public static string Describe(uint opcode)
            {
                OpcodeInfo info = Opcodes.Get((Opcode)opcode);
                string immediates = string.Join(" ", info.Immediates.Select(static immediate => $"{immediate.Name}:{immediate.Kind}"));
                return $"{info.CodeText} {info.Mnemonic} {info.Signature} {immediates} {info.Feature} {info.IsConstant}: {info.Doc}";
            }

            /// <summary>Puts slots into a set.</summary>
            public static string Set(int[] slots)
            {
                OpcodeSet set = default;
                foreach (int slot in slots)
                {
                    set.Add(slot);
                }

                return $"{set.Count}: {string.Join(" ", Enumerable.Range(-1, DispatchTable.Length + 2).Where(slot => set.Contains(slot)))}";
            }

            /// <summary>Slots of the table.</summary>
            public static string Slots() => $"{DispatchTable.Length} {DispatchTable.PageFC} {DispatchTable.PageFCLength} {DispatchTable.Slot(Opcode.I32Add)} {DispatchTable.Slot(Opcode.MemoryCopy)} {DispatchTable.NanowasmFinish}";
        }
        """;

    /// <summary>The attribute that generated types carry.</summary>
    private const string Mark = """
        namespace NanoWasm;

        internal sealed class AllocationFreeAttribute : System.Attribute;
        """;

    private static readonly string[] FilesOnTheirOwn = ["WasmFeatures.g.cs", "TrapKind.g.cs", "Opcode.g.cs", "DispatchTable.g.cs", "InstructionDecoder.g.cs"];

    private static readonly Lazy<Type> Probe = new(static () => Load(Repository.Read("opcodes.json")));

    [Theory]
    [InlineData("01", "Nop slot=1 length=1/1 immediates=0,0 vector=0@0")]
    [InlineData("20 05", "LocalGet slot=32 length=1/2 immediates=5,0 vector=0@0")]
    [InlineData("20 85 80 00", "LocalGet slot=32 length=1/4 immediates=5,0 vector=0@0")]
    [InlineData("20 FF FF FF FF 0F", "LocalGet slot=32 length=1/6 immediates=4294967295,0 vector=0@0")]
    [InlineData("41 7F", "I32Const slot=65 length=1/2 immediates=-1,0 vector=0@0")]
    [InlineData("41 3F", "I32Const slot=65 length=1/2 immediates=63,0 vector=0@0")]
    [InlineData("41 C0 00", "I32Const slot=65 length=1/3 immediates=64,0 vector=0@0")]
    [InlineData("41 80 80 80 80 78", "I32Const slot=65 length=1/6 immediates=-2147483648,0 vector=0@0")]
    [InlineData("42 80 80 80 80 80 80 80 80 80 7F", "I64Const slot=66 length=1/11 immediates=-9223372036854775808,0 vector=0@0")]
    [InlineData("42 FF FF FF FF FF FF FF FF FF 00", "I64Const slot=66 length=1/11 immediates=9223372036854775807,0 vector=0@0")]
    [InlineData("43 00 00 80 BF", "F32Const slot=67 length=1/5 immediates=3212836864,0 vector=0@0")]
    [InlineData("44 01 02 03 04 05 06 07 08", "F64Const slot=68 length=1/9 immediates=578437695752307201,0 vector=0@0")]
    [InlineData("02 40", "Block slot=2 length=1/2 immediates=-64,0 vector=0@0")]
    [InlineData("28 02 90 01", "I32Load slot=40 length=1/4 immediates=2,144 vector=0@0")]
    [InlineData("0E 02 01 80 00 00", "BrTable slot=14 length=1/6 immediates=0,0 vector=2@2")]
    [InlineData("0E 00 03", "BrTable slot=14 length=1/3 immediates=0,0 vector=0@2")]
    [InlineData("1C 01 7F", "SelectT slot=28 length=1/3 immediates=0,0 vector=1@2")]
    [InlineData("11 83 00 01", "CallIndirect slot=17 length=1/4 immediates=3,1 vector=0@0")]
    [InlineData("FC 0A 00 00", "MemoryCopy slot=297 length=2/4 immediates=0,0 vector=0@0")]
    [InlineData("FC 8F 80 00 07", "TableGrow slot=302 length=4/5 immediates=7,0 vector=0@0")]
    [InlineData("FE 03 00", "AtomicFence slot=589 length=2/3 immediates=0,0 vector=0@0")]
    [InlineData("FE 42 03 90 01", "I64AtomicRmwXchg slot=652 length=2/5 immediates=3,144 vector=0@0")]
    public void Decode_OfInstruction_GivesImmediatesAndLength(string code, string expected) =>
        Assert.Equal(expected, Call("Decode", Convert.FromHexString(code.Replace(" ", string.Empty, StringComparison.Ordinal))));

    [Theory]
    [InlineData(-1, 0x08, "None")]
    [InlineData(-1, 0x27, "None")]
    [InlineData(-1, 0x6A, "None")]
    [InlineData(0xFD, 0x99, "None")]
    [InlineData(0xFC, 0x13, "None")]
    [InlineData(0xFC, 0x12, "None")]
    [InlineData(0xFE, 0x04, "None")]
    [InlineData(0xFE, 0x4E, "None")]
    [InlineData(0xF0, 0, "None")]
    public void Reserved_ByCode_GivesFeature(int prefix, int code, string expected) => Assert.Equal(expected, Call("Reserved", prefix, (uint)code));

    [Theory]
    [InlineData(0x6A, "6A i32.add [i32 i32] -> [i32]  Mvp True: Sum, modulo 2^N.")]
    [InlineData(0xFC000F, "FC:0F table.grow [$x i32] -> [i32] x:Table ReferenceTypes False: Grows a table by n elements a: the old size, or -1 where it cannot grow.")]
    [InlineData(0x41, "41 i32.const [] -> [i32] v:I32 Mvp True: A constant.")]
    public void Describe_OfOpcode_SaysWhatTheTableSays(int opcode, string expected) => Assert.Equal(expected, Call("Describe", (uint)opcode));

    [Theory]
    [InlineData(0xFF)]
    [InlineData(0xFC0012)]
    public void Describe_OfUnknownOpcode_Throws(int opcode) =>
        Assert.IsType<ArgumentOutOfRangeException>(Assert.Throws<TargetInvocationException>(() => Call("Describe", (uint)opcode)).InnerException);

    [Fact]
    public void Names_OfFeaturesAndTraps_AreTheTables()
    {
        Assert.Equal("saturating-float-to-int", Call("Name", "SaturatingFloatToInt"));
        Assert.Equal("out of bounds memory access", Call("Message", "MemoryOutOfBounds"));
    }

    [Fact]
    public void Slots_OfDispatchTable_FollowTheCodes() => Assert.Equal("665 287 23 106 297 255", Call("Slots"));

    [Fact]
    public void Set_OfSlots_HoldsWhatWasAdded() => Assert.Equal("5: 0 63 64 128 549", Call("Set", new[] { 64, 0, 549, 63, 128, 64 }));

    private static string Call(string method, params object[] arguments) => (string)Probe.Value.GetMethod(method)!.Invoke(null, arguments)!;

    /// <summary>Compiles what is generated from a table and needs nothing else, with the probes; any warning fails.</summary>
    private static Type Load(string table)
    {
        GeneratorRunResult result = Generation.Run(table);
        Assert.Empty(result.Diagnostics);
        CSharpCompilation compilation = Generation.EmptyCompilation
            .WithOptions(Generation.EmptyCompilation.Options.WithWarningLevel(9999))
            .AddSyntaxTrees(result.GeneratedSources.Where(static source => FilesOnTheirOwn.Contains(source.HintName)).Select(static source => source.SyntaxTree))
            .AddSyntaxTrees(CSharpSyntaxTree.ParseText(Mark, Generation.Language))
            .AddSyntaxTrees(CSharpSyntaxTree.ParseText(Repository.Read("src/NanoWasm/Execution/Leb128.cs"), Generation.Language))
            .AddSyntaxTrees(CSharpSyntaxTree.ParseText(Probes, Generation.Language));
        using MemoryStream image = new();
        EmitResult emitted = compilation.Emit(image);
        Assert.Empty(emitted.Diagnostics.Select(static mistake => mistake.ToString()));
        return new AssemblyLoadContext("sample", isCollectible: true).LoadFromStream(new MemoryStream(image.ToArray())).GetType("Probe")!;
    }
}
