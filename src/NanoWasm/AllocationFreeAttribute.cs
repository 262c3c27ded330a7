// Marks code in which nothing may be allocated on the GC heap.
namespace NanoWasm;

/// <summary>
/// Marks code that allocates nothing on the GC heap. The analyzer that comes with NanoWasm judges the marked code, local functions and lambdas
/// inside included, and reports what allocates (rules NW1001 and up, errors by default).
/// </summary>
/// <remarks>
/// <para>
/// A mark on a type or an assembly holds for everything inside; the nearest mark decides. Marked code may call marked code, members on the
/// allow-list, and methods with <see cref="System.Diagnostics.CodeAnalysis.DoesNotReturnAttribute"/>, whose bodies are not judged. Members that
/// override or implement a marked member must be marked themselves.
/// </para>
/// <para>
/// Type initialisers (static constructors and static fields' initialisers) run once and are not judged. On a delegate type the mark means that
/// the delegate can be called from marked code; every method and lambda that is converted to it is then checked.
/// </para>
/// <para>Without effect at run time.</para>
/// </remarks>
/// <example>
/// <code>
/// [AllocationFree]
/// static int Sum(ReadOnlySpan&lt;int&gt; values)
/// {
///     int sum = 0;
///     foreach (int value in values) // an enumerator on the stack
///     {
///         sum += value;
///     }
///
///     return sum;
/// }
/// </code>
/// </example>
[AttributeUsage(
    AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Delegate
    | AttributeTargets.Constructor | AttributeTargets.Method | AttributeTargets.Property | AttributeTargets.Event,
    Inherited = false)]
public sealed class AllocationFreeAttribute : Attribute
{
    /// <summary>Marks the code as allocation-free.</summary>
    public AllocationFreeAttribute()
        : this(isAllocationFree: true)
    {
    }

    /// <summary>Marks the code as allocation-free, or as an exception from the mark of what contains it.</summary>
    /// <param name="isAllocationFree">
    /// False for a member of a marked type that may allocate. It needs a <see cref="Justification"/>, and marked code cannot call it.
    /// </param>
    public AllocationFreeAttribute(bool isAllocationFree) => IsAllocationFree = isAllocationFree;

    /// <summary>Whether the code must not allocate.</summary>
    public bool IsAllocationFree { get; }

    /// <summary>Why a member of a marked type may allocate.</summary>
    public string? Justification { get; set; }

    /// <summary>
    /// Whether calls through function pointers and unmarked delegates are allowed here: whoever puts the targets there vouches for them.
    /// </summary>
    public bool TrustsIndirectCalls { get; set; }
}
