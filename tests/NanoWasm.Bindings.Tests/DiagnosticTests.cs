// What is reported.
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace NanoWasm.Bindings.Tests;

/// <summary>A case or more for every rule.</summary>
public sealed class DiagnosticTests
{
    /// <summary>The rule, what stands where it is reported, a part of the message, and the source.</summary>
    public static TheoryData<string, string, string, string> Mistakes => new()
    {
        { "NWB001", "Api", "Api has to be partial", """[WasmHost("env")] class Api { [WasmImport] void F() { } }""" },
        { "NWB001", "Outer", "Outer has to be partial", """class Outer { [WasmHost("env")] partial class Api { } }""" },
        { "NWB001", "Guest", "Guest has to be partial", "[WasmExports] struct Guest { }" },
        { "NWB002", "Api", "Api is generic", """[WasmHost("env")] partial class Api<T> { [WasmImport] void F() { } }""" },
        { "NWB002", "Guest", "stands in a generic type", "partial class Outer<T> { [WasmExports] partial struct Guest { } }" },
        { "NWB003", "F", "F is static or generic", """[WasmHost("env")] partial class Api { [WasmImport] static void F() { } }""" },
        { "NWB003", "F", "F is static or generic", """[WasmHost("env")] partial class Api { [WasmImport] void F<T>() { } }""" },
        { "NWB003", "F", "F is static or generic", "[WasmExports] partial struct Guest { [WasmExport] public static partial void F(); }" },
        { "NWB004", "a", "The parameter a of F passes something by reference", """[WasmHost("env")] partial class Api { [WasmImport] void F(ref int a) { } }""" },
        { "NWB004", "a", "by reference", """[WasmHost("env")] partial class Api { [WasmImport] void F(out int a) { a = 1; } }""" },
        { "NWB004", "a", "by reference", """[WasmHost("env")] partial class Api { [WasmImport] void F(in int a) { } }""" },
        { "NWB004", "F", "F passes something by reference", """[WasmHost("env")] partial class Api { int a; [WasmImport] ref int F() => ref a; }""" },
        { "NWB004", "a", "by reference", "[WasmExports] partial struct Guest { [WasmExport] public partial CallStatus F(out int a, int b); }" },
        { "NWB005", "a", "The parameter a of F has the type string, which stands for no WebAssembly type; use GuestString", """[WasmHost("env")] partial class Api { [WasmImport] void F(string a) { } }""" },
        { "NWB005", "a", "use int or uint", """[WasmHost("env")] partial class Api { [WasmImport] void F(byte a) { } }""" },
        { "NWB005", "a", "only enums over int", """enum E : byte { } [WasmHost("env")] partial class Api { [WasmImport] void F(E a) { } }""" },
        { "NWB005", "a", "decimal", """[WasmHost("env")] partial class Api { [WasmImport] void F(decimal a) { } }""" },
        { "NWB005", "a", "int?", """[WasmHost("env")] partial class Api { [WasmImport] void F(int? a) { } }""" },
        { "NWB005", "a", "int*", """[WasmHost("env")] unsafe partial class Api { [WasmImport] void F(int* a) { } }""" },
        { "NWB005", "a", "(int, int)", """[WasmHost("env")] partial class Api { [WasmImport] void F((int, int) a) { } }""" },
        { "NWB005", "F", "The result of F has the type (int, string)", """[WasmHost("env")] partial class Api { [WasmImport] (int, string) F() => default; }""" },
        { "NWB005", "b", "it can only be the first parameter of an import", """[WasmHost("env")] partial class Api { [WasmImport] void F(int a, Caller b) { } }""" },
        { "NWB005", "a", "it can only be the first parameter of an import", "[WasmExports] partial struct Guest { [WasmExport] public partial void F(Caller a); }" },
        { "NWB006", "G", "G has the name \"x\"", """[WasmHost("env")] partial class Api { [WasmImport("x")] void F() { } [WasmImport("x")] void G() { } }""" },
        { "NWB006", "GetX", "\"get_x\"", """[WasmExports] partial struct Guest { [WasmExport("get_x")] public partial int F(); [WasmExport] public partial int GetX(); }""" },
        { "NWB007", "F", "F takes 17 WebAssembly values", """[WasmHost("env")] partial class Api { [WasmImport] void F(GuestString a, GuestString b, GuestString c, GuestString d, GuestString e, GuestString f, GuestString g, GuestString h, int i) { } }""" },
        { "NWB008", "F", "F has to be a partial method", "[WasmExports] partial struct Guest { [WasmExport] public int F() => 0; }" },
        { "NWB008", "P", "P has to be", "[WasmExports] partial struct Guest { [WasmExport] public partial int P { get; } }" },
        { "NWB008", "P", "P has to be", "[WasmExports] partial class Guest { [WasmExport] public partial Memory P { get; set; } }" },
        { "NWB009", "F", "F has [WasmImport], but the type it stands in has no [WasmHost]", "class Api { [WasmImport] void F() { } }" },
        { "NWB009", "F", "F has [WasmExport], but the type it stands in has no [WasmExports]", "partial struct Guest { [WasmExport] public partial void F(); }" },
        { "NWB010", "a", "a view of the guest's memory", "[WasmExports] partial struct Guest { [WasmExport] public partial void F(ReadOnlySpan<byte> a); }" },
        { "NWB010", "F", "The result of F has the type NanoWasm.GuestString", """[WasmHost("env")] partial class Api { [WasmImport] GuestString F() => default; }""" },
        { "NWB010", "a", "a view of the guest's memory", "[WasmExports] partial struct Guest { [WasmExport] public partial void F([GuestMemory] GuestString a); }" },
        { "NWB011", "a", "The parameter a of F has [GuestMemory], but no view", """[WasmHost("env")] partial class Api { [WasmImport] void F([GuestMemory("m")] uint a, GuestString b) { } }""" },
        { "NWB011", "F", "F has [GuestMemory], but no view", """[WasmHost("env")] partial class Api { [WasmImport, GuestMemory(Is64 = true)] void F(Caller a, long b) { } }""" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistake_InASource_IsReportedWhereItIs(string id, string where, string message, string source)
    {
        Diagnostic diagnostic = Assert.Single(Compiled.Of(source).Reported);

        Assert.Equal(id, diagnostic.Id);
        Assert.Contains(message, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal(where, source.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
    }

    [Fact]
    public void Rules_All_HaveCasesAndStandInTheDocumentation()
    {
        string[] ids = [.. BindingRules.All.Select(static rule => rule.Id)];
        IEnumerable<string> documented = Regex.Matches(Resources.Read("bindings.md"), @"^\| (NWB\d+) \|", RegexOptions.Multiline).Select(static match => match.Groups[1].Value);

        Assert.Equal(ids, documented);
        Assert.Equal(ids, Mistakes.Select(static row => (string)((object[])row)[0]).Distinct());
    }

    [Fact]
    public void Mistake_InOneMethod_LeavesTheOthersBound()
    {
        Compiled compiled = Compiled.Of("""[WasmHost("env")] partial class Api { [WasmImport] void F(string a) { } [WasmImport] void Good() { } }""");

        Assert.Contains("\"good\"", compiled.Files.Single().Value, StringComparison.Ordinal);
        Assert.Empty(compiled.Errors);
    }

    [Theory]
    [InlineData("Spawn", "spawn")]
    [InlineData("SpawnShip", "spawn_ship")]
    [InlineData("GetHTTPCode", "get_http_code")]
    [InlineData("Spawn2D", "spawn2_d")]
    [InlineData("already_there", "already_there")]
    [InlineData("X", "x")]
    public void Name_OfAMember_IsInSnakeCase(string name, string expected) => Assert.Equal(expected, Names.ToSnakeCase(name));
}
