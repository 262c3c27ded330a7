// How a module is loaded.
namespace NanoWasm;

/// <summary>How a module is loaded.</summary>
public sealed class ModuleOptions
{
    /// <summary>What is used where no options are given.</summary>
    internal static ModuleOptions Default { get; } = new();

    /// <summary>
    /// The features that the module may use; <see cref="WasmFeatures.All"/> by default. A module that uses another one is refused
    /// (<see cref="ModuleErrorKind.UnsupportedFeature"/>), at the place of its first use. Features that the engine does not implement have no effect here, and
    /// <see cref="WasmFeatures.Mvp"/> is always there.
    /// </summary>
    public WasmFeatures Features { get; init; } = WasmFeatures.All;

    /// <summary>
    /// Is told now and then, by another thread, how much of the module has been read and validated: from 0 to 1. Loading itself does nothing for it. Null for nobody.
    /// </summary>
    public IProgress<double>? Progress { get; init; }
}
