// The official suite's scripts and their results, each made once for all tests.
using System.Collections.Concurrent;
using NanoWasm.SpecRunner;
using NanoWasm.SpecRunner.Running;
using NanoWasm.SpecRunner.Scripts;

namespace NanoWasm.SpecTests;

/// <summary>The official suite. Its scripts are read once, and run once under each dispatcher, whichever test asks first.</summary>
internal static class Suite
{
    private static readonly ConcurrentDictionary<string, Lazy<Script>> Scripts = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<(string Script, DispatchMode Dispatch), Lazy<ScriptResult>> Results = new();

    /// <summary>The names of all scripts; none without data.</summary>
    public static IReadOnlyList<string> Names { get; } =
        SpecData.FindFolder() is string folder ? [.. SpecData.FindScripts(folder).Select(file => SpecData.NameScript(folder, file))] : [];

    /// <summary>A script by name.</summary>
    public static Script GetScript(string name) => Scripts.GetOrAdd(
        name,
        static name => new Lazy<Script>(() => ScriptReader.Read(Path.Combine(SpecData.FindFolder()!, name + ".json"), name))).Value;

    /// <summary>How a script went.</summary>
    public static ScriptResult GetResult(string name, DispatchMode dispatch) => Results.GetOrAdd(
        (name, dispatch),
        static key => new Lazy<ScriptResult>(() => ScriptRunner.Run(GetScript(key.Script), new InstanceOptions { Dispatch = key.Dispatch }))).Value;
}
