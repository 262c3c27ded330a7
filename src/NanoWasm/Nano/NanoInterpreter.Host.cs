// The heap-free interpreter with host functions and a log.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Unicode;
using NanoWasm.Binary;

namespace NanoWasm;

/// <summary>A <see cref="NanoInterpreter"/> for modules that import functions, or whose runs are logged.</summary>
/// <typeparam name="THost">The host; a struct, so that calls of it are direct.</typeparam>
/// <remarks>
/// Unsafe: the module, the workspace and the memory are pinned while a method runs; no pointer into them is used in a later call unless the spans still
/// lie where they did (<see cref="NanoMachine.IsFor"/>).
/// </remarks>
[AllocationFree]
public ref struct NanoInterpreter<THost>
    where THost : INanoHost
{
    private const int MaxLogLength = 768;
    private const int MaxNameBytes = 256;

    private readonly ReadOnlySpan<byte> _wasm;
    private readonly Span<byte> _memory;
    private readonly Span<byte> _workspace;
    private readonly NanoLimits _limits;
    private readonly bool _preserveMemory;
    private THost _host;
    private bool _loaded;
    private bool _hasRun;
    private InlineBuffer _inline;

    /// <summary>An interpreter.</summary>
    /// <param name="wasm">The binary module.</param>
    /// <param name="memory">The linear memory.</param>
    /// <param name="host">The host functions and the log.</param>
    /// <param name="preserveMemory">Whether memory keeps what it holds from run to run.</param>
    /// <param name="limits">How much the module may use; the original's sizes by default.</param>
    /// <param name="workspace">Where the structures lie; by default in this structure.</param>
    /// <exception cref="ArgumentException">The spans overlap.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A limit is negative or too large.</exception>
    public NanoInterpreter(ReadOnlySpan<byte> wasm, Span<byte> memory, THost host, bool preserveMemory = false, NanoLimits? limits = null, Span<byte> workspace = default)
    {
        if (wasm.Overlaps(memory) || wasm.Overlaps(workspace) || memory.Overlaps(workspace))
        {
            ThrowOverlap();
        }

        _limits = limits ?? new NanoLimits();
        _limits.Check();
        _wasm = wasm;
        _memory = memory;
        _workspace = workspace;
        _preserveMemory = preserveMemory;
        _host = host;
    }

    /// <summary>Which dispatcher runs; <see cref="DispatchMode.Auto"/> by default.</summary>
    public DispatchMode Dispatch { get; set; }

    /// <summary>
    /// The features that the module may use; <see cref="WasmFeatures.All"/> by default. With others than before, the module is validated again.
    /// </summary>
    public WasmFeatures Features { get; set; } = WasmFeatures.All;

    /// <summary>The host.</summary>
    public readonly THost Host => _host;

    /// <summary>Loads and validates the module and finds its imports, if that has not been done.</summary>
    /// <returns>What is wrong with it; <see cref="NanoErrorKind.None"/> if nothing is.</returns>
    public unsafe NanoError Validate()
    {
        fixed (byte* bytes = _wasm)
        fixed (byte* memory = _memory)
        fixed (byte* workspace = Space())
        {
            return Load(bytes, memory, workspace, out _);
        }
    }

    /// <summary>
    /// Runs the module: its start function, then the function exported as <c>_start</c>, <c>main</c> or <c>run</c>, or the only exported one. Parameters get zeros.
    /// </summary>
    public NanoResult Run() => Execute(default, runEntry: true, [], []);

    /// <summary>Runs the module's start function and then an exported function.</summary>
    /// <param name="function">The function's export name.</param>
    /// <param name="arguments">Its arguments.</param>
    public NanoResult Run(scoped ReadOnlySpan<char> function, params ReadOnlySpan<NanoValue> arguments) => Execute(function, runEntry: false, arguments, []);

    /// <summary>Runs the module's start function and then an exported function of several results.</summary>
    /// <param name="function">The function's export name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="results">Room for all its results.</param>
    public NanoResult Run(scoped ReadOnlySpan<char> function, scoped ReadOnlySpan<NanoValue> arguments, scoped Span<NanoValue> results) => Execute(function, runEntry: false, arguments, results);

    [DoesNotReturn]
    private static void ThrowOverlap() => throw new ArgumentException("The module, the memory and the workspace must not overlap.");

    [UnscopedRef]
    private Span<byte> Space() => _workspace.IsEmpty ? _inline : _workspace;

    private unsafe NanoError Load(byte* bytes, byte* memory, byte* workspace, out NanoMachine* machine)
    {
        int length = Space().Length;
        byte* aligned = (byte*)(((nuint)workspace + Workspace.Alignment - 1) & ~(nuint)(Workspace.Alignment - 1));
        length -= (int)(aligned - workspace);
        machine = (NanoMachine*)aligned;
        if (length < sizeof(NanoMachine))
        {
            return new NanoError(NanoLimit.Workspace, Space().Length, sizeof(NanoMachine) + Workspace.Alignment);
        }

        if (_loaded && machine->IsFor(machine, bytes, _wasm.Length, Features, memory, _memory.Length))
        {
            return default;
        }

        NanoError error = NanoMachine.Load(machine, length, bytes, _wasm.Length, _limits, Features, memory, _memory.Length, ref _host);
        _loaded = error.Kind == NanoErrorKind.None;
        return error;
    }

    private unsafe NanoResult Execute(scoped ReadOnlySpan<char> name, bool runEntry, scoped ReadOnlySpan<NanoValue> arguments, scoped Span<NanoValue> results)
    {
        NanoResult result;
        fixed (byte* bytes = _wasm)
        fixed (byte* memory = _memory)
        fixed (byte* workspace = Space())
        {
            NanoError error = Load(bytes, memory, workspace, out NanoMachine* machine);
            result = error.Kind == NanoErrorKind.None ? Execute(machine, name, runEntry, arguments, results) : new NanoResult(error);
        }

        Log(result);
        return result;
    }

    private unsafe NanoResult Execute(NanoMachine* machine, scoped ReadOnlySpan<char> name, bool runEntry, scoped ReadOnlySpan<NanoValue> arguments, scoped Span<NanoValue> results)
    {
        int function = runEntry ? machine->FindEntry() : Find(machine, name);
        if (function < 0 && !(runEntry && machine->HasStart))
        {
            return new NanoResult(new NanoError(NanoErrorKind.UnknownExport));
        }

        if (function >= 0 && ((!runEntry && !machine->Accepts(function, arguments)) || (!results.IsEmpty && results.Length < machine->ResultCount(function))))
        {
            return new NanoResult(new NanoError(NanoErrorKind.ArgumentMismatch, function: function));
        }

        NanoError error = machine->Begin(_preserveMemory, _hasRun, Dispatch, ref _host);
        _hasRun = true;
        if (error.Kind != NanoErrorKind.None || function < 0)
        {
            return error.Kind == NanoErrorKind.None ? default : new NanoResult(error);
        }

        NanoValue first = default;
        error = machine->Call(function, arguments, results.IsEmpty ? new Span<NanoValue>(ref first) : results, ref _host);
        return error.Kind == NanoErrorKind.None ? new NanoResult(results.IsEmpty ? first : results[0]) : new NanoResult(error);
    }

    private static unsafe int Find(NanoMachine* machine, ReadOnlySpan<char> name)
    {
        Span<byte> utf8 = stackalloc byte[MaxNameBytes];
        return Utf8.FromUtf16(name, utf8, out _, out int written, replaceInvalidSequences: false) == System.Buffers.OperationStatus.Done
            ? machine->FindExport(utf8[..written])
            : -1;
    }

    /// <summary>Logs how a run ended; costs nothing where the host offers no log.</summary>
    private void Log(in NanoResult result)
    {
        if (typeof(THost) == typeof(NanoNoHost))
        {
            return;
        }

        Span<char> line = stackalloc char[MaxLogLength];
        bool written = result.Succeeded ? line.TryWriteText($"finished: {result.Value}", out int length) : TryWriteFailure(line, result.Error, out length);
        if (written)
        {
            _host.Log(line[..length]);
        }
    }

    private static bool TryWriteFailure(Span<char> line, in NanoError error, out int length)
    {
        bool fits = line.TryWriteText($"failed: ", out int prefix) & error.TryWrite(line[prefix..], out length);
        length += prefix;
        return fits;
    }

    [InlineArray(NanoInterpreter.InlineWorkspace)]
    private struct InlineBuffer
    {
        private byte _first;
    }
}
