// Types with bindings of every kind: the tests run them, and compare what is generated for them with snapshots.
using System.Runtime.Intrinsics;
using System.Text;
using NanoWasm;

namespace Game;

/// <summary>An enum that is an i32.</summary>
public enum Kind
{
    /// <summary>A rock.</summary>
    Rock,

    /// <summary>A ship.</summary>
    Ship,
}

/// <summary>An enum that is an i64.</summary>
public enum Bearing : ulong
{
    /// <summary>Straight on.</summary>
    Ahead,

    /// <summary>All bits.</summary>
    Unknown = ulong.MaxValue,
}

/// <summary>What is offered to guests with 64-bit addresses, and with several memories.</summary>
[WasmHost("wide")]
[GuestMemory(Is64 = true)]
public sealed partial class WideApi
{
    /// <summary>What was written.</summary>
    public StringBuilder Written { get; } = new();

    [WasmImport]
    private void Write(GuestString text) => Written.Append(text.ToString()).Append(';');

    [WasmImport]
    [GuestMemory("second")]
    private void WriteSecond(GuestString text) => Write(text);

    [WasmImport]
    private int Copy(ReadOnlySpan<byte> source, [GuestMemory("second", Is64 = true)] Span<byte> target)
    {
        source.CopyTo(target);
        return source.Length;
    }
}

/// <summary>What a game offers to its scripts.</summary>
[WasmHost("env")]
public sealed partial class GameApi
{
    /// <summary>What was logged.</summary>
    public StringBuilder Logged { get; } = new();

    /// <summary>The last vector.</summary>
    public Vector128<byte> Lanes { get; private set; }

    /// <summary>The last object.</summary>
    public object? Held { get; private set; }

    [WasmImport]
    private int Spawn(int kind, float x, float y) => (kind * 100) + (int)(x + y);

    [WasmImport("log")]
    private void Write(GuestString text) => Logged.Append(text.ToString()).Append(';');

    [WasmImport]
    private bool SetKind(Kind kind, Bearing bearing) => kind == Kind.Ship && bearing == Bearing.Unknown;

    [WasmImport]
    private Kind NextKind(Kind @default) => @default + 1;

    [WasmImport]
    private uint Fill(Span<byte> bytes, ReadOnlySpan<byte> linker, bool caller)
    {
        bytes.Fill(caller ? linker[0] : (byte)0);
        return (uint)bytes.Length;
    }

    [WasmImport]
    private ulong WherePages(Caller who, GuestString name) => (ulong)(who.Memory.Pages + name.Length);

    [WasmImport]
    private (int Low, long High) SplitInTwo(long value) => ((int)value, value >> 32);

    [WasmImport]
    private void KeepAll(Vector128<byte> lanes, object? held, Function? function)
    {
        Lanes = lanes;
        Held = held ?? function;
    }
}

/// <summary>What a mission exports.</summary>
[WasmExports]
public readonly partial struct MissionExports
{
    /// <summary>One step.</summary>
    [WasmExport("tick")]
    public partial int Tick(double seconds);

    /// <summary>A step that may trap.</summary>
    [WasmExport]
    public partial CallStatus TryDivide(int a, int b, out int quotient);

    /// <summary>A step that may trap, with an enum.</summary>
    [WasmExport]
    public partial CallStatus TryTurn(Bearing bearing, out Bearing now);

    /// <summary>A call without anything.</summary>
    [WasmExport]
    public partial CallStatus Rest();

    /// <summary>Enums both ways.</summary>
    [WasmExport]
    public partial Kind Other(Kind kind);

    /// <summary>Two results.</summary>
    [WasmExport]
    internal partial (int Sum, long Product) SumAndProduct(int @in, int b);

    /// <summary>The memory.</summary>
    [WasmExport]
    public partial Memory Memory { get; }

    /// <summary>A counter.</summary>
    [WasmExport("counter")]
    public partial Global Steps { get; }
}

/// <summary>Bindings in a type in a type.</summary>
public static partial class Outer
{
    /// <summary>A class instead of a struct, and nothing but an action.</summary>
    [WasmExports]
    internal sealed partial class Inner
    {
        [WasmExport]
        [AllocationFree]
        public partial void Run();
    }

    /// <summary>A host that offers nothing yet.</summary>
    [WasmHost("empty")]
    internal sealed partial class Nothing;
}
