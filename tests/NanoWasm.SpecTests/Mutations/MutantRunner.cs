// Instantiates a mutant and calls its exports, and writes down what happened.
using System.Runtime.Intrinsics;
using NanoWasm.SpecRunner.Running;

namespace NanoWasm.SpecTests.Mutations;

/// <summary>
/// Runs what can be run of a valid module in bounded time, under small limits, and gives a transcript: results, traps, globals and memories.
/// Two dispatchers must give the same transcript.
/// </summary>
internal static class MutantRunner
{
    private const double MostSteps = 100_000;
    private const long MostMemory = 1024 * 1024;
    private const int StackBytes = 64 * 1024;
    private const uint MostElements = 10_000;

    private static readonly ulong[] Arguments =
    [
        0, 1, 2, 8, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x3f80_0000, 0x7fc0_0000, 0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000,
        0xffff_ffff_ffff_ffff, 0x3ff0_0000_0000_0000, 0x7ff8_0000_0000_0000, 0x7ff0_0000_0000_0001, 0xc3e0_0000_0000_0000,
    ];

    /// <summary>Whether a module can be run: its imports can be satisfied, and its start function ends.</summary>
    public static bool CanRun(Module module, ReadOnlySpan<byte> bytes, RunBound bound)
    {
        int start = WasmReader.ReadStartFunction(module, bytes);
        return StubImports.CanSatisfy(module) && (start < 0 || bound.GetBound(start) <= MostSteps);
    }

    /// <summary>Runs a module.</summary>
    /// <param name="module">A module for which <see cref="CanRun"/> is true.</param>
    /// <param name="bound">The bounds of its functions.</param>
    /// <param name="dispatch">The dispatcher.</param>
    /// <param name="seed">Where the arguments come from.</param>
    /// <returns>The transcript: one line for each thing that happened.</returns>
    public static IReadOnlyList<string> Run(Module module, RunBound bound, DispatchMode dispatch, int seed)
    {
        List<string> transcript = [];
        InstanceOptions options = new()
        {
            Dispatch = dispatch,
            MaxCallDepth = RunBound.MaxCallDepth,
            ValueStackBytes = StackBytes,
            MaxMemoryBytes = MostMemory,
            MaxTableElements = MostElements,
            MaxGcHeapBytes = MostMemory,
        };
        Instance instance;
        try
        {
            instance = StubImports.MakeLinker(module).Instantiate(module, options);
        }
        catch (LinkException exception)
        {
            return [$"link: {exception.Message}"];
        }
        catch (InstantiationException exception)
        {
            return [$"instantiation: {exception.Message}"];
        }
        catch (TrapException trap)
        {
            return [$"instantiation: {trap.Kind}"];
        }
        catch (WasmException exception)
        {
            return [$"instantiation: {exception.Message}"];
        }

        using (instance)
        {
            Random random = new(seed);
            foreach (ExportDescriptor export in module.Exports.Where(export => export.Type is FuncType))
            {
                Function function = instance.GetFunction(export.Name)!;
                if (function.Instance is null || bound.GetBound(function.Index) <= MostSteps)
                {
                    transcript.Add($"{export.Name}: {Call(function, random)}");
                }
            }

            foreach (ExportDescriptor export in module.Exports)
            {
                if (export.Type is GlobalType)
                {
                    transcript.Add($"{export.Name}: {ValueMatcher.Describe(instance.GetGlobal(export.Name).Value)}");
                }
                else if (export.Type is MemoryType)
                {
                    transcript.Add($"{export.Name}: {Summarize(instance.GetMemory(export.Name).Span)}");
                }
            }
        }

        return transcript;
    }

    private static string Call(Function function, Random random)
    {
        if (function.FuncType.Parameters.Any(static type => type.IsReference && !type.IsNullable))
        {
            return "no arguments for it";
        }

        Value[] arguments = [.. function.FuncType.Parameters.Select(type => type == type.Kind ? MakeArgument(type.Kind, random) : Value.Default(type.Kind))];
        Value[] results = new Value[function.FuncType.Results.Length];
        try
        {
            function.Invoke(arguments, results);
            return string.Join(", ", results.Select(ValueMatcher.Describe));
        }
        catch (TrapException trap)
        {
            return trap.Kind.ToString();
        }
        catch (WasmException exception)
        {
            return exception.Message;
        }
    }

    private static Value MakeArgument(ValueKind kind, Random random)
    {
        ulong bits = Arguments[random.Next(Arguments.Length)] + (ulong)random.Next(3) - 1;
        return kind switch
        {
            ValueKind.I32 => Value.FromInt32((int)(uint)bits),
            ValueKind.I64 => Value.FromInt64((long)bits),
            ValueKind.F32 => Value.FromSingle(BitConverter.UInt32BitsToSingle((uint)bits)),
            ValueKind.F64 => Value.FromDouble(BitConverter.UInt64BitsToDouble(bits)),
            ValueKind.V128 => Value.FromVector128(Vector128.Create(bits, Arguments[random.Next(Arguments.Length)]).AsByte()),
            ValueKind.FuncRef => Value.FromFunction(null),
            ValueKind.AnyRef => random.Next(2) == 0 ? Value.FromAny(null) : Value.FromI31((int)bits),
            ValueKind.ExternRef => Value.FromExternal(random.Next(2) == 0 ? null : "a host's object"),
            _ => throw new NotSupportedException($"no argument of {kind}"),
        };
    }

    private static string Summarize(ReadOnlySpan<byte> memory)
    {
        HashCode hash = default;
        hash.AddBytes(memory);
        return $"{memory.Length} bytes, hash {hash.ToHashCode()}";
    }
}
