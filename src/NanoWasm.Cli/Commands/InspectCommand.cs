// nanowasm inspect
using System.CommandLine;

namespace NanoWasm.Cli.Commands;

/// <summary><c>nanowasm inspect FILE</c>: what a module consists of, or the instructions of one of its functions.</summary>
internal static class InspectCommand
{
    public const string Name = "inspect";

    public const string Help = """
        Examples:
          nanowasm inspect samples/raytracer.wasm
          nanowasm inspect --functions samples/raytracer.wasm
          nanowasm inspect --code fib samples/fib.wasm
          nanowasm inspect --code 3 module.wasm | less

        Offsets count from the beginning of the file, like those in error messages and backtraces.
        Exit codes: 0 done, 2 no such function, 3 unreadable file, 4 invalid module.
        """;

    public static Command Make(Terminal terminal)
    {
        Argument<string> file = CommonArguments.MakeFile();
        Option<string?> code = new("--code") { Description = "Show the instructions of a function: its index, or its name.", HelpName = "FUNC" };
        code.CompletionSources.Add(CommonArguments.ExportedFunctions(file));
        Option<bool> functions = new("--functions") { Description = "List all functions." };
        Option<string?> features = CommonArguments.MakeFeatures();

        Command command = new(Name, "Shows a module's sections, imports, exports and sizes, or the instructions of a function.") { code, functions, features, file };
        command.SetAction(result =>
        {
            ModuleFile moduleFile = ModuleFile.Read(result.GetRequiredValue(file), terminal) with { Options = CommonArguments.ToOptions(result.GetValue(features)) };
            using Module module = moduleFile.Load(terminal);
            if (result.GetValue(code) is string wanted)
            {
                CodeListing.Write(terminal, moduleFile, module, FindFunction(moduleFile, module, wanted));
            }
            else if (result.GetValue(functions))
            {
                ModuleReport.WriteFunctions(terminal, module);
            }
            else
            {
                ModuleReport.Write(terminal, moduleFile, module);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>The index of the function that is meant by an index, the name of an export, or a name of the name section.</summary>
    private static int FindFunction(ModuleFile file, Module module, string wanted)
    {
        List<int> found = FunctionReference.Find(module, wanted);
        switch (found)
        {
            case [int index] when index >= module.ImportedFunctionCount:
                return index;

            case [int index]:
                ImportDescriptor import = module.Imports.Where(static import => import.Type.Kind == ExternalKind.Function).ElementAt(index);
                throw new CommandException(
                    ExitCodes.Usage, $"{file.DisplayName}: function #{index} is imported (\"{import.Module}\" \"{import.Name}\"): its code is elsewhere");

            case []:
                throw new CommandException(
                    ExitCodes.Usage,
                    $"{file.DisplayName}: there is no function {wanted}; it has {module.FunctionCount} of them, numbered from 0, {module.ImportedFunctionCount} of these imported\n"
                    + $"  named functions: {CommonArguments.List(FunctionReference.Names(module))}");

            default:
                throw new CommandException(
                    ExitCodes.Usage, $"{file.DisplayName}: {found.Count} functions are named {wanted}: say which index: {CommonArguments.List([.. found.Select(static i => $"{i}")])}");
        }
    }
}
