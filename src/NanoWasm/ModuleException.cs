// Why a module could not be loaded.
using System.Globalization;
using NanoWasm.Binary;

namespace NanoWasm;

/// <summary>
/// A module is malformed, invalid, too large, or needs a feature that is not supported. The message begins with the words of the specification's
/// reference interpreter, says what was expected and found, and ends with the place.
/// </summary>
public sealed class ModuleException : Exception
{
    private ModuleException(string message, in ModuleError error)
        : base(message)
    {
        Kind = ErrorText.KindOf(error.Code);
        Offset = error.Offset;
        FunctionIndex = error.Function;
        Feature = error.Code == ErrorCode.Unsupported ? (WasmFeatures)error.Argument0 : WasmFeatures.None;
    }

    /// <summary>What sort of error it is.</summary>
    public ModuleErrorKind Kind { get; }

    /// <summary>The offset in the module's bytes: of the instruction, or of the number, name or type that is wrong.</summary>
    public int Offset { get; }

    /// <summary>The index of the function whose body is wrong, or -1 where the error is elsewhere.</summary>
    public int FunctionIndex { get; }

    /// <summary>The feature that is not supported, where <see cref="Kind"/> is <see cref="ModuleErrorKind.UnsupportedFeature"/>.</summary>
    public WasmFeatures Feature { get; }

    /// <summary>Puts an error into words.</summary>
    /// <param name="error">The error; not <see cref="ErrorCode.None"/>.</param>
    /// <param name="bytes">The module, for names.</param>
    internal static ModuleException Create(in ModuleError error, ReadOnlySpan<byte> bytes)
    {
        string place = string.Create(CultureInfo.InvariantCulture, $" (at offset 0x{error.Offset:x}");
        if (error.Function >= 0)
        {
            string? name = NameSection.Find(bytes).GetFunctionName(error.Function);
            place += string.Create(CultureInfo.InvariantCulture, $" in function #{error.Function}{(name is null ? string.Empty : $" \"{name}\"")}");
        }

        return new ModuleException(ErrorText.Describe(error, bytes) + place + ")", error);
    }
}
