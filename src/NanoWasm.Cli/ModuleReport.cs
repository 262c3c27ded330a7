// What a module consists of, as tables.
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
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

        Write(terminal, sections);

        Listing imports = MakeTable("Import from", "Name", "Type");
        foreach (ImportDescriptor import in module.Imports)
        {
            AddRow(imports, import.Module, import.Name, import.Type.ToString());
        }

        Write(terminal, imports);

        Listing exports = MakeTable("Export", "Type");
        foreach (ExportDescriptor export in module.Exports)
        {
            AddRow(exports, export.Name, export.Type.ToString());
        }

        Write(terminal, exports);
        Write(terminal, MakeSizes(module));
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
        return sizes;
    }

    private static void Write(Terminal terminal, Listing table)
    {
        if (table.Rows.Count > 0)
        {
            terminal.WriteLine(string.Empty);
            terminal.Write(table);
        }
    }

    /// <summary>A table without borders: it reads the same on a terminal and in a file.</summary>
    /// <param name="headings">The headings of its columns; columns whose heading begins with <c>-</c> hold numbers.</param>
    private static Listing MakeTable(params ReadOnlySpan<string> headings)
    {
        Listing table = new Listing().Border(TableBorder.None);
        foreach (string heading in headings)
        {
            bool isNumber = heading.StartsWith('-');
            TableColumn column = new(new Text(heading.TrimStart('-'), new Style(decoration: Decoration.Bold)));
            table.AddColumn((isNumber ? column.RightAligned() : column).PadRight(2));
        }

        return table;
    }

    private static void AddRow(Listing table, params ReadOnlySpan<string> cells)
    {
        IRenderable[] row = new IRenderable[cells.Length];
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = Line(cells[i]);
        }

        table.AddRow(row);
    }

    /// <summary>Text that may come from a module: shown as it is, without markup and control characters.</summary>
    private static Text Line(string text) => new(Terminal.Printable(text));

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Hexadecimal(int offset) => string.Create(CultureInfo.InvariantCulture, $"0x{offset:x}");
}
