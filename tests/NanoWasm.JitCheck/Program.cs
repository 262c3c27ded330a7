// The console program that checks the JIT's code for the threaded dispatcher. The same program, started as a child, has the JIT compile it.
using System.Runtime.InteropServices;
using NanoWasm;
using NanoWasm.JitCheck;
using NanoWasm.JitCheck.Listings;
using Spectre.Console;

if (args is [HandlerCompiler.Command, string assembly, .. string[] types])
{
    HandlerCompiler.CompileAll(assembly, types);
    return 0;
}

if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
{
    Console.WriteLine($"Skipped: the check reads x64 code, and this is {RuntimeInformation.ProcessArchitecture}.");
    return 0;
}

if (Console.IsOutputRedirected)
{
    // A log has no width; 80 columns would break the names of methods.
    AnsiConsole.Profile.Width = 160;
}

const string Dispatcher = "NanoWasm.Execution.ThreadedDispatcher";
const string Exits = "NanoWasm.Execution.ColdPaths";
Report? report = HandlerCheck.Run(typeof(Module).Assembly, Dispatcher, Exits);
if (report is null)
{
    Console.WriteLine("Skipped: the JIT of this runtime writes no listing (DOTNET_JitDisasm, DOTNET_JitStdOutFile).");
    return 0;
}

new ReportWriter(AnsiConsole.Console).Write(report);
return report.Violations.Count == 0 ? 0 : 1;
