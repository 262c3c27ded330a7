// What a module did, in words and bytes that can be compared.
using System.Globalization;

namespace NanoWasm.DifferentialRunner;

/// <summary>What one call did.</summary>
/// <param name="Call">The function and its arguments.</param>
/// <param name="Outcome">The results and the digest of what was computed, or the trap with its backtrace.</param>
/// <param name="Trap">The trap, if it was one.</param>
internal sealed record CallRecord(string Call, string Outcome, TrapKind Trap);

/// <summary>What a module did in one configuration.</summary>
internal sealed class RunRecord
{
    private const int MostElements = 64;
    private const int DeepestObjects = 3;

    private RunRecord(List<CallRecord> calls, List<(string Name, string Value)> state, byte[] memory)
    {
        Calls = calls;
        State = state;
        Memory = memory;
    }

    /// <summary>The calls, in order.</summary>
    public IReadOnlyList<CallRecord> Calls { get; }

    /// <summary>Globals and elements of tables as they are in the end.</summary>
    public IReadOnlyList<(string Name, string Value)> State { get; }

    /// <summary>The memories as they are in the end, one behind the other.</summary>
    public byte[] Memory { get; }

    /// <summary>Instantiates a module and makes the calls of a plan.</summary>
    /// <param name="module">The module.</param>
    /// <param name="plan">The calls.</param>
    /// <param name="options">The options of the instance.</param>
    /// <param name="nansAlike">Whether all NaNs are written alike.</param>
    public static RunRecord Make(Module module, IReadOnlyList<PlannedCall> plan, InstanceOptions options, bool nansAlike = false)
    {
        using Instance instance = HostFunctions.MakeLinker().Instantiate(module, options);
        Global fuel = instance.GetGlobal("fuel");
        Global digest = instance.GetGlobal("digest");
        Memory[] memories = [.. instance.Exports.Where(export => export.Type is MemoryType).Select(export => instance.GetMemory(export.Name))];
        foreach (Memory memory in memories)
        {
            PlannedCall.FillMemory(memory.Span);
        }

        List<CallRecord> calls = [];
        foreach (PlannedCall call in plan)
        {
            fuel.Value = PlannedCall.Fuel;
            calls.Add(Call(instance.GetFunction(call.Function)!, call, digest, nansAlike));
        }

        return new RunRecord(calls, Describe(instance, nansAlike), Join(memories));
    }

    /// <summary>The first difference between two records: where, and what each has there. Null if there is none.</summary>
    public (string Where, string This, string Other)? FindDifference(RunRecord other)
    {
        foreach ((CallRecord one, CallRecord another) in Calls.Zip(other.Calls))
        {
            if (one.Outcome != another.Outcome)
            {
                return (one.Call, one.Outcome, another.Outcome);
            }
        }

        foreach (((string Name, string Value) one, (string Name, string Value) another) in State.Zip(other.State))
        {
            if (one != another)
            {
                return ($"{one.Name} in the end", one.Value, another.Value);
            }
        }

        if (State.Count != other.State.Count || Memory.Length != other.Memory.Length)
        {
            return ("sizes in the end", $"{State.Count} things, {Memory.Length} bytes", $"{other.State.Count} things, {other.Memory.Length} bytes");
        }

        int at = Memory.AsSpan().CommonPrefixLength(other.Memory);
        return at == Memory.Length
            ? null
            : (string.Create(CultureInfo.InvariantCulture, $"memory at 0x{at:x} in the end"), Memory[at].ToString("x2", CultureInfo.InvariantCulture), other.Memory[at].ToString("x2", CultureInfo.InvariantCulture));
    }

