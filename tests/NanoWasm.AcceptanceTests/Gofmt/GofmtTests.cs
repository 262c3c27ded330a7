// gofmt, compiled by TinyGo, formats Go sources as it does under node.
using System.Text;
using Xunit;

namespace NanoWasm.AcceptanceTests.Gofmt;

public sealed class GofmtTests
{
    private const int Unchanged = 0;
    private const int Formatted = 1;

    public static TheoryData<string, DispatchMode> Sources
    {
        get
        {
            TheoryData<string, DispatchMode> rows = [];
            foreach (string name in TestInputs.GoSources.Keys)
            {
                rows.Add(name, DispatchMode.Threaded);
                rows.Add(name, DispatchMode.Switch);
            }

            return rows;
        }
    }

    [NpmTheory]
    [MemberData(nameof(Sources))]
    public void Format_OfSource_EqualsNodes(string name, DispatchMode dispatch)
    {
        using Module module = Module.FromFile(NpmPackages.GetFile("@wasm-fmt/gofmt/gofmt.wasm"));
        using Instance gofmt = new Linker().Instantiate(module, new InstanceOptions { Dispatch = dispatch });
        gofmt.GetAction("_initialize").Invoke();

        Assert.Equal(NpmPackages.GetExpected($"gofmt/{name}"), Format(gofmt, TestInputs.GoSources[name]));
        Assert.Equal(NpmPackages.GetExpected($"gofmt/{name}"), Format(gofmt, TestInputs.GoSources[name]));
    }

    private static string Format(Instance gofmt, string source)
    {
        Memory memory = gofmt.GetMemory("memory");
        byte[] bytes = Encoding.UTF8.GetBytes(source);
        int address = gofmt.GetFunction<int, int>("alloc").Invoke(bytes.Length);
        bytes.CopyTo(memory.Span[address..]);
        int outcome = gofmt.GetFunction<int>("format").Invoke();
        int outputAddress = gofmt.GetFunction<int>("output_ptr").Invoke();
        int outputLength = gofmt.GetFunction<int>("output_len").Invoke();
        string text = outcome == Unchanged ? source : Encoding.UTF8.GetString(memory.Span.Slice(outputAddress, outputLength));
        gofmt.GetAction("dispose").Invoke();
        return outcome is Unchanged or Formatted ? text : $"error: {text}";
    }
}
