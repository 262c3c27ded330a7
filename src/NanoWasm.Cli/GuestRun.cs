// A module run from the command line.
using NanoWasm.Cli.Commands;
using NanoWasm.Wasi;

namespace NanoWasm.Cli;

/// <summary>Instantiates a module, calls one of its functions and prints the results.</summary>
/// <param name="file">The module.</param>
/// <param name="terminal">Where the results go, and what the guest prints.</param>
/// <param name="surroundings">What a program for WASI is given.</param>
internal sealed class GuestRun(ModuleFile file, Terminal terminal, GuestSurroundings surroundings)
{
    /// <summary>What commands that run something say about it in their help.</summary>
    public const string Help = $"""
        Which function runs: the one that --invoke names; else _start, main or run, whichever is exported first in this order; else the only
        exported function. A start function, if the module has one, has run before.

        Arguments: integers in decimal (-1, 4294967295) or hexadecimal (0xff); floats in decimal, inf, nan or nan:0x…; null for a reference; any
        other word for an externref. Put -- before words that would be options. Results are printed one a line.

        What a module can import:
          {GuestHost.Description}
          wasi_snapshot_preview1: everything
        """;

    private const string CommandEntryPoint = "_start";
    private const string ReactorEntryPoint = "_initialize";

    /// <summary>The functions that are run where none is named, in this order.</summary>
    private static readonly string[] EntryPoints = [CommandEntryPoint, "main", "run"];

    /// <summary>Runs it.</summary>
    /// <param name="name">The exported function to call; null for the usual ones.</param>
    /// <param name="words">Its arguments, or the program's.</param>
    /// <param name="options">How to run it.</param>
    /// <returns>One of <see cref="ExitCodes"/>, or what a program ends with.</returns>
    /// <exception cref="CommandException">It cannot be run; the message names the file.</exception>
    public int Run(string? name, string[] words, InstanceOptions options)
    {
        using Module module = file.Load(terminal);
        bool wasi = GuestSurroundings.IsNeededBy(module);
        bool reactor = IsReactor(module);
        string? entry = name ?? (reactor && wasi ? null : FindEntryPoint(module));

        // A program reads its words itself; a function has them as values.
        bool isProgram = wasi && name is null && entry is null or CommandEntryPoint;
        Value[] arguments = isProgram ? [] : Prepare(module, entry, words);
        using Interruption interruption = new(terminal);
        try
        {
            Linker linker = GuestHost.MakeLinker(terminal);
            if (wasi)
            {
                DefineWasi(linker, isProgram ? words : [], interruption.Cancellation);
            }

            using Instance instance = linker.Instantiate(module, options);
            interruption.Instance = instance;
            if (options.Dispatch == DispatchMode.Threaded && instance.Dispatch != DispatchMode.Threaded)
            {
                terminal.WriteError("the threaded dispatcher does not work here (no tail calls); the switch dispatcher runs instead");
            }

            return wasi ? RunProgram(instance, reactor, entry, arguments) : Run(instance, reactor, entry, arguments);
        }
        catch (TrapException trap) when (trap.Kind == TrapKind.Interrupted)
        {
            return ExitCodes.Interrupted;
        }
        catch (TrapException trap)
        {
            terminal.WriteError($"{file.DisplayName}: trap: {Describe(trap)}");
            return ExitCodes.Trap;
        }
        catch (WasmException exception)
        {
            terminal.WriteError($"{file.DisplayName}: uncaught {exception.Message}");
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

    private int Run(Instance instance, bool reactor, string? entry, Value[] arguments)
    {
        if (reactor && entry != ReactorEntryPoint)
        {
            instance.GetAction(ReactorEntryPoint).Invoke();
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

    /// <summary>Runs what can end itself. In a method of its own, so that others do not load the library of WASI.</summary>
    private int RunProgram(Instance instance, bool reactor, string? entry, Value[] arguments)
    {
        try
        {
            return Run(instance, reactor, entry, arguments);
        }
        catch (WasiExitException exit)
        {
            return exit.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
    }

    private void DefineWasi(Linker linker, string[] words, CancellationToken cancellation) =>
        linker.DefineWasi(surroundings.ToConfiguration(file.DisplayName, words, terminal, cancellation));

    /// <summary>Whether the module has to be made ready before its functions are called.</summary>
    private static bool IsReactor(Module module) =>
        module.Exports.Any(static export => export is { Name: ReactorEntryPoint, Type: FuncType { Parameters.Length: 0, Results.Length: 0 } })
        && !module.Exports.Any(static export => export.Name == CommandEntryPoint);

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
            ? "  Of WASI there is preview 1 (wasi_snapshot_preview1): compile the module for wasm32-wasip1.\n"
            : string.Empty;
        return $"{wasi}  What a module can import here: {GuestHost.Description}; wasi_snapshot_preview1: everything";
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
