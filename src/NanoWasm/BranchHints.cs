// What a module's producer says about which way branches usually go.
namespace NanoWasm;

/// <summary>Which way a <c>br_if</c> or an <c>if</c> usually goes, by the word of whoever made the module.</summary>
/// <param name="FunctionIndex">The function.</param>
/// <param name="Offset">Where the instruction begins in the module's bytes.</param>
/// <param name="IsLikely">Whether the branch is usually taken, or the <c>if</c> usually entered; if not, that seldom happens.</param>
public readonly record struct BranchHint(int FunctionIndex, int Offset, bool IsLikely);

/// <summary>
/// The hints of a module's custom section <c>metadata.code.branch_hint</c>. They change nothing about what a module does. As custom sections must be, one that
/// is malformed is ignored as a whole, and <see cref="Error"/> says why.
/// </summary>
public sealed class BranchHints
{
    internal BranchHints(IReadOnlyList<BranchHint> hints) => Hints = hints;

    internal BranchHints(string error, int offset)
    {
        Hints = [];
        Error = error;
        ErrorOffset = offset;
    }

    /// <summary>The hints, in the order of their offsets; none where the module has no such section, or a malformed one.</summary>
    public IReadOnlyList<BranchHint> Hints { get; }

    /// <summary>What is wrong with the section, or null.</summary>
    public string? Error { get; }

    /// <summary>The offset in the module's bytes of what is wrong, or -1.</summary>
    public int ErrorOffset { get; } = -1;
}
