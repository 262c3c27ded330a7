// The original NanoWasm interface: everything lies in spans of the caller, nothing on the heap.
using System.Runtime.InteropServices;

namespace NanoWasm;

/// <summary>
/// Runs a module without touching the GC heap: from the caller's bytes, in the caller's memory, with all its structures in a workspace of the caller
/// or in this structure itself. The same engine and tables as <see cref="Instance"/>.
/// </summary>
/// <remarks>
/// Each run starts the module anew: globals, tables and segments are as in the module, and so is memory unless it is preserved. The module is validated by the
/// first run, or by <see cref="Validate"/>, and again only if one of the spans has moved. The bytes and the workspace must not change between runs.
/// </remarks>
/// <example><code>
/// Span&lt;byte&gt; memory = stackalloc byte[64 * 1024];
/// NanoInterpreter nano = new(wasm, memory);
/// NanoResult result = nano.Run();
/// </code></example>
[AllocationFree]
public ref struct NanoInterpreter
{
    /// <summary>The default limit of linear memory: 2 MiB.</summary>
    public const int MemorySize = 2 * 1024 * 1024;

    /// <summary>The bytes of the workspace that an interpreter has in itself.</summary>
    public const int InlineWorkspace = 16 * 1024;

    private NanoInterpreter<NanoNoHost> _interpreter;

    /// <summary>An interpreter of a module that imports no functions.</summary>
    /// <param name="wasm">The binary module.</param>
    /// <param name="memory">The linear memory; its length is a multiple of what a page has, or a part of it is not used.</param>
    /// <param name="preserveMemory">Whether memory keeps what it holds from run to run.</param>
    /// <param name="limits">How much the module may use; the original's sizes by default.</param>
    /// <param name="workspace">Where the structures lie; by default in this structure, which has <see cref="InlineWorkspace"/> bytes.</param>
    /// <exception cref="ArgumentException">The spans overlap.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A limit is negative or too large.</exception>
    public NanoInterpreter(ReadOnlySpan<byte> wasm, Span<byte> memory, bool preserveMemory = false, NanoLimits? limits = null, Span<byte> workspace = default)
    {
        _interpreter = new NanoInterpreter<NanoNoHost>(wasm, memory, default, preserveMemory, limits, workspace);
    }

    /// <inheritdoc cref="NanoInterpreter{THost}.Dispatch"/>
    public DispatchMode Dispatch
    {
        readonly get => _interpreter.Dispatch;
        set => _interpreter.Dispatch = value;
    }

    /// <inheritdoc cref="NanoInterpreter{THost}.Features"/>
    public WasmFeatures Features
    {
        readonly get => _interpreter.Features;
        set => _interpreter.Features = value;
    }

    /// <summary>The bytes of workspace that a module needs, whatever its imports.</summary>
    /// <param name="wasm">The binary module.</param>
    /// <param name="limits">How much it may use.</param>
    /// <exception cref="ModuleException">The module is not valid.</exception>
    /// <exception cref="InvalidOperationException">The module exceeds a limit.</exception>
    [AllocationFree(false, Justification = "Its exceptions are objects.")]
    public static unsafe int RequiredWorkspace(ReadOnlySpan<byte> wasm, NanoLimits? limits = null)
    {
        NanoLimits used = limits ?? new NanoLimits();
        used.Check();
        fixed (byte* bytes = wasm)
        {
            for (int size = InlineWorkspace; ; size = checked(size * 2))
            {
                NanoMachine* machine = (NanoMachine*)NativeMemory.Alloc((nuint)size);
                try
                {
                    AnyHost host = default;
                    NanoError error = NanoMachine.Load(machine, size, bytes, wasm.Length, used, WasmFeatures.All, null, used.MemoryBytes, ref host);
                    if (error.Kind == NanoErrorKind.None)
                    {
                        return machine->WorkspaceBytes;
                    }

                    if (error.Limit != NanoLimit.Workspace)
                    {
                        throw Module.Validate(wasm) ?? (Exception)new InvalidOperationException(error.ToString());
                    }
                }
                finally
                {
                    NativeMemory.Free(machine);
                }
            }
        }
    }

    /// <inheritdoc cref="NanoInterpreter{THost}.Validate"/>
    public NanoError Validate() => _interpreter.Validate();

    /// <inheritdoc cref="NanoInterpreter{THost}.Run()"/>
    public NanoResult Run() => _interpreter.Run();

    /// <inheritdoc cref="NanoInterpreter{THost}.Run(ReadOnlySpan{char}, ReadOnlySpan{NanoValue})"/>
    public NanoResult Run(scoped ReadOnlySpan<char> function, params ReadOnlySpan<NanoValue> arguments) => _interpreter.Run(function, arguments);

    /// <inheritdoc cref="NanoInterpreter{THost}.Run(ReadOnlySpan{char}, ReadOnlySpan{NanoValue}, Span{NanoValue})"/>
    public NanoResult Run(scoped ReadOnlySpan<char> function, scoped ReadOnlySpan<NanoValue> arguments, scoped Span<NanoValue> results) => _interpreter.Run(function, arguments, results);

    /// <summary>Takes every import, for finding out how much room a module needs.</summary>
    private readonly struct AnyHost : INanoHost
    {
        public void Log(ReadOnlySpan<char> message)
        {
        }

        public int Bind(ReadOnlySpan<byte> module, ReadOnlySpan<byte> name, NanoFunctionType type) => 0;

        public TrapKind Call(int function, NanoCall call) => TrapKind.Unreachable;
    }
}
