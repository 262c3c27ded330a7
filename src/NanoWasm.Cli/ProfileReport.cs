// A profile, as tables.
using System.Globalization;
using static NanoWasm.Cli.Listings;
using Listing = Spectre.Console.Table;

namespace NanoWasm.Cli;

/// <summary>Writes the tables of <c>nanowasm profile</c>.</summary>
internal static class ProfileReport
{
    /// <summary>The sequences that people look at; the JSON form has longer ones, too.</summary>
    private const int LongestShown = 4;

    /// <summary>Opcodes, sequences, functions and loops, the most executed ones of each.</summary>
    public static void Write(Terminal terminal, ExecutionProfile profile, int top)
    {
        terminal.WriteLine($"{Number(profile.Instructions)} instructions executed, {Share(profile.WideInstructions, profile)} of them with an immediate of more than one byte");

        Listing opcodes = MakeTable("Opcode", "-Executed", "-Share", "-Est. time", "-Wide");
        foreach (OpcodeProfile opcode in profile.Opcodes.Take(top))
        {
            string wide = opcode.WideCount == 0 ? string.Empty : Percent(opcode.WideCount, opcode.Count);
            AddRow(opcodes, Opcodes.Get(opcode.Opcode).Mnemonic, Number(opcode.Count), Share(opcode.Count, profile), CostShare(opcode.Cost, profile), wide);
        }

        WriteApart(terminal, opcodes);
        for (int length = 2; length <= LongestShown; length++)
        {
            Listing sequences = MakeTable($"Sequence of {length}", "-Executed", "-Share");
            foreach (SequenceProfile sequence in profile.GetSequences(length).Take(top))
            {
                AddRow(sequences, Text(sequence), Number(sequence.Count), Share(sequence.Count, profile));
            }

            WriteApart(terminal, sequences);
        }

        Listing functions = MakeTable("-Function", "Name", "-Calls", "-Executed", "-Share", "-Est. time");
        foreach (FunctionProfile function in profile.Functions.Take(top))
        {
            AddRow(
                functions,
                Number(function.Index),
                function.Name ?? string.Empty,
                Number(function.Calls),
                Number(function.Instructions),
                Share(function.Instructions, profile),
                CostShare(function.Cost, profile));
        }

        WriteApart(terminal, functions);
        Listing loops = MakeTable("-Loop at", "-Size", "In function", "-Entered", "-Iterations", "-Executed", "-Share", "-Est. time");
        foreach (LoopProfile loop in profile.Loops.Take(top))
        {
            string function = loop.FunctionName is string name ? $"{loop.FunctionIndex} {name}" : Number(loop.FunctionIndex);
            AddRow(
                loops,
                Hexadecimal(loop.Offset),
                Number(loop.Length),
                function,
                Number(loop.Entries),
                Number(loop.Iterations),
                Number(loop.Instructions),
                Share(loop.Instructions, profile),
                CostShare(loop.Cost, profile));
        }

        WriteApart(terminal, loops);
    }

    /// <summary>A sequence in words.</summary>
    public static string Text(SequenceProfile sequence) => string.Join(" · ", sequence.Opcodes.Select(static opcode => Opcodes.Get(opcode).Mnemonic));

    private static string Share(long count, ExecutionProfile profile) => Percent(count, profile.Instructions);

    private static string CostShare(long cost, ExecutionProfile profile) => Percent(cost, profile.Cost);

    private static string Percent(long count, long all) => all == 0 ? "0.0 %" : string.Create(CultureInfo.InvariantCulture, $"{(double)count / all * 100:0.0} %");
}
