// Test attributes that report a test as skipped where there is no x64 code to read.
using System.Runtime.InteropServices;
using Xunit;

namespace NanoWasm.JitTests;

/// <summary>A test that reads x64 code.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class JitFactAttribute : FactAttribute
{
    /// <summary>Skips the test, with the reason, on other machines.</summary>
    public JitFactAttribute() => Skip = JitTheoryAttribute.MissingReason;
}

/// <summary>A test with rows that reads x64 code.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class JitTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips the test, with the reason, on other machines.</summary>
    public JitTheoryAttribute() => Skip = MissingReason;

    /// <summary>Why these tests cannot run here; null if they can.</summary>
    internal static string? MissingReason =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64 ? null : $"the check reads x64 code, and this is {RuntimeInformation.ProcessArchitecture}";
}
