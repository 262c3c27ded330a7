// Tests that need a POSIX shell.
namespace NanoWasm.Benchmarks.Tests;

/// <summary>A test whose engines are commands of <c>sh</c>; skipped on Windows, with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip = "there is no sh on Windows";
        }
    }
}
