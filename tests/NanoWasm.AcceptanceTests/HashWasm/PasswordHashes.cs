// The host side of hash-wasm's password hashes: what its JavaScript does around the modules.
using System.Buffers.Binary;
using System.Text;

namespace NanoWasm.AcceptanceTests.HashWasm;

/// <summary>Argon2, bcrypt, PBKDF2 and scrypt over hash-wasm's modules.</summary>
/// <param name="dispatch">The dispatcher.</param>
internal sealed class PasswordHashes(DispatchMode dispatch)
{
    private const int Argon2Version = 0x13;
    private const int Argon2BlockSize = 1024;

    /// <summary>Argon2 (RFC 9106). Its first and last steps are BLAKE2b here, the filling of the memory is the module's.</summary>
    /// <param name="type">0 for Argon2d, 1 for Argon2i, 2 for Argon2id.</param>
    public byte[] Argon2(int type)
    {
        (int iterations, int parallelism, int memorySize, int hashLength) = TestInputs.Argon2;
        using HashModule argon2 = new("argon2", dispatch);
        argon2.SetMemorySize((memorySize * 1024) + Argon2BlockSize);
        byte[] parameters = [.. LittleEndian(parallelism), .. LittleEndian(hashLength), .. LittleEndian(memorySize), .. LittleEndian(iterations), .. LittleEndian(Argon2Version), .. LittleEndian(type)];
        argon2.Write(parameters, memorySize * 1024);
        byte[] h0 = Blake2b(
            64,
            [.. parameters, .. LittleEndian(TestInputs.Password.Length), .. TestInputs.Password, .. LittleEndian(TestInputs.Salt.Length), .. TestInputs.Salt, .. LittleEndian(0), .. LittleEndian(0)]);
        int blocksPerLane = memorySize / (parallelism * 4) * 4;
        for (int lane = 0; lane < parallelism; lane++)
        {
            for (int block = 0; block < 2; block++)
            {
                argon2.Write(LongBlake2b(Argon2BlockSize, [.. h0, .. LittleEndian(block), .. LittleEndian(lane)]), ((lane * blocksPerLane) + block) * Argon2BlockSize);
            }
        }

        argon2.Call("Hash_Calculate", 0, memorySize);
        return LongBlake2b(hashLength, argon2.Read(Argon2BlockSize));
    }

    /// <summary>bcrypt in its encoded form, <c>$2a$…</c>.</summary>
    public string Bcrypt()
    {
        using HashModule bcrypt = new("bcrypt", dispatch);
        bcrypt.Write(TestInputs.Salt);
        bcrypt.Write(TestInputs.Password, TestInputs.Salt.Length);
        bcrypt.Call("bcrypt", TestInputs.Password.Length, TestInputs.BcryptCost, 1);
        return Encoding.ASCII.GetString(bcrypt.Read(60));
    }

    /// <summary>scrypt (RFC 7914): PBKDF2 before and behind, the mixing is the module's.</summary>
    public byte[] Scrypt()
    {
        (int costFactor, int blockSize, int parallelism, int hashLength) = TestInputs.Scrypt;
        HashCase sha256 = HashCase.All["sha256"];
        byte[] blocks = Pbkdf2(sha256, 64, TestInputs.Salt, 1, 128 * blockSize * parallelism);
        using HashModule scrypt = new("scrypt", dispatch);
        scrypt.SetMemorySize(blocks.Length + (128 * blockSize * costFactor) + (256 * blockSize));
        scrypt.Write(blocks);
        scrypt.Call("scrypt", blockSize, costFactor, parallelism);
        return Pbkdf2(sha256, 64, scrypt.Read(blocks.Length), 1, hashLength);
    }

    /// <summary>PBKDF2 (RFC 8018) of the test's password with HMAC over one of the hash functions.</summary>
    /// <param name="hash">The hash function.</param>
    /// <param name="blockSize">Its block size in bytes.</param>
    /// <param name="salt">The salt.</param>
    /// <param name="iterations">The number of iterations.</param>
    /// <param name="length">The length of the result in bytes.</param>
    public byte[] Pbkdf2(HashCase hash, int blockSize, byte[] salt, int iterations, int length)
    {
        using HashModule module = new(hash.Module, dispatch);
        byte[] key = new byte[blockSize];
        (TestInputs.Password.Length > blockSize ? module.Hash(hash, TestInputs.Password) : TestInputs.Password).CopyTo(key, 0);
        byte[] inner = [.. key.Select(b => (byte)(b ^ 0x36))];
        byte[] outer = [.. key.Select(b => (byte)(b ^ 0x5c))];
        List<byte> derived = [];
        for (int block = 1; derived.Count < length; block++)
        {
            byte[] number = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, block);
            byte[] u = Hmac([.. salt, .. number]);
            byte[] sum = [.. u];
            for (int i = 1; i < iterations; i++)
            {
                u = Hmac(u);
                for (int k = 0; k < sum.Length; k++)
                {
                    sum[k] ^= u[k];
                }
            }

            derived.AddRange(sum);
        }

        return [.. derived.Take(length)];

        byte[] Hmac(byte[] message) => module.Hash(hash, [.. outer, .. module.Hash(hash, [.. inner, .. message])]);
    }

    private byte[] Blake2b(int length, byte[] data)
    {
        using HashModule module = new("blake2b", dispatch);
        return module.Hash(new HashCase("blake2b", "blake2b", length) { InitParameter = length * 8 }, data);
    }

    /// <summary>Argon2's variable-length hash H' (RFC 9106, 3.3).</summary>
    private byte[] LongBlake2b(int length, byte[] data)
    {
        byte[] prefixed = [.. LittleEndian(length), .. data];
        if (length <= 64)
        {
            return Blake2b(length, prefixed);
        }

        List<byte> result = [];
        byte[] v = Blake2b(64, prefixed);
        while (length - result.Count > 64)
        {
            result.AddRange(v.Take(32));
            int rest = length - result.Count;
            v = Blake2b(Math.Min(rest, 64), v);
        }

        result.AddRange(v);
        return [.. result];
    }

    private static byte[] LittleEndian(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
