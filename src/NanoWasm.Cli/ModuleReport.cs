// What a module consists of, as tables.
using System.Globalization;
using static NanoWasm.Cli.Listings;
using Listing = Spectre.Console.Table;

namespace NanoWasm.Cli;

/// <summary>Writes the tables of <c>nanowasm inspect</c>.</summary>
internal static class ModuleReport
{
    /// <summary>Sections, imports, exports and sizes.</summary>
    public static void Write(Terminal terminal, ModuleFile file, Module module)
    {
        string name = module.Name is string given ? $", named \"{given}\"" : string.Empty;
        terminal.WriteLine($"{file.DisplayName}: {ModuleFile.Size(module.Length)}{name}");

        Listing sections = MakeTable("Section", "-Id", "-Offset", "-Size");
        foreach (ModuleSection section in module.Sections)
        {
            AddRow(sections, section.Id == 0 ? $"custom \"{section.Name}\"" : section.Name, Number(section.Id), Hexadecimal(section.Offset), Number(section.Length));
        }

        WriteApart(terminal, sections);

        Listing imports = MakeTable("Import from", "Name", "Type");
        foreach (ImportDescriptor import in module.Imports)
        {
            AddRow(imports, import.Module, import.Name, import.Type.ToString());
        }

        WriteApart(terminal, imports);

        Listing exports = MakeTable("Export", "Type");
        foreach (ExportDescriptor export in module.Exports)
        {
            AddRow(exports, export.Name, export.Type.ToString());
        }

        WriteApart(terminal, exports);
        WriteApart(terminal, MakeSizes(module));
    }

    /// <summary>All functions.</summary>
    public static void WriteFunctions(Terminal terminal, Module module)
    {
        Listing functions = MakeTable("-Function", "Name", "Type", "-Offset", "-Size");
        for (int i = 0; i < module.FunctionCount; i++)
        {
            string name = module.GetFunctionName(i) ?? string.Empty;
            if (i < module.ImportedFunctionCount)
            {
                AddRow(functions, Number(i), name, module.GetFunctionType(i).ToString(), "imported", string.Empty);
            }
            else
            {
                (int offset, int length) = module.GetFunctionBody(i);
                AddRow(functions, Number(i), name, module.GetFunctionType(i).ToString(), Hexadecimal(offset), Number(length));
            }
        }

        terminal.Write(functions);
    }

    private static Listing MakeSizes(Module module)
    {
        Listing sizes = MakeTable("Summary", string.Empty);
        AddRow(sizes, "functions", $"{Number(module.FunctionCount)}, {Number(module.ImportedFunctionCount)} of them imported");
        AddRow(sizes, "code", ModuleFile.Size(module.CodeBytes));
        string share = module.CodeBytes == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $", {(double)module.SideTableBytes / module.CodeBytes:0.00} for each byte of code");
        AddRow(sizes, "side table", ModuleFile.Size(module.SideTableBytes) + share);
        AddRow(sizes, "all memory", $"{ModuleFile.Size(module.ArenaBytes)} beside the file's own, the side table included");
        AddRow(sizes, "features", string.Join(", ", module.UsedFeatures.ToNames()));
        if (module.BranchHints is { Error: string error, ErrorOffset: int offset })
        {
            AddRow(sizes, "branch hints", string.Create(CultureInfo.InvariantCulture, $"ignored: {error} (at offset 0x{offset:x})"));
        }
        else if (module.BranchHints.Hints is { Count: > 0 } hints)
        {
            AddRow(sizes, "branch hints", $"{Number(hints.Count)}, {Number(hints.Count(static hint => hint.IsLikely))} of them likely");
        }

        return sizes;
    }
}
