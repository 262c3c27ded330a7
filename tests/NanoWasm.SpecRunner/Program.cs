// The console program that runs the official test suite.
using System.CommandLine;
using NanoWasm;
using NanoWasm.SpecRunner;
using NanoWasm.SpecRunner.Running;
using NanoWasm.SpecRunner.Scripts;
using Spectre.Console;

Argument<string[]> pathsArgument = new("DIR-OR-FILE")
{
    Description = $"Folders with scripts, or single scripts (.json). Default: {SpecData.Variable}, else ../shared/spec beside the repository.",
    Arity = ArgumentArity.ZeroOrMore,
};
Option<DispatchMode> dispatchOption = new("--dispatch") { Description = "The dispatcher. Default: the one that the engine chooses." };
dispatchOption.AcceptOnlyFromAmong("threaded", "switch");
Option<bool> plainOption = new("--plain") { Description = "Without superinstructions." };
Option<bool> anyNaNsOption = new("--any-nans") { Description = "With the processor's NaNs instead of the canonical one." };
Option<bool> wordingOption = new("--wording") { Description = "Also list the rejections whose message does not start with the expected text." };
RootCommand root = new("Runs scripts of the official WebAssembly test suite.") { pathsArgument, dispatchOption, plainOption, anyNaNsOption, wordingOption };
root.SetAction(parsed =>
{
    InstanceOptions options = new() { Dispatch = parsed.GetValue(dispatchOption), Superinstructions = !parsed.GetValue(plainOption), CanonicalNaNs = !parsed.GetValue(anyNaNsOption) };
    return RunSuite(parsed.GetValue(pathsArgument)!, options, parsed.GetValue(wordingOption));
});
return root.Parse(args).Invoke();

static int RunSuite(string[] paths, InstanceOptions options, bool withWordings)
{
    if (paths.Length == 0)
    {
        if (SpecData.FindFolder() is not string folder)
        {
            Console.Error.WriteLine($"Nothing to run: {SpecData.MissingReason}.");
            return 2;
        }

        paths = [folder];
    }

    List<ScriptResult> results = [];
    foreach (string path in paths)
    {
        foreach (string file in SpecData.FindScripts(path))
        {
            string name = File.Exists(path) ? Path.GetFileNameWithoutExtension(file) : SpecData.NameScript(path, file);
            results.Add(ScriptRunner.Run(ScriptReader.Read(file, name), options));
        }
    }

    if (Console.IsOutputRedirected)
    {
        // A log has no width; 80 columns would break the names of scripts.
        AnsiConsole.Profile.Width = 160;
    }

    new SuiteReport(AnsiConsole.Console, Console.Out).Write(results, options.Dispatch, withWordings);
    return results.TrueForAll(result => result.Failures.Count == 0) ? 0 : 1;
}
