// Chooses between the modes of their own and BenchmarkDotNet.
using System.CommandLine;
using BenchmarkDotNet.Running;
using NanoWasm.Benchmarks.Compare;
using NanoWasm.Benchmarks.Scale;
using NanoWasm.Benchmarks.Startup;
using Spectre.Console;

Command[] modes =
[
    CompareCommand.Make(AnsiConsole.Console, Console.Error),
    ScaleCommand.Make(Console.Out),
    StartupCommand.Make(Console.Out, Console.Error),
];
if (args.Length > 0 && modes.Any(mode => mode.Name == args[0]))
{
    RootCommand root = new("Measures NanoWasm.");
    foreach (Command mode in modes)
    {
        root.Add(mode);
    }

    return root.Parse(args).Invoke();
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
