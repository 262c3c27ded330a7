// Where a command reads and writes.
using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace NanoWasm.Cli;

/// <summary>The streams of a run: those of the process, or a test's.</summary>
internal sealed class Terminal
{
    /// <summary>How wide tables may get where no terminal sets a width.</summary>
    private const int UnlimitedWidth = 1000;

    private readonly bool _isTerminal;
    private readonly Func<Stream> _openError;
    private Stream? _errorStream;
    private TextWriter? _error;

    /// <summary>A run on these streams.</summary>
    /// <param name="input">The standard input, asked for when it is needed.</param>
    /// <param name="output">The standard output.</param>
    /// <param name="error">The standard error, asked for when it is needed.</param>
    /// <param name="isTerminal">Whether a person looks at the output: only then it may be coloured.</param>
    public Terminal(Func<Stream> input, Stream output, Func<Stream> error, bool isTerminal)
    {
        Input = input;
        Output = output;
        Out = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        _openError = error;
        _isTerminal = isTerminal;
    }

    /// <summary>The standard input.</summary>
    public Func<Stream> Input { get; }

    /// <summary>The standard output in characters. What is written there appears at <see cref="Flush"/>.</summary>
    public TextWriter Out { get; }

    /// <summary>The standard error in characters, which appear at once.</summary>
    public TextWriter Error => _error ??= new StreamWriter(ErrorStream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n", AutoFlush = true };

    /// <summary>The standard error in bytes.</summary>
    public Stream ErrorStream => _errorStream ??= _openError();

    /// <summary>The standard output in bytes; <see cref="Flush"/> before writing there.</summary>
    public Stream Output { get; }

    /// <summary>Which of the standard streams a person sits at.</summary>
    public Func<StandardStreams> WatchedStreams { get; init; } = static () => StandardStreams.None;

    /// <summary>Whether a person looks at the standard error, where progress is shown.</summary>
    public bool ShowsProgress => WatchedStreams().HasFlag(StandardStreams.Error);

    /// <summary>The terminal of the process.</summary>
    public static Terminal ForProcess()
    {
        if (OperatingSystem.IsWindows() && !System.Console.IsOutputRedirected)
        {
            System.Console.OutputEncoding = Encoding.UTF8;
        }

        return new Terminal(System.Console.OpenStandardInput, System.Console.OpenStandardOutput(), System.Console.OpenStandardError, !System.Console.IsOutputRedirected)
        {
            WatchedStreams = static () =>
                (System.Console.IsInputRedirected ? StandardStreams.None : StandardStreams.Input)
                | (System.Console.IsOutputRedirected ? StandardStreams.None : StandardStreams.Output)
                | (System.Console.IsErrorRedirected ? StandardStreams.None : StandardStreams.Error),
        };
    }

    /// <summary>Text that comes from a module, made safe to print: control characters become <c>\u{1b}</c>.</summary>
    public static string Printable(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        StringBuilder safe = new();
        foreach (char c in text)
        {
            if (char.IsControl(c))
            {
                safe.Append($@"\u{{{(int)c:x}}}");
            }
            else
            {
                safe.Append(c);
            }
        }

        return safe.ToString();
    }

    /// <summary>Writes bytes to the standard output, behind everything written before.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        Out.Flush();
        Output.Write(bytes);
        Output.Flush();
    }

    /// <summary>Writes a line to the standard output.</summary>
    public void WriteLine(string text) => Out.WriteLine(Printable(text));

    /// <summary>Writes a table: with bold print and in the width of the terminal, or plain and as wide as it needs to be where there is none.</summary>
    public void Write(IRenderable table)
    {
        if (_isTerminal)
        {
            MakeConsole(Out, isTerminal: true).Write(table);
            return;
        }

        using StringWriter text = new() { NewLine = "\n" };
        MakeConsole(text, isTerminal: false).Write(table);
        foreach (ReadOnlySpan<char> line in text.ToString().AsSpan().TrimEnd('\n').EnumerateLines())
        {
            // Tables pad their last column, too.
            Out.WriteLine(line.TrimEnd());
        }
    }

    /// <summary>Writes an error message, which may have several lines.</summary>
    public void WriteError(string message)
    {
        Flush();
        string[] lines = message.Split('\n');
        Error.WriteLine("nanowasm: " + Printable(lines[0]));
        foreach (string line in lines.AsSpan(1))
        {
            Error.WriteLine(Printable(line));
        }
    }

    /// <summary>Does something with a progress bar on the standard error, which is gone when it is done.</summary>
    /// <param name="what">What is being done.</param>
    /// <param name="work">Does it, and tells how far it has come.</param>
    public T ShowProgress<T>(string what, Func<IProgress<double>, T> work)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(Error) });
        return console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
            .Start(context => work(new ProgressOf(context.AddTask(Markup.Escape(what), maxValue: 1))));
    }

    /// <summary>Lets everything written so far appear.</summary>
    public void Flush()
    {
        Out.Flush();
        Output.Flush();
    }

    private sealed class ProgressOf(ProgressTask task) : IProgress<double>
    {
        public void Report(double value) => task.Value = value;
    }

    private static IAnsiConsole MakeConsole(TextWriter output, bool isTerminal)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        if (!isTerminal)
        {
            console.Profile.Width = UnlimitedWidth;
        }

        return console;
    }
}

/// <summary>The standard streams.</summary>
[Flags]
internal enum StandardStreams
{
    None = 0,
    Input = 1,
    Output = 2,
    Error = 4,
}
