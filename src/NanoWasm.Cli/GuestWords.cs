// Which words of a command line are the guest's.
using System.CommandLine;
using NanoWasm.Cli.Commands;

namespace NanoWasm.Cli;

/// <summary>Words behind the file of a module that runs are its own, even where they look like options.</summary>
internal static class GuestWords
{
    private const string Separator = "--";

    /// <summary>Options that say which function to run, and how. They may stand right behind the file as well.</summary>
    private static readonly string[] BehindFile = ["--invoke", "--dispatch", "--features", "--top", "--json"];

    /// <summary>Puts <c>--</c> behind the file, for the commands that run one.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="args">The words.</param>
    public static IReadOnlyList<string> Separate(RootCommand root, string[] args)
    {
        if (args is not [RunCommand.Name or ProfileCommand.Name, ..])
        {
            return args;
        }

        IList<Option> options = root.Subcommands[0].Options;
        int next = 1;
        while (next < args.Length && args[next] != ModuleFile.StandardInput && args[next].StartsWith('-'))
        {
            if (args[next] == Separator)
            {
                return args;
            }

            next += Length(options, args[next]);
        }

        next++;
        while (next < args.Length && BehindFile.Contains(args[next].Split('=')[0]))
        {
            next += Length(options, args[next]);
        }

        return next >= args.Length || args[next] == Separator ? args : [.. args[..next], Separator, .. args[next..]];
    }

    /// <summary>The number of words of an option.</summary>
    private static int Length(IList<Option> options, string word) => options.Any(option => option.Name == word && option.Arity.MinimumNumberOfValues > 0) ? 2 : 1;
}
