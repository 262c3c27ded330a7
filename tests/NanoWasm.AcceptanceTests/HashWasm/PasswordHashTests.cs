// hash-wasm's password hashes give what node and .NET give.
using System.Security.Cryptography;
using Xunit;

namespace NanoWasm.AcceptanceTests.HashWasm;

public sealed class PasswordHashTests
{
    [NpmTheory]
    [InlineData("argon2d", 0, DispatchMode.Threaded)]
    [InlineData("argon2d", 0, DispatchMode.Switch)]
    [InlineData("argon2i", 1, DispatchMode.Threaded)]
    [InlineData("argon2i", 1, DispatchMode.Switch)]
    [InlineData("argon2id", 2, DispatchMode.Threaded)]
    [InlineData("argon2id", 2, DispatchMode.Switch)]
    public void Argon2_OfPassword_EqualsNodes(string name, int type, DispatchMode dispatch) =>
        Assert.Equal(NpmPackages.GetExpected($"hash-wasm/{name}"), Convert.ToHexStringLower(new PasswordHashes(dispatch).Argon2(type)));

    [NpmTheory]
    [InlineData(DispatchMode.Threaded)]
    [InlineData(DispatchMode.Switch)]
    public void Bcrypt_OfPassword_EqualsNodes(DispatchMode dispatch) =>
        Assert.Equal(NpmPackages.GetExpected("hash-wasm/bcrypt"), new PasswordHashes(dispatch).Bcrypt());

    [NpmTheory]
    [InlineData(DispatchMode.Threaded)]
    [InlineData(DispatchMode.Switch)]
    public void Scrypt_OfPassword_EqualsNodes(DispatchMode dispatch) =>
        Assert.Equal(NpmPackages.GetExpected("hash-wasm/scrypt"), Convert.ToHexStringLower(new PasswordHashes(dispatch).Scrypt()));

    [NpmTheory]
    [InlineData("sha1", 64, DispatchMode.Threaded)]
    [InlineData("sha1", 64, DispatchMode.Switch)]
    [InlineData("sha256", 64, DispatchMode.Threaded)]
    [InlineData("sha256", 64, DispatchMode.Switch)]
    [InlineData("sha512", 128, DispatchMode.Threaded)]
    [InlineData("sha512", 128, DispatchMode.Switch)]
    public void Pbkdf2_OfPassword_EqualsNodesAndDotNets(string hash, int blockSize, DispatchMode dispatch)
    {
        (int iterations, int length) = TestInputs.Pbkdf2;

        string derived = Convert.ToHexStringLower(new PasswordHashes(dispatch).Pbkdf2(HashCase.All[hash], blockSize, TestInputs.Salt, iterations, length));

        Assert.Equal(NpmPackages.GetExpected($"hash-wasm/pbkdf2-{hash}"), derived);
        byte[] dotNet = Rfc2898DeriveBytes.Pbkdf2(TestInputs.Password, TestInputs.Salt, iterations, new HashAlgorithmName(hash.ToUpperInvariant()), length);
        Assert.Equal(Convert.ToHexStringLower(dotNet), derived);
    }
}
