// A profile for programs.
using System.Text.Json;

namespace NanoWasm.Cli;

/// <summary>Writes everything that a profile holds as JSON.</summary>
internal static class ProfileJson
{
    /// <summary>Writes a file.</summary>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public static void Write(string path, ModuleFile module, ExecutionProfile profile)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Create);
            using Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true });
            Write(writer, module, profile);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CommandException(ExitCodes.Unreadable, $"{path}: cannot be written: {exception.Message}");
        }
    }

    private static void Write(Utf8JsonWriter writer, ModuleFile module, ExecutionProfile profile)
    {
        writer.WriteStartObject();
        writer.WriteString("module", module.DisplayName);
        writer.WriteNumber("instructions", profile.Instructions);
        writer.WriteNumber("wideInstructions", profile.WideInstructions);
        writer.WriteNumber("cost", profile.Cost);
        WriteAll(writer, "opcodes", profile.Opcodes, static (writer, opcode) =>
        {
            writer.WriteString("opcode", Opcodes.Get(opcode.Opcode).Mnemonic);
            writer.WriteNumber("count", opcode.Count);
            writer.WriteNumber("wideCount", opcode.WideCount);
            writer.WriteNumber("cost", opcode.Cost);
        });
        IEnumerable<SequenceProfile> sequences = Enumerable.Range(2, ExecutionProfile.MaxSequenceLength - 1).SelectMany(profile.GetSequences);
        WriteAll(writer, "sequences", sequences, static (writer, sequence) =>
        {
            writer.WriteStartArray("opcodes");
            foreach (Opcode opcode in sequence.Opcodes)
            {
                writer.WriteStringValue(Opcodes.Get(opcode).Mnemonic);
            }

            writer.WriteEndArray();
            writer.WriteNumber("count", sequence.Count);
        });
        WriteAll(writer, "functions", profile.Functions, static (writer, function) =>
        {
            writer.WriteNumber("index", function.Index);
            writer.WriteString("name", function.Name);
            writer.WriteNumber("calls", function.Calls);
            writer.WriteNumber("instructions", function.Instructions);
            writer.WriteNumber("cost", function.Cost);
        });
        WriteAll(writer, "loops", profile.Loops, static (writer, loop) =>
        {
            writer.WriteNumber("function", loop.FunctionIndex);
            writer.WriteNumber("offset", loop.Offset);
            writer.WriteNumber("length", loop.Length);
            writer.WriteNumber("depth", loop.Depth);
            writer.WriteNumber("entries", loop.Entries);
            writer.WriteNumber("iterations", loop.Iterations);
            writer.WriteNumber("instructions", loop.Instructions);
            writer.WriteNumber("cost", loop.Cost);
        });
        writer.WriteEndObject();
    }

    private static void WriteAll<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray(name);
        foreach (T item in items)
        {
            writer.WriteStartObject();
            write(writer, item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
