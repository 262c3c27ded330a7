// The result of a script: counts, failures and the wording of refusals.
namespace NanoWasm.SpecRunner.Running;

/// <summary>A command that failed.</summary>
/// <param name="Script">The script's name.</param>
/// <param name="Line">The line in the .wast file.</param>
/// <param name="Message">What was expected, and what happened.</param>
internal readonly record struct Failure(string Script, int Line, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Script}:{Line}: {ScriptResult.Escape(Message)}";
}

/// <summary>The message of one refused module.</summary>
/// <param name="Script">The script's name.</param>
/// <param name="Line">The line in the .wast file.</param>
/// <param name="Expected">The reference interpreter's words.</param>
/// <param name="Actual">Our message.</param>
internal readonly record struct Wording(string Script, int Line, string Expected, string Actual)
{
    /// <summary>Whether our message starts with the reference interpreter's words.</summary>
    public bool IsAsExpected => Actual.StartsWith(Expected, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => $"{Script}:{Line}: expected '{Expected}', got '{ScriptResult.Escape(Actual)}'";
}

/// <summary>How a script went under one dispatcher.</summary>
/// <param name="name">The script's name.</param>
internal sealed class ScriptResult(string name)
{
    private readonly List<Failure> _failures = [];
    private readonly List<Wording> _wordings = [];
    private readonly SortedDictionary<string, int> _skipped = new(StringComparer.Ordinal);

    /// <summary>The script's name.</summary>
    public string Name { get; } = name;

    /// <summary>The number of commands that did what they must.</summary>
    public int Passed { get; private set; }

    /// <summary>The commands that did not.</summary>
    public IReadOnlyList<Failure> Failures => _failures;

    /// <summary>The number of commands that were not run, by the feature whose lack is the reason.</summary>
    public IReadOnlyDictionary<string, int> Skipped => _skipped;

    /// <summary>The number of commands that were not run.</summary>
    public int SkippedCount => _skipped.Values.Sum();

    /// <summary>The messages of the modules that were refused as they must be.</summary>
    public IReadOnlyList<Wording> Wordings => _wordings;

    /// <summary>The number of instances that did not run under the dispatcher that was asked for, because this process cannot run it.</summary>
    public int FallBacks { get; private set; }

    /// <summary>Notes an instance that runs under another dispatcher than the one that was asked for.</summary>
    public void AddFallBack() => FallBacks++;

    /// <summary>Counts a command.</summary>
    public void Add(int line, Outcome outcome)
    {
        switch (outcome.Kind)
        {
            case OutcomeKind.Passed:
                Passed++;
                break;
            case OutcomeKind.Failed:
                _failures.Add(new Failure(Name, line, outcome.Text));
                break;
            default:
                _skipped[outcome.Text] = _skipped.GetValueOrDefault(outcome.Text) + 1;
                break;
        }
    }

    /// <summary>Adds what a thread of the script gave.</summary>
    public void Add(ScriptResult thread)
    {
        Passed += thread.Passed;
        FallBacks += thread.FallBacks;
        _failures.AddRange(thread._failures);
        _wordings.AddRange(thread._wordings);
        foreach ((string reason, int count) in thread._skipped)
        {
            _skipped[reason] = _skipped.GetValueOrDefault(reason) + count;
        }
    }

    /// <summary>Makes control characters visible: names of exports may contain any.</summary>
    public static string Escape(string text) =>
        string.Concat(text.Select(character => char.IsControl(character) ? $"\\u{(int)character:x4}" : character.ToString()));

    /// <summary>Notes the message of a refused module.</summary>
    public void AddWording(int line, string expected, string actual) => _wordings.Add(new Wording(Name, line, expected, actual));
}
