// What the tests of programs have in common.
using System.Security.Cryptography;
using System.Text;
using NanoWasm.Wasi;

namespace NanoWasm.AcceptanceTests.Programs;

/// <summary>Helpers around modules that want more than WASI of their host.</summary>
internal static class Guest
{
    /// <summary>Defines every function that a module imports and nobody has defined: it returns zeros.</summary>
    public static Linker DefineRest(this Linker linker, Module module)
    {
        foreach (ImportDescriptor import in module.Imports)
        {
            if (import.Module != WasiLinkerExtensions.ModuleName && import.Type is FuncType type)
            {
                linker.DefineFunction(import.Module, import.Name, type, static (_, _, _) => { });
            }
        }

        return linker;
    }

    /// <summary>Copies bytes into memory that the guest allocates.</summary>
    public static (int Address, int Length) Put(this Instance instance, ReadOnlySpan<byte> bytes, Func<int, int> allocate)
    {
        int address = allocate(bytes.Length);
        bytes.CopyTo(instance.GetMemory("memory").GetSpan((uint)address, bytes.Length));
        return (address, bytes.Length);
    }

    /// <summary>Length and hash, as Npm/programs.mjs writes them.</summary>
    public static string Fingerprint(ReadOnlySpan<byte> bytes) => $"{bytes.Length} {Convert.ToHexStringLower(SHA256.HashData(bytes))}";

    /// <summary>What a stream in memory has been written.</summary>
    public static string Text(MemoryStream stream) => Encoding.UTF8.GetString(stream.ToArray());
}
