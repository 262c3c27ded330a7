// Functions as the command line names them.
using System.Globalization;

namespace NanoWasm.Cli;

/// <summary>Finds functions by what a user calls them.</summary>
internal static class FunctionReference
{
    /// <summary>The indices of the functions that are meant by an index, the name of an export, or a name of the name section.</summary>
    /// <returns>An index or the name of an export means one function at most; a name of the name section may mean several.</returns>
    public static List<int> Find(Module module, string wanted)
    {
        if (int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out int index))
        {
            return index < module.FunctionCount ? [index] : [];
        }

        return module.GetExportedFunctionIndex(wanted) is int exported
            ? [exported]
            : [.. Enumerable.Range(0, module.FunctionCount).Where(i => module.GetFunctionName(i) == wanted)];
    }

    /// <summary>The names of all functions that have one.</summary>
    public static List<string> Names(Module module) =>
        [.. Enumerable.Range(0, module.FunctionCount).Select(module.GetFunctionName).OfType<string>().Distinct()];
}
