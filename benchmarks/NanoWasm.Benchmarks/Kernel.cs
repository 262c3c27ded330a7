// The wasm programs that are measured.
namespace NanoWasm.Benchmarks;

/// <summary>Loads kernels; their sources lie in <c>benchmarks/kernels</c>.</summary>
internal static class Kernel
{
    /// <summary>An instance of a kernel.</summary>
    /// <param name="name">The file's name without its extension.</param>
    /// <param name="dispatch">The dispatcher that has to run it.</param>
    /// <param name="linker">What it imports; null for nothing.</param>
    /// <exception cref="PlatformNotSupportedException">That dispatcher does not work here.</exception>
    public static Instance Instantiate(string name, DispatchMode dispatch, Linker? linker = null)
    {
        using Module module = Module.FromFile(Path.Combine(AppContext.BaseDirectory, "kernels", name + ".wasm"));
        Instance instance = (linker ?? new Linker()).Instantiate(module, new InstanceOptions { Dispatch = dispatch });
        return instance.Dispatch == dispatch
            ? instance
            : throw new PlatformNotSupportedException($"The {dispatch} dispatcher does not work here; its figures would be those of {instance.Dispatch}.");
    }
}
