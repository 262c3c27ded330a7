// Ctrl+C.
using System.Diagnostics;
using System.Globalization;
using static NanoWasm.ValueKind;

namespace NanoWasm.Cli.Tests;

/// <summary>The tool as a process of its own, which is sent the signal that Ctrl+C is.</summary>
public sealed class InterruptionTests : IDisposable
{
    private readonly ModuleFiles _files = new();

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();

    [UnixTheory]
    [InlineData("threaded")]
    [InlineData("switch")]
    public void Run_GuestThatLoopsForEver_EndsWithWhatItHasWritten(string dispatch)
    {
        string module = _files.Write("endless.wasm", new ModuleBuilder()
            .ImportFunction("env", "print", [I32, I32], [])
            .Memory(1)
            .Data(0, "ready\n"u8)
            .Function("run", [], [], static f => f.I32(0).I32(6).Call(0).Loop().Br(0).End()));

        Assert.Equal((ExitCodes.Interrupted, "ready\n", ""), Interrupt("run", "--dispatch", dispatch, module));
    }

    [UnixFact]
    public void Run_ProgramThatSleepsForEver_Ends()
    {
        string module = _files.Write("sleeping.wasm", new ModuleBuilder()
            .ImportFunction("env", "print", [I32, I32], [])
            .ImportFunction("wasi_snapshot_preview1", "poll_oneoff", [I32, I32, I32, I32], [I32])
            .Memory(1, export: "memory")
            .Data(0, "ready\n"u8)
            .Data(256 + 24, 255, 255, 255, 255, 255, 255, 255, 127)
            .Function("_start", [], [], static f => f.I32(0).I32(6).Call(0).I32(256).I32(512).I32(1).I32(768).Call(1).Drop()));

        Assert.Equal((ExitCodes.Interrupted, "ready\n", ""), Interrupt("run", module));
    }

    [UnixFact]
    public void Profile_GuestThatLoopsForEver_ReportsWhatRan()
    {
        string module = _files.Write("endless.wasm", new ModuleBuilder()
            .ImportFunction("env", "print", [I32, I32], [])
            .Memory(1)
            .Data(0, "ready\n"u8)
            .Function("run", [], [], static f => f.I32(0).I32(6).Call(0).Loop().Op(Opcode.Nop).Br(0).End()));

        (int exitCode, string output, string _) = Interrupt("profile", module);

        Assert.Equal(ExitCodes.Interrupted, exitCode);
        Assert.Contains("instructions executed", output, StringComparison.Ordinal);
        Assert.Contains("nop", output, StringComparison.Ordinal);
    }

    /// <summary>Starts the tool, waits for the first line of the guest, and interrupts it.</summary>
    private static (int ExitCode, string Output, string Error) Interrupt(params string[] args)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "NanoWasm.Cli.dll"), .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string first = process.StandardOutput.ReadLine() + "\n";
        using (Process kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }

        string output = first + process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}

/// <summary>A test that sends signals.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "there are no signals here" : null;
}

/// <summary>A test with rows that sends signals.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixTheoryAttribute : TheoryAttribute
{
    public UnixTheoryAttribute() => Skip = OperatingSystem.IsWindows() ? "there are no signals here" : null;
}
