// watify, a translator of WebAssembly's text format in Rust: results of several values, and a table of externref that grows.
using System.Text;
using Xunit;

namespace NanoWasm.AcceptanceTests.Watify;

public sealed class WatifyTests
{
    [NpmTheory]
    [InlineData(DispatchMode.Threaded)]
    [InlineData(DispatchMode.Switch)]
    public void Translate_TextFormat_GivesNodesBytesOrItsError(DispatchMode dispatch)
    {
        using Module module = Module.FromFile(NpmPackages.GetFile("@mdn/watify/watify_bg.wasm"));
        using Instance watify = Instantiate(module, dispatch);

        Assert.True(module.UsedFeatures.Contains(WasmFeatures.MultiValue | WasmFeatures.ReferenceTypes));
        foreach ((string name, string text) in TestInputs.WatSources)
        {
            Assert.Equal(NpmPackages.GetExpected($"watify/{name}"), Translate(watify, text));
        }
    }

    [NpmFact]
    public void Translate_AModule_GivesOneThatRuns()
    {
        using Module module = Module.FromFile(NpmPackages.GetFile("@mdn/watify/watify_bg.wasm"));
        using Instance watify = Instantiate(module, DispatchMode.Auto);

        using Module factorial = Module.FromBytes(Convert.FromHexString(Translate(watify, TestInputs.WatSources["factorial"])));
        using Instance instance = new Linker().Instantiate(factorial);

        Assert.Equal(2_432_902_008_176_640_000, instance.GetFunction<long, long>("fac").Invoke(20));
    }

    /// <summary>Does what the package's script does around the module.</summary>
    private static Instance Instantiate(Module module, DispatchMode dispatch)
    {
        Instance? watify = null;
        Linker linker = new Linker()
            .DefineFunction("./watify_bg.js", "__wbindgen_cast_0000000000000001", (Caller caller, int address, int length) =>
                Encoding.UTF8.GetString(caller.Memory.Span.Slice(address, length)))
            .DefineFunction("./watify_bg.js", "__wbindgen_init_externref_table", () =>
            {
                Table table = watify!.GetTable("__wbindgen_externrefs");
                uint first = (uint)table.Grow(4, Value.FromExternal(null));
                table[first + 2] = Value.FromExternal(true);
                table[first + 3] = Value.FromExternal(false);
            });
        watify = linker.Instantiate(module, new InstanceOptions { Dispatch = dispatch });
        watify.GetAction("__wbindgen_start").Invoke();
        return watify;
    }

    /// <summary>The binary module in hexadecimal digits, or the error.</summary>
    private static string Translate(Instance watify, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        int address = watify.GetFunction<int, int, int>("__wbindgen_malloc").Invoke(utf8.Length, 1);
        utf8.CopyTo(watify.GetMemory("memory").Span[address..]);

        // The place and length of the module, a reference's place in the table, and whether it is an error.
        Value[] results = watify.GetFunction("watify")!.Invoke(address, utf8.Length);
        if (results[3].AsInt32() != 0)
        {
            uint place = results[2].AsUInt32();
            object? error = watify.GetTable("__wbindgen_externrefs")[place].AsExternal();
            watify.GetAction<int>("__externref_table_dealloc").Invoke((int)place);
            return $"error: {error}";
        }

        (int start, int length) = (results[0].AsInt32(), results[1].AsInt32());
        string module = Convert.ToHexStringLower(watify.GetMemory("memory").Span.Slice(start, length));
        watify.GetAction<int, int, int>("__wbindgen_free").Invoke(start, length, 1);
        return module;
    }
}
