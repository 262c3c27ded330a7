// A WebAssembly exception as a .NET exception.
using System.Collections.Immutable;
using System.Text;

namespace NanoWasm;

/// <summary>
/// An exception of WebAssembly code (specification 4.2.13). Calls throw it where the guest's code throws and nobody there catches; host functions throw it, and the guest that
/// called them may catch it. The instance stays usable; what was written before stays written.
/// </summary>
public sealed class WasmException : Exception
{
    /// <summary>An exception for the guest to catch.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="values">The values that it carries, of the tag's types.</param>
    /// <exception cref="ArgumentException">The values do not fit the tag's type.</exception>
    public WasmException(Tag tag, params ReadOnlySpan<Value> values)
        : this(tag, [.. values], [])
    {
        ArgumentNullException.ThrowIfNull(tag);
        ReadOnlySpan<WasmType> types = tag.TagType.Signature.Parameters.AsSpan();
        if (values.Length != types.Length)
        {
            throw new ArgumentException($"An exception with {tag} carries {types.Length} values, not {values.Length}.", nameof(values));
        }

        for (int i = 0; i < types.Length; i++)
        {
            if (!values[i].HasType(types[i]))
            {
                throw new ArgumentException($"Value {i} of an exception with {tag} has to be {types[i]}, not {values[i].Kind.ToText()}.", nameof(values));
            }
        }
    }

    internal WasmException(Tag tag, ImmutableArray<Value> values, IReadOnlyList<WasmFrame> frames)
        : base(Describe(tag, values, frames))
    {
        Tag = tag;
        Values = values;
        Frames = frames;
    }

    /// <summary>The tag.</summary>
    public Tag Tag { get; }

    /// <summary>The values that it carries.</summary>
    public ImmutableArray<Value> Values { get; }

    /// <summary>
    /// The wasm functions that ran when the guest threw, from the innermost one outwards. Empty for exceptions that the host has made, and for
    /// <see cref="Instance.LastException"/>.
    /// </summary>
    public IReadOnlyList<WasmFrame> Frames { get; }

    private static string Describe(Tag tag, ImmutableArray<Value> values, IReadOnlyList<WasmFrame> frames)
    {
        ArgumentNullException.ThrowIfNull(tag);
        StringBuilder text = new("WebAssembly exception (");
        for (int i = 0; i < values.Length; i++)
        {
            text.Append(i == 0 ? string.Empty : ", ").Append(values[i].ToString());
        }

        text.Append(')');
        foreach (WasmFrame frame in frames)
        {
            text.Append("\n   in ").Append(frame.ToString());
        }

        return text.ToString();
    }
}
