// Ruby, as a reactor with strings by its component interface.
using System.Text;
using NanoWasm.Wasi;
using Xunit;

namespace NanoWasm.AcceptanceTests.Programs;

public sealed class RubyTests
{
    private const string Program = """
        words = %w[fox quick brown lazy dog jumps over the]
        puts words.sort_by { |w| [w.size, w] }.join(" ")
        puts (1..30).inject(:*), 2**200
        puts "%.6f %05d %s" % [Math.sqrt(2), 42, :sym.inspect]
        h = Hash.new(0)
        "mississippi".each_char { |c| h[c] += 1 }
        p h
        puts "grün"[2], "Straße".upcase, "a1b22c333".gsub(/\d+/) { |m| (m.to_i * 2).to_s }
        def fib(n) = n < 2 ? n : fib(n - 1) + fib(n - 2)
        puts fib(15)
        begin
          Integer("x")
        rescue ArgumentError => e
          puts "#{e.class}: #{e.message}"
        end
        f = Fiber.new { 3.times { |i| Fiber.yield i }; :done }
        p 4.times.map { f.resume }
        S = Struct.new(:a, :b)
        p S.new(1, [2]), (catch(:x) { throw :x, 7 }), [3, 1, 2].sort.lazy.map { _1 * 2 }.first(2)
        p GC.start, ENV["LANG"], File.read("/data/text")
        """;

    private const string Expected = """
        dog fox the lazy over brown jumps quick
        265252859812191058636308480000000
        1606938044258990275541962092341162602522202993782792835301376
        1.414214 00042 :sym
        {"m" => 1, "i" => 4, "s" => 4, "p" => 2}
        ü
        STRASSE
        a2b44c666
        610
        ArgumentError: invalid value for Integer(): "x"
        [0, 1, 2, :done]
        #<struct S a=1, b=[2]>
        7
        [2, 4]
        nil
        "C.UTF-8"
        "a file\n"

        """;

    [NpmFact]
    public void Eval_OfAProgram_PrintsWhatRubyDoes()
    {
        using MemoryStream output = new();
        using MemoryStream errors = new();
        InMemoryFileSystem files = new();
        files.WriteFile("text", "a file\n"u8);
        using Module module = Module.FromFile(NpmPackages.GetFile("@ruby/3.4-wasm-wasi/dist/ruby.wasm"));
        using Instance ruby = new Linker()
            .DefineRest(module)
            .DefineFunction("canonical_abi", "resource_new_rb-abi-value", static (int value) => value)
            .DefineFunction("canonical_abi", "resource_get_rb-abi-value", static (int value) => value)
            .DefineWasi(new WasiConfiguration
            {
                Arguments = ["ruby"],
                Environment = [new("LANG", "C.UTF-8")],
                StandardOutput = output,
                StandardError = errors,
                Preopens = [new WasiPreopen("/data", files)],
            })
            .Instantiate(module);

        Assert.Equal(0, ruby.RunWasi());
        Initialize(ruby, "ruby", "--disable=gems,did_you_mean,error_highlight,syntax_suggest,rubyopt", "-e_=0");
        (int address, int length) = Put(ruby, Program.ReplaceLineEndings("\n"));
        int result = ruby.GetFunction<int, int, int>("rb-eval-string-protect: func(str: string) -> tuple<handle<rb-abi-value>, s32>").Invoke(address, length);

        Assert.Empty(Guest.Text(errors));
        Assert.Equal(Expected.ReplaceLineEndings("\n"), Guest.Text(output));
        Assert.Equal(0, ruby.GetMemory("memory").Read<int>((uint)result + 4));
    }

    /// <summary>Passes arguments as a list of strings, which Ruby wants to end in a zero.</summary>
    private static void Initialize(Instance ruby, params string[] arguments)
    {
        Memory memory = ruby.GetMemory("memory");
        int list = Allocate(ruby, 4, 8 * arguments.Length);
        for (int i = 0; i < arguments.Length; i++)
        {
            (int address, int length) = Put(ruby, arguments[i] + "\0");
            memory.Write((uint)(list + (8 * i)), address);
            memory.Write((uint)(list + (8 * i) + 4), length);
        }

        ruby.GetAction<int, int>("ruby-init: func(args: list<string>) -> ()").Invoke(list, arguments.Length);
    }

    private static (int Address, int Length) Put(Instance ruby, string text) => ruby.Put(Encoding.UTF8.GetBytes(text), size => Allocate(ruby, 1, size));

    private static int Allocate(Instance ruby, int alignment, int size) => ruby.GetFunction<int, int, int, int, int>("cabi_realloc").Invoke(0, 0, alignment, size);
}
