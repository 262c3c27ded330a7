// An import that could not be satisfied.
namespace NanoWasm;

/// <summary>A module could not be linked: an import is missing, or what was given for it has another type (specification 4.5.4).</summary>
public sealed class LinkException : Exception
{
    internal LinkException(ImportDescriptor import, ExternalType? given)
        : base(given is null
            ? $"unknown import: \"{import.Module}\" \"{import.Name}\" is not defined; wanted {import.Type}"
            : $"incompatible import type: \"{import.Module}\" \"{import.Name}\"; wanted {import.Type}, given {given}")
    {
        ImportModule = import.Module;
        ImportName = import.Name;
        Wanted = import.Type;
        Given = given;
    }

    /// <summary>The module name of the import.</summary>
    public string ImportModule { get; }

    /// <summary>The item name of the import.</summary>
    public string ImportName { get; }

    /// <summary>The type that the module wants.</summary>
    public ExternalType Wanted { get; }

    /// <summary>The type that was given, with the present size of tables and memories; null if nothing was.</summary>
    public ExternalType? Given { get; }
}
