// The host module `spectest` that scripts import from.
namespace NanoWasm.SpecRunner.Running;

/// <summary>The host module <c>spectest</c>; scripts write to its memory and table, so each needs one of its own.</summary>
internal sealed class SpectestModule : IDisposable
{
    private const string Name = "spectest";
    private const uint GlobalF32Bits = 0x4426a666;
    private const ulong GlobalF64Bits = 0x4084d4cccccccccd;

    private readonly Memory _memory = new(1, 2);
    private readonly Memory _sharedMemory = new(1, 2, shared: true);
    private readonly Table _table = new(ValueKind.FuncRef, 10, 20);
    private readonly Table _table64 = new(ValueKind.FuncRef, 10, 20, is64: true);
    private readonly Global _globalI32 = new(Value.FromInt32(666), mutable: false);
    private readonly Global _globalI64 = new(Value.FromInt64(666), mutable: false);
    private readonly Global _globalF32 = new(Value.FromSingle(BitConverter.UInt32BitsToSingle(GlobalF32Bits)), mutable: false);
    private readonly Global _globalF64 = new(Value.FromDouble(BitConverter.UInt64BitsToDouble(GlobalF64Bits)), mutable: false);

    /// <summary>Defines the module's exports in a linker.</summary>
    public void Define(Linker linker)
    {
        linker.DefineFunction(Name, "print", static () => { });
        linker.DefineFunction(Name, "print_i32", static (int _) => { });
        linker.DefineFunction(Name, "print_i64", static (long _) => { });
        linker.DefineFunction(Name, "print_f32", static (float _) => { });
        linker.DefineFunction(Name, "print_f64", static (double _) => { });
        linker.DefineFunction(Name, "print_i32_f32", static (int _, float _) => { });
        linker.DefineFunction(Name, "print_f64_f64", static (double _, double _) => { });
        linker.Define(Name, "global_i32", _globalI32);
        linker.Define(Name, "global_i64", _globalI64);
        linker.Define(Name, "global_f32", _globalF32);
        linker.Define(Name, "global_f64", _globalF64);
        linker.Define(Name, "table", _table);
        linker.Define(Name, "table64", _table64);
        linker.Define(Name, "memory", _memory);
        linker.Define(Name, "shared_memory", _sharedMemory);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _memory.Dispose();
        _sharedMemory.Dispose();
        _table.Dispose();
        _table64.Dispose();
        _globalI32.Dispose();
        _globalI64.Dispose();
        _globalF32.Dispose();
        _globalF64.Dispose();
    }
}
