// The wasm programs that are measured.
using System.Text.Json;

namespace NanoWasm.Benchmarks;

/// <summary>A row of <c>benchmarks/kernels/kernels.json</c>, the table of all kernels; sources and modules lie beside it.</summary>
/// <param name="Name">The module's file name without its extension.</param>
/// <param name="Export">The function that is measured: one i32 parameter, and an i32 checksum as its result.</param>
/// <param name="Argument">The argument for comparisons between engines: about a second in wasm3.</param>
/// <param name="Result">The result with this argument.</param>
/// <param name="ShortArgument">The argument where calls are repeated: some milliseconds.</param>
/// <param name="ShortResult">The result with the short argument.</param>
/// <param name="Measures">What the kernel is mostly made of.</param>
/// <param name="Twin">Of a kernel with vectors: the one that does the same work without; else null.</param>
internal sealed record Kernel(string Name, string Export, int Argument, int Result, int ShortArgument, int ShortResult, string Measures, string? Twin = null)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "kernels");
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>All of them, in the table's order.</summary>
    public static IReadOnlyList<Kernel> All { get; } =
        JsonSerializer.Deserialize<Kernel[]>(System.IO.File.ReadAllBytes(Path.Combine(Folder, "kernels.json")), Options)!;

    /// <summary>Those that come in twos: without vectors, then with them.</summary>
    public static IReadOnlyList<Kernel> Twins { get; } = [.. All.Where(static kernel => kernel.Twin is not null).SelectMany(static kernel => (Kernel[])[Get(kernel.Twin!), kernel])];

    /// <summary>The others, which engines without vectors can run, too.</summary>
    public static IReadOnlyList<Kernel> Singles { get; } = [.. All.Except(Twins)];

    /// <summary>The module's path.</summary>
    public string File => PathOf(Name);

    /// <summary>The kernel of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Kernel Get(string name) =>
        All.FirstOrDefault(kernel => kernel.Name == name)
        ?? throw new ArgumentException($"there is no kernel \"{name}\"; there are {string.Join(", ", All.Select(static kernel => kernel.Name))}", nameof(name));

    /// <summary>An instance of a module that lies among the kernels.</summary>
    /// <param name="name">The file's name without its extension.</param>
    /// <param name="dispatch">The dispatcher that has to run it.</param>
    /// <param name="linker">What it imports; null for nothing.</param>
    /// <param name="options">Its limits; null for the default ones.</param>
    /// <exception cref="PlatformNotSupportedException">That dispatcher does not work here.</exception>
    public static Instance Instantiate(string name, DispatchMode dispatch, Linker? linker = null, InstanceOptions? options = null)
    {
        using Module module = Module.FromFile(PathOf(name));
        Instance instance = (linker ?? new Linker()).Instantiate(module, (options ?? new InstanceOptions()) with { Dispatch = dispatch });
        return instance.Dispatch == dispatch
            ? instance
            : throw new PlatformNotSupportedException($"The {dispatch} dispatcher does not work here; its figures would be those of {instance.Dispatch}.");
    }

    private static string PathOf(string name) => Path.Combine(Folder, name + ".wasm");
}
