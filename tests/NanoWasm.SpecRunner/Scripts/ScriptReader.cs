// Reads a script of the official test suite from its .json and .bin files.
using System.Globalization;
using System.Text.Json;

namespace NanoWasm.SpecRunner.Scripts;

/// <summary>Turns the files of a script into <see cref="Script"/>. Whatever it does not know is an error, not skipped.</summary>
internal static class ScriptReader
{
    /// <summary>Reads a script.</summary>
    /// <param name="file">The .json file; the .bin file lies beside it.</param>
    /// <param name="name">The script's name in reports.</param>
    /// <exception cref="InvalidDataException">The file does not have the format that is described in the data's README.</exception>
    public static Script Read(string file, string name)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            return new Script(
                name,
                File.ReadAllBytes(Path.ChangeExtension(file, ".bin")),
                [.. document.RootElement.GetProperty("commands").EnumerateArray().Select(ReadCommand)]);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or FormatException or OverflowException or InvalidOperationException)
        {
            throw new InvalidDataException($"{file}: {exception.Message}", exception);
        }
    }

    private static ScriptCommand ReadCommand(JsonElement command)
    {
        int line = command.GetProperty("line").GetInt32();
        string type = GetText(command, "type");
        return type switch
        {
            "module" => new ModuleCommand(line, ReadModule(command), FindText(command, "name")),
            "module_definition" => new DefinitionCommand(line, ReadModule(command), FindText(command, "name")),
            "module_instance" => new InstanceCommand(line, FindText(command, "module"), FindText(command, "instance")),
            "register" => new RegisterCommand(line, GetText(command, "as"), FindText(command, "name")),
            "action" => ReadAction(command, line, ActionEnd.Any),
            "assert_return" => ReadAction(command, line, ActionEnd.Return),
            "assert_trap" => ReadAction(command, line, ActionEnd.Trap),
            "assert_exhaustion" => ReadAction(command, line, ActionEnd.Exhaustion),
            "assert_exception" => ReadAction(command, line, ActionEnd.Exception),
            "assert_malformed" => ReadRefusal(command, line, RefusalStage.Malformed),
            "assert_invalid" => ReadRefusal(command, line, RefusalStage.Invalid),
            "assert_unlinkable" => ReadRefusal(command, line, RefusalStage.Unlinkable),
            "assert_uninstantiable" => ReadRefusal(command, line, RefusalStage.Uninstantiable),
            "thread" => new ThreadCommand(
                line,
                GetText(command, "name"),
                FindText(command, "shared_module"),
                [.. command.GetProperty("commands").EnumerateArray().Select(ReadCommand)]),
            "wait" => new WaitCommand(line, GetText(command, "thread")),
            _ => throw new FormatException($"line {line}: unknown command '{type}'"),
        };
    }

    private static ScriptModule ReadModule(JsonElement command) => GetText(command, "module_type") switch
    {
        "text" => new ScriptModule(true, 0, 0),
        "binary" => new ScriptModule(false, command.GetProperty("offset").GetInt32(), command.GetProperty("length").GetInt32()),
        string other => throw new FormatException($"unknown module_type '{other}'"),
    };

    private static RefusalCommand ReadRefusal(JsonElement command, int line, RefusalStage stage) =>
        new(line, stage, ReadModule(command), GetText(command, "text"));

    private static ActionCommand ReadAction(JsonElement command, int line, ActionEnd end)
    {
        JsonElement action = command.GetProperty("action");
        bool isGet = GetText(action, "type") switch
        {
            "invoke" => false,
            "get" => true,
            string other => throw new FormatException($"line {line}: unknown action '{other}'"),
        };
        return new ActionCommand(
            line,
            end,
            new ScriptAction(isGet, FindText(action, "module"), GetText(action, "field"), isGet ? [] : ReadValues(action, "args")),
            end == ActionEnd.Return ? ReadValues(command, "expected") : [],
            FindText(command, "text") ?? string.Empty);
    }

    private static ScriptValue[] ReadValues(JsonElement owner, string property) =>
        [.. owner.GetProperty(property).EnumerateArray().Select(ReadValue)];

    private static ScriptValue ReadValue(JsonElement value)
    {
        string type = GetText(value, "type");
        return type switch
        {
            "i32" or "i64" or "f32" or "f64" => ReadNumber(type, GetText(value, "value")),
            "v128" => ReadVector(GetText(value, "lane_type"), value.GetProperty("value")),
            "either" => new EitherValue(ReadValues(value, "values")),
            "refnull" => new NullValue("reference"),
            _ => FindText(value, "value") switch
            {
                null => new NonNullValue(type),
                "null" => new NullValue(type),
                string number => new HostReferenceValue(type, uint.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture)),
            },
        };
    }

    private static ScriptValue ReadNumber(string type, string text) => text switch
    {
        "nan:canonical" => new NanValue(type, true),
        "nan:arithmetic" => new NanValue(type, false),
        _ => new NumberValue(type, ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)),
    };

    private static VectorValue ReadVector(string laneType, JsonElement lanes) =>
        new([.. lanes.EnumerateArray().Select(lane => ReadNumber(laneType, lane.GetString()!))]);

    private static string GetText(JsonElement owner, string property) =>
        owner.GetProperty(property).GetString() ?? throw new FormatException($"'{property}' is null");

    private static string? FindText(JsonElement owner, string property) =>
        owner.TryGetProperty(property, out JsonElement text) ? text.GetString() : null;
}
