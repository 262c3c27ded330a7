// A module run from the command line.
using NanoWasm.Cli.Commands;

namespace NanoWasm.Cli;

/// <summary>Instantiates a module, calls one of its functions and prints the results.</summary>
/// <param name="file">The module.</param>
/// <param name="terminal">Where the results go, and what the guest prints.</param>
internal sealed class GuestRun(ModuleFile file, Terminal terminal)
{
    /// <summary>What commands that run something say about it in their help.</summary>
    public const string Help = $"""
        Which function runs: the one that --invoke names; else _start, main or run, whichever is exported first in this order; else the only
        exported function. A start function, if the module has one, has run before.

        Arguments: integers in decimal (-1, 4294967295) or hexadecimal (0xff); floats in decimal, inf, nan or nan:0x…; null for a reference; any
        other word for an externref. Put -- before words that would be options. Results are printed one a line.

        What a module can import:
          {GuestHost.Description}
        """;

    /// <summary>The functions that are run where none is named, in this order.</summary>
    private static readonly string[] EntryPoints = ["_start", "main", "run"];

    /// <summary>Runs it.</summary>
    /// <param name="name">The exported function to call; null for the usual ones.</param>
    /// <param name="words">Its arguments.</param>
    /// <param name="options">How to run it.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    /// <exception cref="CommandException">It cannot be run; the message names the file.</exception>
    public int Run(string? name, string[] words, InstanceOptions options)
    {
        using Module module = file.Load();
        string? entry = name ?? FindEntryPoint(module);
        Value[] arguments = Prepare(module, entry, words);
        try
        {
            using Instance instance = GuestHost.MakeLinker(terminal).Instantiate(module, options);
            if (options.Dispatch == DispatchMode.Threaded && instance.Dispatch != DispatchMode.Threaded)
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
    private Value[] Prepare(Module module, string? entry, string[] words)
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
    private string? FindEntryPoint(Module module)
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
