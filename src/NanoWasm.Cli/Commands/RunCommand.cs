// nanowasm run
using System.CommandLine;

namespace NanoWasm.Cli.Commands;

/// <summary><c>nanowasm run FILE</c>: instantiates a module and calls one of its functions.</summary>
internal static class RunCommand
{
    public const string Name = "run";

    public const string Help = $"""
        Which function runs: the one that --invoke names; else _start, main or run, whichever is exported first in this order; else the only
        exported function. A start function, if the module has one, has run before.

        Arguments: integers in decimal (-1, 4294967295) or hexadecimal (0xff); floats in decimal, inf, nan or nan:0x…; null for a reference; any
        other word for an externref. Put -- before words that would be options. Results are printed one a line.

        What a module can import:
          {GuestHost.Description}

        Examples:
          nanowasm run samples/raytracer.wasm
          nanowasm run --invoke fib samples/fib.wasm 30
          nanowasm run --dispatch switch --invoke color samples/raytracer.wasm
          cat module.wasm | nanowasm run - 1 2.5

        Exit codes: 0 done, 2 no such function or wrong arguments, 3 unreadable file, 4 invalid module, 5 missing imports, 134 trap.
        """;

    /// <summary>The functions that are run where none is named, in this order.</summary>
    private static readonly string[] EntryPoints = ["_start", "main", "run"];

    public static Command Make(Terminal terminal)
    {
        Argument<string> file = CommonArguments.MakeFile();
        Argument<string[]> arguments = new("ARGS") { Description = "The arguments of the function.", Arity = ArgumentArity.ZeroOrMore };
        Option<string?> invoke = new("--invoke") { Description = "The exported function to call.", HelpName = "NAME" };
        invoke.CompletionSources.Add(CommonArguments.ExportedFunctions(file));
        Option<DispatchMode> dispatch = new("--dispatch")
        {
            Description = "How to get from one instruction to the next. Results are the same; left out: the fastest one that works here.",
            HelpName = "threaded|switch",
            CustomParser = static result => result.Tokens[0].Value == "switch" ? DispatchMode.Switch : DispatchMode.Threaded,
        };
        dispatch.AcceptOnlyFromAmong("threaded", "switch");

        Command command = new(Name, "Runs a module: calls one of its functions and prints the results.") { invoke, dispatch, file, arguments };
        command.SetAction(result =>
        {
            ModuleFile moduleFile = ModuleFile.Read(result.GetRequiredValue(file), terminal);
            return Run(moduleFile, result.GetValue(invoke), result.GetValue(dispatch), result.GetValue(arguments) ?? [], terminal);
        });
        return command;
    }

    private static int Run(ModuleFile file, string? name, DispatchMode dispatch, string[] words, Terminal terminal)
    {
        using Module module = file.Load();
        string? entry = name ?? FindEntryPoint(file, module);
        Value[] arguments = Prepare(file, module, entry, words);
        try
        {
            using Instance instance = GuestHost.MakeLinker(terminal).Instantiate(module, new InstanceOptions { Dispatch = dispatch });
            if (dispatch == DispatchMode.Threaded && instance.Dispatch != dispatch)
            {
                terminal.WriteError("the threaded dispatcher does not work here (no tail calls); the switch dispatcher runs instead");
            }

            if (entry is not null)
            {
                foreach (Value result in instance.GetFunction(entry)!.Invoke(arguments))
                {
                    terminal.WriteLine(result.ToLiteral());
                }
            }

            return ExitCodes.Success;
        }
        catch (TrapException trap)
        {
            terminal.WriteError($"{file.DisplayName}: trap: {Describe(trap)}");
            return ExitCodes.Trap;
        }
        catch (LinkException exception)
        {
            throw new CommandException(ExitCodes.Link, $"{file.DisplayName}: {exception.Message}\n{Hint(exception)}");
        }
        catch (InstantiationException exception)
        {
            throw new CommandException(ExitCodes.Link, $"{file.DisplayName}: {exception.Message}");
        }
        catch (CommandException exception)
        {
            // From a host function.
            throw new CommandException(exception.ExitCode, $"{file.DisplayName}: {exception.Message}");
        }
    }

    /// <summary>The arguments of the function, which is looked for before anything runs.</summary>
    private static Value[] Prepare(ModuleFile file, Module module, string? entry, string[] words)
    {
        if (entry is null)
        {
            return words.Length == 0
                ? []
                : throw new CommandException(ExitCodes.Usage, $"{file.DisplayName}: there is no function that could take arguments: it has only a start function");
        }

        ExportDescriptor? export = module.Exports.FirstOrDefault(export => export.Name == entry);
        return export?.Type switch
        {
            FuncType type => ArgumentValues.Parse(entry, type, words),
            null => throw new CommandException(
                ExitCodes.Usage, $"{file.DisplayName}: nothing named \"{entry}\" is exported; exported functions: {CommonArguments.List(FunctionNames(module))}"),
            _ => throw new CommandException(
                ExitCodes.Usage, $"{file.DisplayName}: \"{entry}\" is no function, but {export.Type}; exported functions: {CommonArguments.List(FunctionNames(module))}"),
        };
    }

    /// <summary>The function to run where none is named, or null where the start function is all.</summary>
    private static string? FindEntryPoint(ModuleFile file, Module module)
    {
        List<string> names = FunctionNames(module);
        if (EntryPoints.FirstOrDefault(names.Contains) is string known)
        {
            return known;
        }

        if (names.Count == 1)
        {
            return names[0];
        }

        return module.Sections.Any(static section => section is { Id: not 0, Name: "start" })
            ? null
            : throw new CommandException(
                ExitCodes.Usage,
                $"{file.DisplayName}: which function should run? There is none named {string.Join(", ", EntryPoints)}; name one by --invoke\n  exported functions: {CommonArguments.List(names)}");
    }

    private static List<string> FunctionNames(Module module) =>
        [.. module.Exports.Where(static export => export.Type.Kind == ExternalKind.Function).Select(static export => export.Name)];

    private static string Hint(LinkException exception)
    {
        string wasi = exception.ImportModule.StartsWith("wasi", StringComparison.Ordinal)
            ? "  The module was made for WASI, which is not supported yet: compile it for wasm32-unknown-unknown, without a C library that needs WASI.\n"
            : string.Empty;
        return $"{wasi}  What a module can import here: {GuestHost.Description}";
    }

    /// <summary>The trap in the specification's words and the functions that ran, innermost first, as many as fit on a screen.</summary>
    private static string Describe(TrapException trap)
    {
        const int Shown = 20;
        IEnumerable<string> lines = trap.Frames.Take(Shown).Select(static frame => $"  in {frame}");
        string more = trap.Frames.Count > Shown ? "\n  … and more" : string.Empty;
        return string.Join('\n', lines.Prepend(trap.Message.Split('\n')[0])) + more;
    }
}
