// Whether what is given fits what is wanted.
using NanoWasm.Binary;

namespace NanoWasm.Linking;

/// <summary>Matching of external types (specification 3.2.7).</summary>
internal static class ImportMatching
{
    /// <summary>Finds and checks every import of a module.</summary>
    /// <returns>What is given, in the order of the imports.</returns>
    /// <exception cref="LinkException">An import is not defined, or has another type.</exception>
    /// <exception cref="ObjectDisposedException">An item was freed.</exception>
    public static Extern[] Resolve(Module module, Linker linker)
    {
        IReadOnlyList<ImportDescriptor> imports = module.Imports;
        Extern[] items = new Extern[imports.Count];
        for (int i = 0; i < items.Length; i++)
        {
            ImportDescriptor import = imports[i];
            Extern item = linker.Find(import.Module, import.Name) ?? throw new LinkException(import, given: null);
            ExternalType given = item.Type;
            items[i] = Matches(given, import.Type) ? item : throw new LinkException(import, given);
        }

        return items;
    }

    /// <summary>Whether something of type <paramref name="given"/> may be imported as <paramref name="wanted"/>.</summary>
    public static bool Matches(ExternalType given, ExternalType wanted) => (given, wanted) switch
    {
        (FuncType g, FuncType w) => Matches(g, w),
        (GlobalType g, GlobalType w) => g.Mutable == w.Mutable && (g.Mutable ? g.Value == w.Value : g.Value.Matches(w.Value)),
        (TableType g, TableType w) => g.Element == w.Element && g.Is64 == w.Is64 && LimitsMatch(g.Minimum, g.Maximum, w.Minimum, w.Maximum),
        (MemoryType g, MemoryType w) =>
            g.Is64 == w.Is64 && g.IsShared == w.IsShared && g.PageSize == w.PageSize && LimitsMatch(g.Minimum, g.Maximum, w.Minimum, w.Maximum),
        (TagType g, TagType w) => Matches(g.Signature, w.Signature) && Matches(w.Signature, g.Signature),
        _ => given.Equals(wanted),
    };

    private static bool Matches(FuncType given, FuncType wanted) => (given.Defined, wanted.Defined) switch
    {
        (TypeHandle g, TypeHandle w) => TypeRegistry.Matches(ValTypes.Reference((int)g.Number, nullable: false), ValTypes.Reference((int)w.Number, nullable: false)),
        (null, { IsPlain: false }) => false,
        _ => given.Equals(wanted),
    };

    private static bool LimitsMatch(ulong minimum, ulong? maximum, ulong wantedMinimum, ulong? wantedMaximum) =>
        minimum >= wantedMinimum && (wantedMaximum is null || maximum <= wantedMaximum);
}
