// @chainsafe/as-sha256, in AssemblyScript with vectors: four hashes at once, a lane each.
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Xunit;

namespace NanoWasm.AcceptanceTests.AsSha256;

public sealed class AsSha256Tests
{
    private const int BlockLength = 64;
    private const int Lanes = 4;

    [NpmTheory]
    [InlineData(DispatchMode.Threaded)]
    [InlineData(DispatchMode.Switch)]
    public void Digest_OfAnyLength_EqualsNodesAndDotNets(DispatchMode dispatch)
    {
        using Instance sha256 = Instantiate(dispatch);
        foreach (int length in TestInputs.Lengths)
        {
            ReadOnlySpan<byte> data = TestInputs.Data.AsSpan(0, length);

            string hash = Convert.ToHexStringLower(Digest(sha256, data));

            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(data)), hash);
            Assert.Equal(NpmPackages.GetExpected($"node-crypto/sha256/{length}"), hash);
            Assert.Equal(NpmPackages.GetExpected($"as-sha256/digest/{length}"), hash);
        }
    }

    [NpmTheory]
    [InlineData(DispatchMode.Threaded)]
    [InlineData(DispatchMode.Switch)]
    public void Batch_OfFourBlocks_EqualsNodesAndDotNets(DispatchMode dispatch)
    {
        using Instance sha256 = Instantiate(dispatch);
        for (int batch = 0; batch < TestInputs.Batches; batch++)
        {
            ReadOnlySpan<byte> blocks = TestInputs.Data.AsSpan(batch * Lanes * BlockLength, Lanes * BlockLength);
            byte[] expected = [.. Enumerable.Range(0, Lanes).SelectMany(lane => SHA256.HashData(TestInputs.Data.AsSpan(((batch * Lanes) + lane) * BlockLength, BlockLength)))];
            Assert.Equal(NpmPackages.GetExpected($"as-sha256/batch/{batch}"), Convert.ToHexStringLower(expected));

            blocks.CopyTo(Input(sha256));
            sha256.GetAction<int>("batchHash4UintArray64s").Invoke(Address(sha256, "output"));
            Assert.Equal(expected, Output(sha256, Lanes).ToArray());

            // The same with the words of the four blocks in turns.
            Span<uint> words = MemoryMarshal.Cast<byte, uint>(Input(sha256));
            ReadOnlySpan<uint> source = MemoryMarshal.Cast<byte, uint>(blocks);
            for (int i = 0; i < source.Length; i++)
            {
                words[(i % 16 * Lanes) + (i / 16)] = source[i];
            }

            sha256.GetAction<int>("batchHash4HashObjectInputs").Invoke(Address(sha256, "output"));
            Assert.Equal(expected, Output(sha256, Lanes).ToArray());
        }
    }

    private static Instance Instantiate(DispatchMode dispatch)
    {
        using Module module = Module.FromFile(NpmPackages.GetFile("@chainsafe/as-sha256/build/optimized.simd.wasm"));
        Linker linker = new Linker().DefineFunction(
            "env", "abort", (int message, int file, int line, int column) => throw new InvalidOperationException($"aborted at {file}:{line}:{column}: {message}"));
        Instance sha256 = linker.Instantiate(module, new InstanceOptions { Dispatch = dispatch });
        Assert.True(module.UsedFeatures.Contains(WasmFeatures.Simd));
        return sha256;
    }

    /// <summary>One call where the input has room, else piece by piece, as the package's script does it.</summary>
    private static ReadOnlySpan<byte> Digest(Instance sha256, ReadOnlySpan<byte> data)
    {
        Span<byte> input = Input(sha256);
        if (data.Length <= input.Length)
        {
            data.CopyTo(input);
            sha256.GetAction<int>("digest").Invoke(data.Length);
            return Output(sha256, 1);
        }

        sha256.GetAction("init").Invoke();
        WasmAction<int, int> update = sha256.GetAction<int, int>("update");
        for (int i = 0; i < data.Length; i += input.Length)
        {
            ReadOnlySpan<byte> piece = data[i..Math.Min(i + input.Length, data.Length)];
            piece.CopyTo(input);
            update.Invoke(Address(sha256, "input"), piece.Length);
        }

        sha256.GetAction<int>("final").Invoke(Address(sha256, "output"));
        return Output(sha256, 1);
    }

    private static Span<byte> Input(Instance sha256) => sha256.GetMemory("memory").Span.Slice(Address(sha256, "input"), Address(sha256, "INPUT_LENGTH"));

    private static Span<byte> Output(Instance sha256, int hashes) => sha256.GetMemory("memory").Span.Slice(Address(sha256, "output"), hashes * SHA256.HashSizeInBytes);

    private static int Address(Instance sha256, string global) => sha256.GetGlobal(global).Value.AsInt32();
}
