// hash-wasm's hash functions give what node and .NET give.
using Xunit;

namespace NanoWasm.AcceptanceTests.HashWasm;

public sealed class HashWasmTests
{
    private const int ModuleCount = 22;

    public static TheoryData<string, DispatchMode> Hashes
    {
        get
        {
            TheoryData<string, DispatchMode> rows = [];
            foreach (string name in HashCase.All.Keys)
            {
                rows.Add(name, DispatchMode.Threaded);
                rows.Add(name, DispatchMode.Switch);
            }

            return rows;
        }
    }

    [NpmTheory]
    [MemberData(nameof(Hashes))]
    public void Hash_OfAnyLength_EqualsNodesAndDotNets(string name, DispatchMode dispatch)
    {
        HashCase hash = HashCase.All[name];
        using HashModule module = new(hash.Module, dispatch);
        foreach (int length in TestInputs.Lengths)
        {
            byte[] data = TestInputs.Data[..length];

            string digest = Convert.ToHexStringLower(module.Hash(hash, data));

            Assert.Equal(NpmPackages.GetExpected($"hash-wasm/{name}/{length}"), digest);
            if (hash.DotNet is not null)
            {
                Assert.Equal(Convert.ToHexStringLower(hash.DotNet(data)), digest);
            }

            if (HashModule.CanCalculate(hash, length))
            {
                Assert.Equal(digest, Convert.ToHexStringLower(module.Calculate(hash, data)));
            }
        }
    }

    [NpmFact]
    public void Modules_All_AreTested()
    {
        Assert.Equal(ModuleCount, HashWasmModules.Names.Count());
        Assert.Equal(
            HashWasmModules.Names,
            HashCase.All.Values.Select(hash => hash.Module).Concat(["argon2", "bcrypt", "scrypt"]).Distinct().Order(StringComparer.Ordinal));
    }

    [NpmFact]
    public void Modules_All_ImportNothing() => Assert.All(HashWasmModules.Names, name => Assert.Empty(HashWasmModules.Get(name).Imports));
}
