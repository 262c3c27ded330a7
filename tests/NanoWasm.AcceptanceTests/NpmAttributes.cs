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
    /// <summary>Skips the test, with the reason, if the packages cannot be installed, or the engine has not got what they need.</summary>
    /// <param name="features">The features that the program uses beside those that the engine always had.</param>
    public NpmTheoryAttribute(WasmFeatures features = WasmFeatures.None)
    {
        Features = features;
        Skip = NpmPackages.MissingReason ?? (WasmFeatures.Implemented.Contains(features) ? null : $"not implemented: {(features & ~WasmFeatures.Implemented).ToText()}");
    }

    /// <summary>The features that the program uses beside those that the engine always had.</summary>
    public WasmFeatures Features { get; }
}