    /// <summary>A value in a form that all engines can write: integers decimal, floats as bits, functions by index.</summary>
    public static string Describe(Value value, bool nansAlike = false) => value.Kind switch
    {
        ValueKind.I32 => value.AsInt32().ToString(CultureInfo.InvariantCulture),
        ValueKind.I64 => value.AsInt64().ToString(CultureInfo.InvariantCulture),
        ValueKind.F32 => nansAlike && float.IsNaN(value.AsSingle()) ? "nan" : "0x" + BitConverter.SingleToUInt32Bits(value.AsSingle()).ToString("x8", CultureInfo.InvariantCulture),
        ValueKind.F64 => nansAlike && double.IsNaN(value.AsDouble()) ? "nan" : "0x" + BitConverter.DoubleToUInt64Bits(value.AsDouble()).ToString("x16", CultureInfo.InvariantCulture),
        ValueKind.V128 => value.ToLiteral(),
        ValueKind.AnyRef => value.IsNull ? "null" : value.AsAny() is object any ? DescribeObject(any) : value.ToString(),
        ValueKind.ExnRef => value.IsNull ? "null" : "an exception",
        ValueKind.FuncRef => value.AsFunction() is Function function ? DescribeFunction(function) : "null",
        _ => value.IsNull ? "null" : value.AsExternal() is object other ? DescribeObject(other) : value.ToString(),
    };

    private static byte[] Join(Memory[] memories)
    {
        byte[] all = new byte[memories.Sum(memory => memory.Span.Length)];
        int at = 0;
        foreach (Memory memory in memories)
        {
            memory.Span.CopyTo(all.AsSpan(at));
            at += memory.Span.Length;
        }

        return all;
    }

    private static string DescribeFunction(Function function) =>
        function.Instance is null ? "a host function" : string.Create(CultureInfo.InvariantCulture, $"function #{function.Index}");

    /// <summary>What a reference leads to, fields and elements included, a few steps far.</summary>
    private static string DescribeObject(object value, int depth = 0)
    {
        if (value is not GcReference reference)
        {
            return value.ToString()!;
        }

        using GcReference disposed = reference;
        string kind = reference.IsArray ? "array" : "struct";
        if (depth == DeepestObjects)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{kind} of {reference.Length}");
        }

        IEnumerable<string> parts = Enumerable.Range(0, (int)Math.Min(reference.Length, MostElements)).Select(i =>
        {
            Value part = reference[(uint)i];
            return part.Kind == ValueKind.AnyRef && part.AsReference() is GcReference inner ? DescribeObject(inner, depth + 1) : Describe(part);
        });
        return $"{kind}({string.Join(", ", parts)})";
    }

    private static CallRecord Call(Function function, PlannedCall call, Global digest, bool nansAlike)
    {
        string text = $"{call.Function}({string.Join(", ", call.Arguments)})";
        try
        {
            Value[] results = [.. function.Invoke(call.Arguments.AsSpan()), digest.Value];
            return new CallRecord(text, string.Join(", ", results.Select(result => Describe(result, nansAlike))), TrapKind.None);
        }
        catch (TrapException trap)
        {
            return new CallRecord(text, trap.Message, trap.Kind);
        }
        catch (WasmException exception)
        {
            string values = string.Join(", ", exception.Values.Select(value => Describe(value, nansAlike)));
            return new CallRecord(text, $"{exception.Tag} with {values}: {exception.Message}", TrapKind.None);
        }
    }

    private static List<(string Name, string Value)> Describe(Instance instance, bool nansAlike)
    {
        List<(string, string)> state = [];
        foreach (ExportDescriptor export in instance.Exports)
        {
            if (export.Type is GlobalType)
            {
                state.Add((export.Name, Describe(instance.GetGlobal(export.Name).Value, nansAlike)));
            }
            else if (export.Type is TableType)
            {
                Table table = instance.GetTable(export.Name);
                state.Add(($"{export.Name}.size", table.Size.ToString(CultureInfo.InvariantCulture)));
                for (uint i = 0; i < Math.Min(table.Size, MostElements); i++)
                {
                    state.Add(($"{export.Name}[{i}]", Describe(table[i])));
                }
            }
        }

        return state;
    }
}
