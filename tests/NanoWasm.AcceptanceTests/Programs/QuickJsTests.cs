// QuickJS, a JavaScript engine, built by Emscripten with all its checks for debugging.
using System.Text;
using NanoWasm.Wasi;
using Xunit;

namespace NanoWasm.AcceptanceTests.Programs;

public sealed class QuickJsTests
{
    [NpmTheory]
    [InlineData("1 + 2 * 3", "7")]
    [InlineData("[3, 1, 2].sort().map(x => x ** 2)", "[1,4,9]")]
    [InlineData("(function f(n) { return n < 2 ? n : f(n - 1) + f(n - 2); })(15)", "610")]
    [InlineData("`${'grün'.toUpperCase()} ${/(\\d+)-(\\d+)/.exec('tel 12-345')[2]}`", "\"GRÜN 345\"")]
    [InlineData("(2n ** 100n).toString()", "\"1267650600228229401496703205376\"")]
    [InlineData("class A { #x = 1; get x() { return this.#x; } } Object.keys({ ...new A(), x: new A().x, y: [...'ab'] })", "[\"x\",\"y\"]")]
    [InlineData("JSON.stringify({ a: [1.5, null, true], b: new Map([[1, 2]]).size })", "\"{\\\"a\\\":[1.5,null,true],\\\"b\\\":1}\"")]
    [InlineData("try { null.x } catch (e) { e instanceof TypeError }", "true")]
    [InlineData("let log = []; for (const i of (function* () { yield* [1, 2]; })()) log.push(i); log.length", "2")]
    public void Eval_OfAnExpression_IsWhatJavaScriptSays(string source, string expected)
    {
        using Module module = Module.FromFile(NpmPackages.GetFile("@jitl/quickjs-wasmfile-debug-sync/dist/emscripten-module.wasm"));
        using Memory memory = new(256, 32_768);
        using Instance engine = new Linker()
            .DefineRest(module)
            .Define("env", "memory", memory)
            .DefineFunction("env", "emscripten_get_heap_max", static () => int.MinValue)
            .DefineFunction("env", "emscripten_resize_heap", (uint size) => memory.Grow((int)((size - memory.ByteLength + Memory.PageSize - 1) / Memory.PageSize)) >= 0)
            .DefineFunction("env", "emscripten_date_now", static () => 1e12)
            .DefineFunction("env", "emscripten_get_now", static () => 1e3)
            .DefineWasi(WasiConfiguration.Deterministic())
            .Instantiate(module);
        engine.GetAction("__wasm_call_ctors").Invoke();
        int runtime = engine.GetFunction<int>("QTS_NewRuntime").Invoke();
        int context = engine.GetFunction<int, int, int>("QTS_NewContext").Invoke(runtime, 0);

        int code = Put(source);
        int value = engine.GetFunction<int, int, int, int, int, int, int>("QTS_Eval").Invoke(context, code, Encoding.UTF8.GetByteCount(source), Put("test.js"), 0, 0);
        int dump = engine.GetFunction<int, int, int>("QTS_Dump").Invoke(context, value);

        Assert.Equal(expected, memory.ReadZeroTerminatedString((uint)dump));

        int Put(string text)
        {
            int address = engine.GetFunction<int, int>("malloc").Invoke(Encoding.UTF8.GetByteCount(text) + 1);
            memory.WriteZeroTerminatedString((uint)address, text);
            return address;
        }
    }
}
