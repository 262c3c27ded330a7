// README's table of guarantees names tests: they are there.
using System.Text.RegularExpressions;

namespace NanoWasm.Tests.Documents;

public sealed partial class GuaranteesTests
{
    [Fact]
    public void Guarantees_NameTestsThatExist()
    {
        Dictionary<string, string> sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .GroupBy(static path => Path.GetFileNameWithoutExtension(path))
            .ToDictionary(static files => files.Key, static files => string.Concat(files.Select(File.ReadAllText)));
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        int begin = readme.IndexOf("## What is guaranteed", StringComparison.Ordinal);
        int end = readme.IndexOf("\n## ", begin + 1, StringComparison.Ordinal);
        MatchCollection tests = TestName().Matches(readme[begin..(end < 0 ? readme.Length : end)]);
        Assert.InRange(tests.Count, 10, 100);
        Assert.All(tests, test =>
        {
            Assert.True(sources.TryGetValue(test.Groups[1].Value, out string? source), $"There is no {test.Value}.");
            Assert.Contains($" {test.Groups[2].Value}(", source, StringComparison.Ordinal);
        });
    }

    [GeneratedRegex(@"`(\w+Tests)\.(\w+)`")]
    private static partial Regex TestName();
}
