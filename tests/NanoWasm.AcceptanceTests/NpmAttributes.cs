// Test attributes that report a test as skipped where the npm packages are not there.
using Xunit;

namespace NanoWasm.AcceptanceTests;

/// <summary>A test that needs the npm packages.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NpmFactAttribute : FactAttribute
{
    /// <summary>Skips the test, with the reason, if the packages cannot be installed.</summary>
    public NpmFactAttribute() => Skip = NpmPackages.MissingReason;
}

/// <summary>A test with rows that needs the npm packages.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NpmTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips the test, with the reason, if the packages cannot be installed.</summary>
    public NpmTheoryAttribute() => Skip = NpmPackages.MissingReason;
}
