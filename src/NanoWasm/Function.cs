// A function: of an instance, or of the host.
using NanoWasm.Binary;
using NanoWasm.Execution;
using NanoWasm.Linking;

namespace NanoWasm;

/// <summary>
/// A function of an instance or of the host; also what a funcref is outside of wasm code. One function is one object, wherever it was got from.
/// For calls whose types are known, typed handles (<see cref="Instance.GetFunction{TResult}(string)"/> and its kin) are faster and handier.
/// </summary>
public sealed unsafe class Function : Extern
{
    private readonly FuncType _type;

    internal Function(Instance instance, int index)
    {
        Instance = instance;
        Index = index;
        Reference = instance.Context->References[index];
        _type = instance.Module.GetFunctionType(index);
    }

    internal Function(HostFunction host)
    {
        Host = host;
        Index = -1;
        Reference = host.Reference;
        _type = host.Type;
    }

    /// <inheritdoc/>
    public override ExternalType Type => _type;

    /// <summary>Its type.</summary>
    public FuncType FuncType => _type;

    /// <summary>The instance that it is a function of; null for functions of the host.</summary>
    public Instance? Instance { get; }

    /// <summary>Its index in the module of <see cref="Instance"/>; -1 for functions of the host.</summary>
    public int Index { get; }

    /// <summary>Its name from the name section, else the name it is exported by, else null.</summary>
    public string? Name => Instance?.Module.GetFunctionName(Index);

    /// <summary>The host function that it is, or null.</summary>
    internal HostFunction? Host { get; }

    /// <summary>What a funcref to it points to.</summary>
    internal FunctionReference* Reference { get; }

    /// <summary>The type of references to it, in the process-wide form.</summary>
    [AllocationFree]
    internal ValType ReferenceType => ValTypes.Reference((int)(_type.Defined?.Number ?? Reference->Function->Type->Number), nullable: false);

    /// <summary>Calls the function.</summary>
    /// <param name="arguments">As many as the type has parameters, of their types.</param>
    /// <param name="results">Takes the results; at least as many as the type has.</param>
    /// <exception cref="ArgumentException">The arguments do not fit the type, or there is no room for the results.</exception>
    /// <exception cref="TrapException">The function trapped.</exception>
    /// <exception cref="InvalidOperationException">Another thread runs in the instance.</exception>
    /// <exception cref="ObjectDisposedException">The instance is disposed.</exception>
    /// <remarks>Exceptions thrown by host functions pass through unchanged.</remarks>
    public void Invoke(ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        CheckValues(arguments, results);
        FunctionCall call = new(this);
        try
        {
            StoreArguments(arguments, ref call);
            call.Run();
            LoadResults(results, ref call);
        }
        finally
        {
            call.Dispose();
        }
    }

    /// <summary>Calls the function and returns its results in a new array.</summary>
    /// <inheritdoc cref="Invoke(ReadOnlySpan{Value}, Span{Value})"/>
    public Value[] Invoke(params ReadOnlySpan<Value> arguments)
    {
        Value[] results = new Value[_type.Results.Length];
        Invoke(arguments, results);
        return results;
    }

    /// <summary>Calls the function; a trap is a status, not an exception (<see cref="Instance.LastTrap"/> says which trap).</summary>
    /// <returns>How the call ended; there are results only where it finished.</returns>
    /// <inheritdoc cref="Invoke(ReadOnlySpan{Value}, Span{Value})"/>
    public CallStatus TryInvoke(ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        CheckValues(arguments, results);
        FunctionCall call = new(this);
        try
        {
            StoreArguments(arguments, ref call);
            CallStatus status = call.TryRun();
            if (status == CallStatus.Finished)
            {
                LoadResults(results, ref call);
            }

            return status;
        }
        finally
        {
            call.Dispose();
        }
    }

    /// <summary>The name or number and the type.</summary>
    public override string ToString() => Instance switch
    {
        null => $"host function {_type}",
        { IsFreed: true } => $"function #{Index} {_type} of a disposed instance",
        _ => $"{Name ?? $"function #{Index}"} {_type}",
    };

    private void CheckValues(ReadOnlySpan<Value> arguments, ReadOnlySpan<Value> results)
    {
        ReadOnlySpan<WasmType> parameters = _type.Parameters.AsSpan();
        if (arguments.Length != parameters.Length)
        {
            throw new ArgumentException($"{this} takes {parameters.Length} arguments, not {arguments.Length}.", nameof(arguments));
        }

        for (int i = 0; i < parameters.Length; i++)
        {
            if (!arguments[i].HasType(parameters[i]))
            {
                throw new ArgumentException($"Argument {i} of {this} has to be {parameters[i]}, not {arguments[i].Describe()}.", nameof(arguments));
            }
        }

        if (results.Length < _type.Results.Length)
        {
            throw new ArgumentException($"{this} has {_type.Results.Length} results; there is room for {results.Length}.", nameof(results));
        }
    }

    private static void StoreArguments(ReadOnlySpan<Value> arguments, ref FunctionCall call)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            arguments[i].Store(call.Slots + i, call.High, call.Group);
        }
    }

    private void LoadResults(Span<Value> results, ref FunctionCall call)
    {
        ReadOnlySpan<WasmType> types = _type.Results.AsSpan();
        for (int i = 0; i < types.Length; i++)
        {
            results[i] = Value.Load(types[i].Kind, call.Slots + i, call.High);
        }
    }
}
