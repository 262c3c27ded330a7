// Where the rules' help pages are.
namespace NanoWasm.Generators.Analysis;

/// <summary>Links from rules to their help pages.</summary>
internal static class RuleHelp
{
    /// <summary>The pages' folder in the repository.</summary>
    public const string Folder = "docs/rules/";
}
