// Compares with node, which runs the same modules on another engine.
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using NanoWasm.Testing.RandomModules;

namespace NanoWasm.DifferentialRunner;

/// <summary>Runs random modules here and in one process of node.</summary>
internal static class NodeComparison
{
    /// <summary>What node understands without special options, and answers alike on all machines.</summary>
    private const WasmFeatures KnownToNode = WasmFeatures.All
        & ~(WasmFeatures.WideArithmetic | WasmFeatures.MultiMemory | WasmFeatures.Memory64 | WasmFeatures.CustomPageSizes | WasmFeatures.Gc | WasmFeatures.Exceptions);

    private static readonly Lazy<string?> Problem = new(FindProblem);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Why node cannot be asked; null if it can.</summary>
    public static string? MissingReason => Problem.Value;

    /// <summary>Compares the modules of some seeds.</summary>
    /// <returns>The first difference of each seed that has one.</returns>
    public static IReadOnlyList<Difference> Compare(IReadOnlyList<ulong> seeds)
    {
        List<NodeModule> questions = [];
        List<NodeResult> here = [];
        foreach (ulong seed in seeds)
        {
            byte[] bytes = RandomModule.Generate(seed, new RandomModuleOptions { CanonicalNans = true, Features = KnownToNode }).Bytes;
            using Module module = Module.FromBytes(bytes);
            IReadOnlyList<PlannedCall> plan = PlannedCall.Make(module, seed);
            RunRecord record = RunRecord.Make(module, plan, new InstanceOptions(), nansAlike: true);
            questions.Add(Ask(module, bytes, plan));
            here.Add(Answer(module, record));
        }

        NodeResult[] there = RunNode(questions);
        return [.. Enumerable.Range(0, seeds.Count).Select(i => FindDifference(seeds[i], questions[i], here[i], there[i])).OfType<Difference>()];
    }

    private static NodeModule Ask(Module module, byte[] bytes, IReadOnlyList<PlannedCall> plan)
    {
        NodeCall[] calls = [.. plan.Select(call => new NodeCall(
            call.Function, [.. call.Arguments.Select(argument => new NodeValue(argument.Kind.ToString(), RunRecord.Describe(argument, nansAlike: true)))]))];
        Dictionary<string, string[]> results = module.Exports
            .Where(export => export.Type is FuncType)
            .ToDictionary(export => export.Name, export => ((FuncType)export.Type).ResultKinds.Select(kind => kind.ToString()).ToArray());
        NodeState[] state = [.. module.Exports.Where(export => export.Type is GlobalType or TableType).Select(export => export.Type is TableType table
            ? new NodeState(export.Name, table.Element.Kind.ToString(), true)
            : new NodeState(export.Name, ((GlobalType)export.Type).Value.Kind.ToString(), false))];
        return new NodeModule(Convert.ToBase64String(bytes), calls, results, state);
    }

    /// <summary>A record in the form of node's answers.</summary>
    private static NodeResult Answer(Module module, RunRecord record)
    {
        Dictionary<string, List<string>> tables = [];
        List<string> state = [];
        foreach ((string name, string value) in record.State)
        {
            string table = name.Split('.', '[')[0];
            if (table == name)
            {
                state.Add(value);
            }
            else if (!tables.TryAdd(table, [value]))
            {
                tables[table].Add(value);
            }
        }

        // Records have globals and tables in the order of the exports.
        Queue<string> globals = new(state);
        string[] all = [.. module.Exports.Where(export => export.Type is GlobalType or TableType)
            .Select(export => export.Type is TableType ? string.Join(' ', tables[export.Name]) : globals.Dequeue())];
        return new NodeResult(
            [.. record.Calls.Select(call => call.Trap == TrapKind.None ? call.Outcome : $"trap: {call.Trap}")], all, Convert.ToHexString(SHA256.HashData(record.Memory)));
    }

    private static Difference? FindDifference(ulong seed, NodeModule question, NodeResult here, NodeResult there)
    {
        for (int i = 0; i < Math.Min(here.Calls.Length, there.Calls.Length); i++)
        {
            if (!IsSame(here.Calls[i], there.Calls[i]))
            {
                string arguments = string.Join(", ", question.Calls[i].Arguments.Select(argument => argument.Value));
                return Differs($"call {i}, {question.Calls[i].Function}({arguments})", here.Calls[i], there.Calls[i]);
            }
        }

        for (int i = 0; i < Math.Min(here.State.Length, there.State.Length); i++)
        {
            if (here.State[i] != there.State[i])
            {
                return Differs($"{question.State[i].Name} in the end", here.State[i], there.State[i]);
            }
        }

        return here.Memory == there.Memory ? null : Differs("the memory's hash in the end", here.Memory, there.Memory);

        Difference Differs(string where, string actual, string expected) => new(seed, "NanoWasm", "node", where, actual, expected);
    }

    /// <summary>Whether two outcomes are the same; the other engine has its own words for traps, and fewer kinds.</summary>
    private static bool IsSame(string here, string there)
    {
        return here == there || (there.StartsWith("trap: ", StringComparison.Ordinal) && here switch
        {
            "trap: Unreachable" => Has("unreachable"),
            "trap: IntegerDivideByZero" => Has("divide by zero") || Has("remainder by zero"),
            "trap: IntegerOverflow" => Has("divide result unrepresentable") || Has("float unrepresentable"),
            "trap: InvalidConversionToInteger" => Has("float unrepresentable"),
            "trap: MemoryOutOfBounds" => Has("memory access out of bounds"),
            "trap: UnalignedAtomic" => Has("unaligned"),
            "trap: ExpectedSharedMemory" => Has("Atomics.wait"),
            "trap: TableOutOfBounds" => Has("table index is out of bounds") || Has("table access out of bounds") || Has("element segment"),
            "trap: UndefinedElement" => Has("table index is out of bounds"),
            "trap: UninitializedElement" or "trap: IndirectCallTypeMismatch" => Has("null function or function signature mismatch"),
            _ => false,
        });

        bool Has(string words) => there.Contains(words, StringComparison.Ordinal);
    }

    private static NodeResult[] RunNode(List<NodeModule> questions)
    {
        string file = Path.Combine(AppContext.BaseDirectory, $"node-{Environment.ProcessId}.json");
        try
        {
            File.WriteAllText(file, JsonSerializer.Serialize(questions, Json));
            ProcessStartInfo start = new("node", [Path.Combine(AppContext.BaseDirectory, "node.mjs"), file, PlannedCall.Fuel.ToString(CultureInfo.InvariantCulture)])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            };
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0
                ? JsonSerializer.Deserialize<NodeResult[]>(output, Json)!
                : throw new InvalidOperationException($"node failed: {errors.GetAwaiter().GetResult()}");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string? FindProblem()
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("node", ["--version"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode == 0 ? null : "node does not run";
        }
        catch (Win32Exception)
        {
            return "node is not installed";
        }
    }

    private sealed record NodeModule(string Wasm, NodeCall[] Calls, Dictionary<string, string[]> Results, NodeState[] State);

    private sealed record NodeCall(string Function, NodeValue[] Arguments);

    private sealed record NodeValue(string Kind, string Value);

    private sealed record NodeState(string Name, string Kind, bool IsTable);

    private sealed record NodeResult(string[] Calls, string[] State, string Memory);
}
