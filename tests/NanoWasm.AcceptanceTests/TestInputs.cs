// What the programs are given, here and under node.
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace NanoWasm.AcceptanceTests;

/// <summary>The inputs of all programs. Node reads them from a file that <see cref="Write"/> makes.</summary>
internal static class TestInputs
{
    /// <summary>The lengths of the data that hashes are made of: around the block sizes of hashes and of hash-wasm's 16 KiB buffer, and a few MiB.</summary>
    public static readonly int[] Lengths = [0, 1, 63, 64, 65, 129, 1000, 16 * 1024, (16 * 1024) + 1, LargeLength];

    /// <summary>The data that hashes are made of: always the same, without pattern.</summary>
    public static readonly byte[] Data = MakeData(LargeLength);

    /// <summary>A key of 32 bytes.</summary>
    public static readonly byte[] Key = Encoding.ASCII.GetBytes(KeyText);

    /// <summary>A key of 9 bytes.</summary>
    public static readonly byte[] SmallKey = Encoding.ASCII.GetBytes(SmallKeyText);

    /// <summary>The password of password hashes.</summary>
    public static readonly byte[] Password = Encoding.UTF8.GetBytes(PasswordText);

    /// <summary>The salt of password hashes, 16 bytes.</summary>
    public static readonly byte[] Salt = Encoding.ASCII.GetBytes(SaltText);

    /// <summary>The seed of hashes that take one.</summary>
    public const ulong Seed = 0x1234_5678_9747_b28c;

    /// <summary>The lower half of <see cref="Seed"/>, for hashes of 32 bits.</summary>
    public const int Seed32 = unchecked((int)Seed);

    /// <summary>Argon2's iterations, lanes, memory in KiB and length of the hash.</summary>
    public static readonly (int Iterations, int Parallelism, int MemorySize, int HashLength) Argon2 = (3, 2, 1024, 72);

    /// <summary>The binary logarithm of bcrypt's rounds.</summary>
    public const int BcryptCost = 6;

    /// <summary>PBKDF2's iterations and length of the hash.</summary>
    public static readonly (int Iterations, int HashLength) Pbkdf2 = (300, 100);

    /// <summary>scrypt's cost factor, block size, lanes and length of the hash.</summary>
    public static readonly (int CostFactor, int BlockSize, int Parallelism, int HashLength) Scrypt = (256, 8, 2, 80);

    private const int LargeLength = (3 * 1024 * 1024) + 13;
    private const string KeyText = "a key of 32 bytes, for BLAKE2, 3";
    private const string SmallKeyText = "small key";
    private const string PasswordText = "Überlanges Passwort über 64 Bytes: correct horse battery staple";
    private const string SaltText = "sixteen byte sal";

    /// <summary>The Go sources for gofmt by name.</summary>
    public static IReadOnlyDictionary<string, string> GoSources { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["empty"] = string.Empty,
        ["formatted"] = "package main\n\nfunc main() {\n\tprintln(\"ä\")\n}\n",
        ["broken"] = ReadGoSource("broken"),
        ["unformatted"] = ReadGoSource("unformatted"),
        ["large"] = MakeLargeGoSource(),
    };

    /// <summary>Writes everything for node.</summary>
    /// <param name="file">The JSON file that node is given.</param>
    /// <param name="dataFile">Where <see cref="Data"/> goes.</param>
    public static void Write(string file, string dataFile)
    {
        File.WriteAllBytes(dataFile, Data);
        File.WriteAllText(file, JsonSerializer.Serialize(new
        {
            dataFile,
            lengths = Lengths,
            key = KeyText,
            keySmall = SmallKeyText,
            seedLow = unchecked((uint)Seed32),
            seedHigh = (uint)(Seed >> 32),
            password = PasswordText,
            salt = SaltText,
            argon2 = new { iterations = Argon2.Iterations, parallelism = Argon2.Parallelism, memorySize = Argon2.MemorySize, hashLength = Argon2.HashLength },
            bcryptCost = BcryptCost,
            pbkdf2 = new { iterations = Pbkdf2.Iterations, hashLength = Pbkdf2.HashLength },
            scrypt = new { costFactor = Scrypt.CostFactor, blockSize = Scrypt.BlockSize, parallelism = Scrypt.Parallelism, hashLength = Scrypt.HashLength },
            goSources = GoSources,
        }));
    }

    private static byte[] MakeData(int length)
    {
        // xorshift64: the same bytes everywhere.
        byte[] data = new byte[length];
        ulong state = 0x9e37_79b9_7f4a_7c15;
        for (int i = 0; i < length; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            data[i] = (byte)(state >> 32);
        }

        return data;
    }

    private static string ReadGoSource(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Gofmt", $"{name}.go.txt"));

    private static string MakeLargeGoSource()
    {
        StringBuilder source = new("package large\n");
        for (int i = 0; i < 300; i++)
        {
            source.Append(CultureInfo.InvariantCulture, $"// f{i} does something.\nfunc f{i}( a,b int)(c int){{\nif a<b&&b!= {i}{{for i:=0;i<a;i++{{c+=i*b}};return}}\nm:=map[string]int{{\"x\":{i},\n\"long\":a}}\nreturn m[\"x\"]+c }}\n");
        }

        return source.ToString();
    }
}
