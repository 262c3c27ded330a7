// Test attributes that report a test as skipped where the official suite's data are not there.
using NanoWasm.SpecRunner;
using Xunit;

namespace NanoWasm.SpecTests;

/// <summary>A test that needs the suite's data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SuiteFactAttribute : FactAttribute
{
    /// <summary>Skips the test, with the reason, if there are no data.</summary>
    public SuiteFactAttribute() => Skip = SpecData.FindFolder() is null ? SpecData.MissingReason : null;
}

/// <summary>A test with rows that needs the suite's data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SuiteTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips the test, with the reason, if there are no data.</summary>
    public SuiteTheoryAttribute() => Skip = SpecData.FindFolder() is null ? SpecData.MissingReason : null;
}
