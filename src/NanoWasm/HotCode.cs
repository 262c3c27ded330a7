// How methods that large modules are read and validated by get optimised.
using System.Runtime.CompilerServices;

namespace NanoWasm;

/// <summary>The options of methods that should be fast from their first call on.</summary>
internal static class HotCode
{
#if PRECOMPILED
    /// <summary>Nothing: the method is compiled ahead, which <see cref="MethodImplOptions.AggressiveOptimization"/> would prevent.</summary>
    public const MethodImplOptions Options = default;
#else
    /// <summary>Fully optimised by the JIT when first called: without it the first load of a module of 12 MB takes three times as long.</summary>
    public const MethodImplOptions Options = MethodImplOptions.AggressiveOptimization;
#endif
}
