// What several commands have in common.
using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;

namespace NanoWasm.Cli.Commands;

/// <summary>Parts of command lines that several commands have.</summary>
internal static class CommonArguments
{
    /// <summary>The module's file.</summary>
    public static Argument<string> MakeFile() => new("FILE") { Description = "The binary module; - for the standard input." };

    /// <summary>The words that become the arguments of the function that is called.</summary>
    public static Argument<string[]> MakeFunctionArguments() => new("ARGS") { Description = "The arguments of the function, or of the program.", Arity = ArgumentArity.ZeroOrMore };

    /// <summary>The function to call.</summary>
    /// <param name="file">The file it is in, for completions.</param>
    public static Option<string?> MakeInvoke(Argument<string> file)
    {
        Option<string?> invoke = new("--invoke") { Description = "The exported function to call.", HelpName = "NAME" };
        invoke.CompletionSources.Add(ExportedFunctions(file));
        return invoke;
    }

    /// <summary>The features that modules may use.</summary>
    public static Option<string?> MakeFeatures()
    {
        Option<string?> features = new("--features")
        {
            Description = "What the module may use: features and versions of WebAssembly, e.g. wasm2,tail-call or all,-simd; left out: all that is implemented.",
            HelpName = "LIST",
        };
        features.Validators.Add(static result =>
        {
            if (!WasmFeatures.TryFromText(result.Tokens[0].Value, out _))
            {
                result.AddError($"--features \"{result.Tokens[0].Value}\" has an unknown name; there are all, none, wasm1, wasm2, wasm3, {string.Join(", ", WasmFeatures.All.ToNames())}.");
            }
        });
        return features;
    }

    /// <summary>How modules are loaded, by the value of <see cref="MakeFeatures"/>.</summary>
    public static ModuleOptions ToOptions(string? features) => new() { Features = features is null ? WasmFeatures.All : WasmFeatures.FromText(features) };

    /// <summary>Completions for the name of a function: the exported functions of the file that stands elsewhere on the command line.</summary>
    public static Func<CompletionContext, IEnumerable<CompletionItem>> ExportedFunctions(Argument<string> file) => context =>
    {
        string? path = context.ParseResult.GetResult(file) is { Tokens: [Token token, ..] } ? token.Value : null;
        if (path is null or ModuleFile.StandardInput || !File.Exists(path))
        {
            return [];
        }

        try
        {
            using Module module = Module.FromFile(path);
            return [.. module.Exports.Where(IsCompletable).Select(static export => new CompletionItem(export.Name))];
        }
        catch (Exception exception) when (exception is ModuleException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    };

    /// <summary>Where names are missing: those that there are, a few of them.</summary>
    /// <param name="names">All names.</param>
    public static string List(IReadOnlyCollection<string> names)
    {
        const int Listed = 12;
        string list = string.Join(", ", names.Take(Listed));
        return names.Count == 0 ? "none" : names.Count > Listed ? $"{list} and {names.Count - Listed} more" : list;
    }

    /// <summary>Whether a shell can complete a name: completions are a line each.</summary>
    private static bool IsCompletable(ExportDescriptor export) => export.Type.Kind == ExternalKind.Function && !export.Name.Any(char.IsControl);
}
