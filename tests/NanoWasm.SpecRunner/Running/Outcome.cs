// How one command of a script went.
namespace NanoWasm.SpecRunner.Running;

/// <summary>How one command went: passed, failed with a message, or skipped for a reason.</summary>
/// <param name="Kind">Which of the three.</param>
/// <param name="Text">What went wrong, or the name of the feature whose lack is the reason for skipping.</param>
internal readonly record struct Outcome(OutcomeKind Kind, string Text)
{
    /// <summary>The command did what it must.</summary>
    public static Outcome Passed => new(OutcomeKind.Passed, string.Empty);

    /// <summary>The command did not do what it must.</summary>
    public static Outcome Failed(string message) => new(OutcomeKind.Failed, message);

    /// <summary>The command was not run.</summary>
    public static Outcome Skipped(string reason) => new(OutcomeKind.Skipped, reason);
}

/// <summary>The ways a command can go.</summary>
internal enum OutcomeKind
{
    /// <summary>As it must.</summary>
    Passed,

    /// <summary>Otherwise.</summary>
    Failed,

    /// <summary>Not run.</summary>
    Skipped,
}
