// Libraries without imports: HarfBuzz's subsetter, dprint's formatter of JSON, and a decompressor of xz.
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace NanoWasm.AcceptanceTests.Programs;

public sealed partial class LibraryTests
{
    private const int WritableMemory = 2;

    [NpmFact]
    public void HarfBuzz_SubsetOfAFont_EqualsNodes()
    {
        using Module module = Module.FromFile(NpmPackages.GetFile("harfbuzzjs/dist/harfbuzz-subset.wasm"));
        using Instance hb = new Linker().Instantiate(module);
        hb.GetAction("_initialize").Invoke();
        (int font, int length) = hb.Put(
            File.ReadAllBytes(NpmPackages.GetFile("dejavu-fonts-ttf/ttf/DejaVuSans.ttf")), hb.GetFunction<int, int>("malloc").Invoke);

        int blob = hb.GetFunction<int, int, int, int, int, int>("hb_blob_create").Invoke(font, length, WritableMemory, 0, 0);
        int face = hb.GetFunction<int, int, int>("hb_face_create").Invoke(blob, 0);
        int input = hb.GetFunction<int>("hb_subset_input_create_or_fail").Invoke();
        int set = hb.GetFunction<int, int>("hb_subset_input_unicode_set").Invoke(input);
        foreach (Rune character in "Hello, Wörld ﬁ".EnumerateRunes())
        {
            hb.GetAction<int, int>("hb_set_add").Invoke(set, character.Value);
        }

        int subset = hb.GetFunction<int, int, int>("hb_subset_or_fail").Invoke(face, input);
        int result = hb.GetFunction<int, int>("hb_face_reference_blob").Invoke(subset);
        int data = hb.GetFunction<int, int, int>("hb_blob_get_data").Invoke(result, 0);
        int size = hb.GetFunction<int, int>("hb_blob_get_length").Invoke(result);

        Assert.Equal(NpmPackages.GetProgramResult("harfbuzz"), Guest.Fingerprint(hb.GetMemory("memory").GetSpan((uint)data, size)));
    }

    [NpmFact]
    public void Dprint_OfJson_EqualsNodes()
    {
        using Module module = Module.FromFile(NpmPackages.GetFile("@dprint/json/plugin.wasm"));
        using Instance plugin = new Linker().Instantiate(module);
        Share("""{"global":{},"plugin":{"indentWidth":4}}""");
        plugin.GetAction<int>("register_config").Invoke(1);
        Share("file.json");
        plugin.GetAction("set_file_path").Invoke();
        Share("{\"b\":[1,2,   {\"x\":null}],\n\"a\" :\"é\"}");

        Assert.Equal(1, plugin.GetFunction<int, int>("format").Invoke(1));
        int length = plugin.GetFunction<int>("get_formatted_text").Invoke();
        string formatted = plugin.GetMemory("memory").ReadString((uint)plugin.GetFunction<int>("get_shared_bytes_ptr").Invoke(), length);

        Assert.Equal(NpmPackages.GetProgramResult("dprint"), formatted);

        void Share(string text) => plugin.Put(Encoding.UTF8.GetBytes(text), size =>
        {
            plugin.GetFunction<int, int>("clear_shared_bytes").Invoke(size);
            return plugin.GetFunction<int>("get_shared_bytes_ptr").Invoke();
        });
    }

    [NpmFact]
    public void Xz_OfThousandsOfLines_IsDecompressed()
    {
        string script = File.ReadAllText(NpmPackages.GetFile("xz-decompress/dist/package/xz-decompress.js"));
        using Module module = Module.FromBytes(Convert.FromBase64String(ModulePattern().Match(script).Groups["bytes"].Value));
        using Instance xz = new Linker().Instantiate(module);
        Memory memory = xz.GetMemory("memory");
        ReadOnlySpan<byte> compressed = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Programs", "numbers.xz"));
        using MemoryStream output = new();

        // The context: size of the buffers, input (address, position, size), output (address, position).
        uint context = (uint)xz.GetFunction<int>("create_context").Invoke();
        int bufferSize = memory.Read<int>(context);
        int result;
        do
        {
            if (memory.Read<int>(context + 8) == memory.Read<int>(context + 12))
            {
                int count = Math.Min(bufferSize, compressed.Length);
                compressed[..count].CopyTo(memory.GetSpan(memory.Read<uint>(context + 4), count));
                compressed = compressed[count..];
                xz.GetAction<int, int>("supply_input").Invoke((int)context, count);
            }

            result = xz.GetFunction<int, int>("get_next_output").Invoke((int)context);
            Assert.InRange(result, 0, 1);
            output.Write(memory.GetSpan(memory.Read<uint>(context + 16), memory.Read<int>(context + 20)));
            memory.Write(context + 20, 0);
        }
        while (result == 0);

        IEnumerable<string> lines = Enumerable.Range(0, 6_000)
            .Select(static i => string.Create(CultureInfo.InvariantCulture, $"line {i}: {(long)i * i} squared, {(i % 2 == 0 ? "even" : "odd")}\n"));
        Assert.Equal(string.Concat(lines), Guest.Text(output));
    }

    [GeneratedRegex("data:application/wasm;base64,(?<bytes>[A-Za-z0-9+/=]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex ModulePattern();
}
