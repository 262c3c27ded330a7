// Which functions are called with what.
using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using NanoWasm.Testing.RandomModules;

namespace NanoWasm.DifferentialRunner;

/// <summary>A call of an exported function.</summary>
/// <param name="Function">The export.</param>
/// <param name="Arguments">The arguments.</param>
internal sealed record PlannedCall(string Function, ImmutableArray<Value> Arguments)
{
    /// <summary>Calls of functions that each module allows itself, from one call of the host.</summary>
    public const int Fuel = 40;

    private const int Rounds = 3;

    private static readonly ulong[] Interesting =
    [
        0, 1, 2, 3, 8, 31, 100, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x3f80_0000, 0x7fc0_0000, 0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000,
        0xffff_ffff_ffff_ffff, 0x3ff0_0000_0000_0000, 0x7ff8_0000_0000_0000, 0xc3e0_0000_0000_0000, 0x4059_0000_0000_0000,
    ];

    /// <summary>Calls every function of a module a few times.</summary>
    /// <param name="module">The module.</param>
    /// <param name="seed">Where the arguments come from.</param>
    public static ImmutableArray<PlannedCall> Make(Module module, ulong seed)
    {
        SeededRandom random = SeededRandom.ForPart(seed, -1);
        ImmutableArray<PlannedCall>.Builder calls = ImmutableArray.CreateBuilder<PlannedCall>();
        for (int round = 0; round < Rounds; round++)
        {
            foreach (ExportDescriptor export in module.Exports)
            {
                if (export.Type is FuncType type)
                {
                    calls.Add(new PlannedCall(export.Name, [.. type.ParameterKinds.Select(kind => MakeArgument(kind, random))]));
                }
            }
        }

        return calls.ToImmutable();
    }

    /// <summary>The bytes that memory holds to begin with: small and large numbers.</summary>
    public static void FillMemory(Span<byte> memory)
    {
        uint state = 1;
        for (int i = 0; i < memory.Length; i++)
        {
            state = (state * 1_664_525) + 1_013_904_223;
            memory[i] = (i & 3) == 0 || (i & 0x40) != 0 ? (byte)(state >> 24) : (byte)0;
        }
    }

    /// <summary>No NaN but the canonical one: not every host can pass the others on.</summary>
    private static Value MakeArgument(ValueKind kind, SeededRandom random)
    {
        ulong bits = random.Percent(50) ? random.Pick(Interesting) : random.NextBits() >> random.Next(64);
        switch (kind)
        {
            case ValueKind.I32:
                return Value.FromInt32((int)(uint)bits);
            case ValueKind.I64:
                return Value.FromInt64((long)bits);
            case ValueKind.F32:
                float single = BitConverter.UInt32BitsToSingle((uint)bits);
                return Value.FromSingle(float.IsNaN(single) ? BitConverter.UInt32BitsToSingle(0x7fc0_0000) : single);
            case ValueKind.F64:
                double number = BitConverter.UInt64BitsToDouble(bits);
                return Value.FromDouble(double.IsNaN(number) ? BitConverter.UInt64BitsToDouble(0x7ff8_0000_0000_0000) : number);
            case ValueKind.V128:
                return Value.FromVector128(Vector128.Create(bits, ~bits * 0x9E37_79B9_7F4A_7C15).AsByte());
            case ValueKind.FuncRef:
                return Value.FromFunction(null);
            case ValueKind.AnyRef:
                return (bits & 3) == 0 ? Value.FromReference(null) : (bits & 3) == 1 ? Value.FromAny("any") : Value.FromI31((int)(bits >> 3));
            case ValueKind.ExnRef:
                return Value.Default(kind);
            default:
                return Value.FromExternal((bits & 3) switch
                {
                    0 => null,
                    1 => "one",
                    _ => "another",
                });
        }
    }
}
