// A trap as an exception.
using System.Text;
using NanoWasm.Execution;

namespace NanoWasm;

/// <summary>A wasm function trapped (specification 4.2.1). The instance stays usable; what was written before stays written.</summary>
public sealed class TrapException : Exception
{
    internal TrapException(TrapKind kind, IReadOnlyList<WasmFrame> frames)
        : base(Describe(kind, frames))
    {
        Kind = kind;
        Frames = frames;
    }

    /// <summary>Which trap.</summary>
    public TrapKind Kind { get; }

    /// <summary>The wasm functions that ran, from the innermost one outwards. Empty for traps while segments are copied at instantiation.</summary>
    public IReadOnlyList<WasmFrame> Frames { get; }

    /// <summary>The specification's wording, then one line a frame.</summary>
    private static string Describe(TrapKind kind, IReadOnlyList<WasmFrame> frames)
    {
        string wording = TrapMessages.Get(kind);
        if (frames.Count == 0)
        {
            return wording;
        }

        StringBuilder text = new(wording);
        foreach (WasmFrame frame in frames)
        {
            text.Append("\n   in ").Append(frame.ToString());
        }

        return text.ToString();
    }
}
