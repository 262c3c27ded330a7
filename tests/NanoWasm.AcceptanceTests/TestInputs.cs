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

    /// <summary>How many times four blocks of 64 bytes are hashed at once.</summary>
    public const int Batches = 8;

    /// <summary>Modules in the text format for watify by name, valid ones and others.</summary>
    public static IReadOnlyDictionary<string, string> WatSources { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["empty"] = "(module)",
        ["factorial"] = "(module (func $fac (export \"fac\") (param i64) (result i64) (if (result i64) (i64.eqz (local.get 0)) (then (i64.const 1)) (else (i64.mul (local.get 0) (call $fac (i64.sub (local.get 0) (i64.const 1))))))))",
        ["names"] = "(module $ünïcode (memory (export \"mémoire 😀\") 1 2) (data (i32.const 8) \"\\00\\ff\\u{1F600}\") (global $g (mut f64) (f64.const 0x1.8p-3)))",
        ["simd"] = "(module (func (param v128 v128) (result v128) (i8x16.shuffle 0 1 2 3 4 5 6 7 24 25 26 27 28 29 30 31 (local.get 0) (local.get 1))))",
        ["unknown"] = "(module (func (i32.ad (i32.const 1) (i32.const 2))))",
        ["unbalanced"] = "(module (func (result i32) (i32.const 1))",
        ["not text"] = "\u0001\u0002",
        ["large"] = MakeLargeWatSource(),
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
            batches = Batches,
            watSources = WatSources,
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

    private static string MakeLargeWatSource()
    {
        StringBuilder source = new("(module (table 10 funcref)\n");
        for (int i = 0; i < 500; i++)
        {
            source.Append(CultureInfo.InvariantCulture, $"  (func $f{i} (export \"f{i}\") (param $a i32) (result i32 i64) (local $b i64)\n");
            source.Append(CultureInfo.InvariantCulture, $"    (block $out (loop $again (br_if $out (i32.ge_s (local.get $a) (i32.const {i * 7919}))) (local.set $a (i32.add (local.get $a) (i32.const 0x{i:x}))) (br $again)))\n");
            source.Append(CultureInfo.InvariantCulture, $"    (i32.xor (local.get $a) (i32.const -{i})) (i64.const {(long)i * i * i * 1_000_003}))\n");
        }

        return source.Append(')').ToString();
    }

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
