// How an engine is called.
using System.Text;

namespace NanoWasm.Benchmarks.Compare;

/// <summary>A named command line with placeholders, such as <c>wasm3=wasm3 --func {export} {wasm} {args}</c>.</summary>
/// <param name="Name">How tables name the engine.</param>
/// <param name="Words">The command and its arguments; placeholders are still in them.</param>
/// <remarks>
/// Words are separated by spaces; quotes, single or double, keep them together. <c>{export}</c>, <c>{wasm}</c> and <c>{nanowasm}</c> (the tool built beside
/// the benchmarks) may stand anywhere in a word. <c>{args}</c> alone becomes a word for each argument, in a longer word the arguments with spaces between.
/// </remarks>
internal sealed record CommandTemplate(string Name, IReadOnlyList<string> Words)
{
    private const string Arguments = "{args}";

    /// <summary>The tool of this repository, as it was built with the benchmarks: in the sibling folder that has the same configuration's name.</summary>
    public static string NanoWasmTool
    {
        get
        {
            DirectoryInfo here = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
            string file = OperatingSystem.IsWindows() ? "NanoWasm.Cli.exe" : "NanoWasm.Cli";
            return Path.GetFullPath(Path.Combine(here.FullName, "..", "..", "NanoWasm.Cli", here.Name, file));
        }
    }

    /// <summary>Reads a name, an equals sign and a command.</summary>
    /// <exception cref="FormatException">There is no name or no command, or a quote is not closed.</exception>
    public static CommandTemplate Parse(string text)
    {
        int separator = text.IndexOf('=', StringComparison.Ordinal);
        string name = separator < 0 ? string.Empty : text[..separator].Trim();
        List<string> words = Split(text[(separator + 1)..]);
        return name.Length > 0 && !name.Contains(' ', StringComparison.Ordinal) && words.Count > 0
            ? new CommandTemplate(name, words)
            : throw new FormatException($"\"{text}\" should be a name, an equals sign and a command: wasm3=wasm3 --func {{export}} {{wasm}} {{args}}");
    }

    /// <summary>The command that runs a program: the file first, then its arguments.</summary>
    public IReadOnlyList<string> Expand(Workload workload)
    {
        List<string> command = [];
        foreach (string word in Words)
        {
            if (word == Arguments)
            {
                command.AddRange(workload.Arguments);
            }
            else
            {
                command.Add(word
                    .Replace("{export}", workload.Export, StringComparison.Ordinal)
                    .Replace("{wasm}", workload.File, StringComparison.Ordinal)
                    .Replace("{nanowasm}", NanoWasmTool, StringComparison.Ordinal)
                    .Replace(Arguments, string.Join(' ', workload.Arguments), StringComparison.Ordinal));
            }
        }

        return command;
    }

    /// <summary>Splits a command line as a shell does, without escapes or expansion.</summary>
    private static List<string> Split(string text)
    {
        List<string> words = [];
        StringBuilder word = new();
        bool inWord = false;
        char quote = '\0';
        foreach (char character in text)
        {
            if (quote != '\0' ? character == quote : character is '"' or '\'')
            {
                quote = quote == '\0' ? character : '\0';
                inWord = true;
            }
            else if (quote == '\0' && char.IsWhiteSpace(character))
            {
                if (inWord)
                {
                    words.Add(word.ToString());
                    word.Clear();
                }

                inWord = false;
            }
            else
            {
                word.Append(character);
                inWord = true;
            }
        }

        if (quote != '\0')
        {
            throw new FormatException($"\"{text}\" opens a quote that it does not close");
        }

        if (inWord)
        {
            words.Add(word.ToString());
        }

        return words;
    }
}
