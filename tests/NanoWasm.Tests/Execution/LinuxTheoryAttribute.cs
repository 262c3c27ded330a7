// A test that is reported as skipped elsewhere than on Linux.
namespace NanoWasm.Tests.Execution;

/// <summary>A test with rows that needs Linux's system calls.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips the test on other systems.</summary>
    public LinuxTheoryAttribute() => Skip = OperatingSystem.IsLinux() ? null : "it needs mmap and mprotect as Linux has them";
}
