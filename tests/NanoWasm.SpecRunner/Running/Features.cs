// Which features a module may lack the engine's support for.
using System.Text.Json;

namespace NanoWasm.SpecRunner.Running;

/// <summary>The features of WebAssembly as the suite's results name them.</summary>
internal static class Features
{
    /// <summary>The reason for skipping modules that a script quotes as text.</summary>
    public const string TextFormat = "text format";

    /// <summary>A feature's name as in opcodes.json, e.g. <c>tail-call</c>.</summary>
    public static string GetName(WasmFeatures feature) => JsonNamingPolicy.KebabCaseLower.ConvertName(feature.ToString());

    /// <summary>What a rejected module means for its command, if it is not what the command is about.</summary>
    /// <param name="exception">Why it was rejected.</param>
    /// <param name="enabled">The features that it could use.</param>
    public static Outcome Judge(ModuleException exception, WasmFeatures enabled)
    {
        if (exception.Kind != ModuleErrorKind.UnsupportedFeature)
        {
            return Outcome.Failed($"the module was rejected: {exception.Message}");
        }

        // A module that is rejected for want of something that is there is a failure, not skipped.
        return exception.Feature == WasmFeatures.None || (exception.Feature & WasmFeatures.Implemented & enabled) != 0
            ? Outcome.Failed($"rejected for want of '{GetName(exception.Feature)}': {exception.Message}")
            : Outcome.Skipped(GetName(exception.Feature));
    }
}
