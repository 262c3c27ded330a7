// The hash functions of hash-wasm with their parameters, and what .NET has of them.
using System.IO.Hashing;
using System.Security.Cryptography;

namespace NanoWasm.AcceptanceTests.HashWasm;

/// <summary>A hash function with its parameters.</summary>
/// <param name="Name">Its name in Npm/expected.mjs.</param>
/// <param name="Module">The module that has it.</param>
/// <param name="DigestLength">The length of the digest in bytes.</param>
internal sealed record HashCase(string Name, string Module, int DigestLength)
{
    /// <summary>What Hash_Init is given, if it takes anything.</summary>
    public int InitParameter { get; init; }

    /// <summary>What Hash_Final is given, if it takes anything.</summary>
    public int FinalParameter { get; init; }

    /// <summary>The key, seed or polynomial that is written to the buffer before Hash_Init.</summary>
    public byte[] Preamble { get; init; } = [];

    /// <summary>.NET's own hash of the same data; null if it has none.</summary>
    public Func<byte[], byte[]>? DotNet { get; init; }

    /// <summary>All hash functions.</summary>
    public static IReadOnlyDictionary<string, HashCase> All { get; } = Make().ToDictionary(hash => hash.Name, StringComparer.Ordinal);

    private static IEnumerable<HashCase> Make()
    {
        byte[] seed = BitConverter.GetBytes(TestInputs.Seed);
        yield return new("adler32", "adler32", 4);
        yield return new("blake2b-256", "blake2b", 32) { InitParameter = 256 };
        yield return new("blake2b-512", "blake2b", 64) { InitParameter = 512 };
        yield return new("blake2b-512-keyed", "blake2b", 64) { InitParameter = 512 | (TestInputs.Key.Length << 16), Preamble = TestInputs.Key };
        yield return new("blake2s-128-keyed", "blake2s", 16) { InitParameter = 128 | (TestInputs.SmallKey.Length << 16), Preamble = TestInputs.SmallKey };
        yield return new("blake2s-256", "blake2s", 32) { InitParameter = 256 };
        yield return new("blake3-256", "blake3", 32) { FinalParameter = 32 };
        yield return new("blake3-256-keyed", "blake3", 32) { InitParameter = TestInputs.Key.Length, FinalParameter = 32, Preamble = TestInputs.Key };
        yield return new("blake3-2048", "blake3", 256) { FinalParameter = 256 };
        yield return new("crc32", "crc32", 4) { InitParameter = unchecked((int)0xedb88320), DotNet = data => BigEndian(Crc32.HashToUInt32(data)) };
        yield return new("crc32c", "crc32", 4) { InitParameter = unchecked((int)0x82f63b78) };
        yield return new("crc64", "crc64", 8) { Preamble = BitConverter.GetBytes(0xc96c_5795_d787_0f42) };
        foreach (int bits in new[] { 224, 256, 384, 512 })
        {
            yield return new($"keccak-{bits}", "sha3", bits / 8) { InitParameter = bits, FinalParameter = 1 };
        }

        yield return new("md4", "md4", 16);
        yield return new("md5", "md5", 16) { DotNet = Md5 };
        yield return new("ripemd160", "ripemd160", 20);
        yield return new("sha1", "sha1", 20) { DotNet = Sha1 };
        yield return new("sha224", "sha256", 28) { InitParameter = 224 };
        yield return new("sha256", "sha256", 32) { InitParameter = 256, DotNet = SHA256.HashData };
        yield return new("sha384", "sha512", 48) { InitParameter = 384, DotNet = SHA384.HashData };
        yield return new("sha512", "sha512", 64) { InitParameter = 512, DotNet = SHA512.HashData };
        yield return new("sha3-224", "sha3", 28) { InitParameter = 224, FinalParameter = 6 };
        yield return new("sha3-256", "sha3", 32) { InitParameter = 256, FinalParameter = 6, DotNet = SHA3_256.IsSupported ? SHA3_256.HashData : null };
        yield return new("sha3-384", "sha3", 48) { InitParameter = 384, FinalParameter = 6, DotNet = SHA3_384.IsSupported ? SHA3_384.HashData : null };
        yield return new("sha3-512", "sha3", 64) { InitParameter = 512, FinalParameter = 6, DotNet = SHA3_512.IsSupported ? SHA3_512.HashData : null };
        yield return new("sm3", "sm3", 32);
        yield return new("whirlpool", "whirlpool", 64);
        yield return new("xxhash32", "xxhash32", 4) { InitParameter = TestInputs.Seed32, DotNet = data => XxHash32.Hash(data, TestInputs.Seed32) };
        yield return new("xxhash64", "xxhash64", 8) { Preamble = seed, DotNet = data => XxHash64.Hash(data, (long)TestInputs.Seed) };
        yield return new("xxhash3", "xxhash3", 8) { Preamble = seed, DotNet = data => XxHash3.Hash(data, (long)TestInputs.Seed) };
        yield return new("xxhash128", "xxhash128", 16) { Preamble = seed, DotNet = data => XxHash128.Hash(data, (long)TestInputs.Seed) };
    }

    private static byte[] BigEndian(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

#pragma warning disable CA5350, CA5351 // Broken hashes, but here they are what is tested.
    private static byte[] Md5(byte[] data) => MD5.HashData(data);

    private static byte[] Sha1(byte[] data) => SHA1.HashData(data);
#pragma warning restore CA5350, CA5351
}
