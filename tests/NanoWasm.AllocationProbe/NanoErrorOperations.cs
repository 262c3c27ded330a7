// Everything that a heap-free interpreter refuses or that goes wrong in it.
using NanoWasm.Testing;
using static NanoWasm.AllocationProbe.OperationList;
using static NanoWasm.ValueKind;

namespace NanoWasm.AllocationProbe;

/// <summary>The errors of a <see cref="NanoInterpreter"/>, and their texts.</summary>
internal static class NanoErrorOperations
{
    private const int PageSize = 65_536;

    /// <summary>Adds the operations.</summary>
    public static void AddTo(OperationList list, DispatchMode mode)
    {
        list.Group = "NanoInterpreter: errors, each formatted with TryFormat into a span";
        foreach ((TrapKind trap, byte[] wasm) in TrapModules.All)
        {
            list.Add("Run that traps", trap.ToString(), () => Require(Run(wasm, mode).Trap == trap));
        }

        Add(list, "Run of a module that is not one", NanoErrorKind.Malformed, [1, 2, 3], mode);
        Add(list, "Run of a module that is not valid", NanoErrorKind.Invalid, Module(f => f.I64(1)), mode);
        Add(list, "Run of a module with an unsupported feature", NanoErrorKind.UnsupportedFeature, new ModuleBuilder().Memory(new MemoryType(1, 1) { IsShared = true }).Function("f", [], [], static _ => { }).Build(), mode);
        Add(list, "Run of a module with an unknown import", NanoErrorKind.UnknownImport, new ModuleBuilder().ImportFunction("a", "b", [], []).Function("f", [], [], static _ => { }).Build(), mode);
        AddLimits(list, mode);

        byte[] fine = new ModuleBuilder().Function("f", [I32], [], static _ => { }).Build();
        byte[] workspace = new ModuleBuilder().Memory(1).Function("f", [], [], static _ => { }).Build();
        list.Add("Run of an unknown export", () =>
        {
            NanoInterpreter nano = new(fine, []) { Dispatch = mode };
            Require(Format(nano.Run("g").Error).Kind == NanoErrorKind.UnknownExport);
        });
        list.Add("Run with arguments that do not fit", () =>
        {
            NanoInterpreter nano = new(fine, []) { Dispatch = mode };
            Require(Format(nano.Run("f", 1L).Error).Kind == NanoErrorKind.ArgumentMismatch);
        });
        list.Add("Run beyond a limit", nameof(NanoLimit.Workspace), () =>
        {
            NanoInterpreter nano = new(workspace, stackalloc byte[PageSize], workspace: stackalloc byte[100]) { Dispatch = mode };
            Require(Format(nano.Run().Error).Limit == NanoLimit.Workspace);
        });
    }

    private static void AddLimits(OperationList list, DispatchMode mode)
    {
        AddLimit(list, NanoLimit.Locals, new ModuleBuilder().Function("f", [], [], static f => f.Locals(I32, 17)), mode);
        AddLimit(list, NanoLimit.StackValues, new ModuleBuilder().Function("f", [], [], static f => Repeat(65, () => f.I32(1), () => f.Drop())), mode);
        AddLimit(list, NanoLimit.ControlFrames, new ModuleBuilder().Function("f", [], [], static f => Repeat(17, () => f.Block(), () => f.End())), mode);
        AddLimit(list, NanoLimit.TableElements, new ModuleBuilder().Table(FuncRef, 65).Function("f", [], [], static _ => { }), mode);
        AddLimit(list, NanoLimit.MemoryBytes, new ModuleBuilder().Memory(2).Function("f", [], [], static _ => { }), mode);
        AddLimit(list, NanoLimit.Calls, new ModuleBuilder().Function("f", [], [], static f => f.Call(0)), mode);
        AddLimit(list, NanoLimit.Implementation, new ModuleBuilder().Function("f", [.. Enumerable.Repeat(I32, 1001)], [], static _ => { }), mode);
        ModuleBuilder globals = new ModuleBuilder().Function("f", [], [], static _ => { });
        Repeat(17, () => globals.Global(I32, mutable: false, static g => g.I32(1)), static () => { });
        AddLimit(list, NanoLimit.Globals, globals, mode);
    }

    private static void AddLimit(OperationList list, NanoLimit limit, ModuleBuilder module, DispatchMode mode)
    {
        byte[] wasm = module.Build();
        list.Add("Run beyond a limit", limit.ToString(), () => Require(Run(wasm, mode).Limit == limit));
    }

    private static void Add(OperationList list, string name, NanoErrorKind expected, byte[] wasm, DispatchMode mode) =>
        list.Add(name, () => Require(Run(wasm, mode).Kind == expected));

    private static byte[] Module(Action<CodeBuilder> body) => new ModuleBuilder().Function("f", [], [I32], body).Build();

    private static NanoError Run(byte[] wasm, DispatchMode mode)
    {
        NanoInterpreter nano = new(wasm, stackalloc byte[PageSize]) { Dispatch = mode };
        return Format(nano.Run().Error);
    }

    private static NanoError Format(NanoError error)
    {
        Span<char> text = stackalloc char[768];
        Require(error.TryFormat(text, out int length, provider: null) && length > 0);
        return error;
    }

    private static void Repeat(int count, Action open, Action close)
    {
        for (int i = 0; i < count; i++)
        {
            open();
        }

        for (int i = 0; i < count; i++)
        {
            close();
        }
    }
}
