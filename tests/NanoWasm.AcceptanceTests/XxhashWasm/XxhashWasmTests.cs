// xxhash-wasm, written by hand in the text format, gives what node and .NET give.
using System.Globalization;
using System.IO.Hashing;
using Xunit;

namespace NanoWasm.AcceptanceTests.XxhashWasm;

public sealed class XxhashWasmTests
{
    private const int PageSize = 64 * 1024;
    private const int State32Size = 48;
    private const int State64Size = 88;

    [NpmTheory]
    [InlineData(DispatchMode.Threaded)]
    [InlineData(DispatchMode.Switch)]
    public void Hash32_OfAnyLength_EqualsNodesAndDotNets(DispatchMode dispatch)
    {
        using Instance xxhash = Instantiate(dispatch);
        foreach (int length in TestInputs.Lengths)
        {
            ReadOnlySpan<byte> data = TestInputs.Data.AsSpan(0, length);

            Write(xxhash, 0, data);
            uint hash = (uint)xxhash.GetFunction<int, int, int, int>("xxh32").Invoke(0, length, TestInputs.Seed32);
            Write(xxhash, 0, new byte[State32Size]);
            xxhash.GetAction<int, int>("init32").Invoke(0, TestInputs.Seed32);
            Write(xxhash, State32Size, data);
            xxhash.GetAction<int, int, int>("update32").Invoke(0, State32Size, length);
            uint inPieces = (uint)xxhash.GetFunction<int, int>("digest32").Invoke(0);

            Assert.Equal(XxHash32.HashToUInt32(data, TestInputs.Seed32), hash);
            Assert.Equal(NpmPackages.GetExpected($"xxhash-wasm/h32/{length}"), hash.ToString("x8", CultureInfo.InvariantCulture));
            Assert.Equal(NpmPackages.GetExpected($"xxhash-wasm/create32/{length}"), inPieces.ToString("x8", CultureInfo.InvariantCulture));
        }
    }

    [NpmTheory]
    [InlineData(DispatchMode.Threaded)]
    [InlineData(DispatchMode.Switch)]
    public void Hash64_OfAnyLength_EqualsNodesAndDotNets(DispatchMode dispatch)
    {
        const long Seed = (long)TestInputs.Seed;
        using Instance xxhash = Instantiate(dispatch);
        foreach (int length in TestInputs.Lengths)
        {
            ReadOnlySpan<byte> data = TestInputs.Data.AsSpan(0, length);

            Write(xxhash, 0, data);
            ulong hash = (ulong)xxhash.GetFunction<int, int, long, long>("xxh64").Invoke(0, length, Seed);
            Write(xxhash, 0, new byte[State64Size]);
            xxhash.GetAction<int, long>("init64").Invoke(0, Seed);
            Write(xxhash, State64Size, data);
            xxhash.GetAction<int, int, int>("update64").Invoke(0, State64Size, length);
            ulong inPieces = (ulong)xxhash.GetFunction<int, long>("digest64").Invoke(0);

            Assert.Equal(XxHash64.HashToUInt64(data, Seed), hash);
            Assert.Equal(NpmPackages.GetExpected($"xxhash-wasm/h64/{length}"), hash.ToString("x16", CultureInfo.InvariantCulture));
            Assert.Equal(NpmPackages.GetExpected($"xxhash-wasm/create64/{length}"), inPieces.ToString("x16", CultureInfo.InvariantCulture));
        }
    }

    private static Instance Instantiate(DispatchMode dispatch) =>
        new Linker().Instantiate(Module.FromFile(NpmPackages.GetFile("xxhash-wasm/workerd/xxhash.wasm")), new InstanceOptions { Dispatch = dispatch });

    private static void Write(Instance xxhash, int address, ReadOnlySpan<byte> data)
    {
        Memory memory = xxhash.GetMemory("mem");
        int missing = address + data.Length - memory.Span.Length;
        if (missing > 0)
        {
            memory.Grow((missing + PageSize - 1) / PageSize);
        }

        data.CopyTo(memory.Span[address..]);
    }
}
