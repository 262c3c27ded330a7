// A script of the official test suite as data: its commands in order.
namespace NanoWasm.SpecRunner.Scripts;

/// <summary>One script: the commands of a .json file and the bytes of the .bin file beside it.</summary>
/// <param name="Name">The name used in reports, e.g. <c>core/i32</c>.</param>
/// <param name="Modules">The modules in binary form, one after another; <see cref="ScriptModule"/> says where.</param>
/// <param name="Commands">The commands, to be run in order.</param>
internal sealed record Script(string Name, ReadOnlyMemory<byte> Modules, IReadOnlyList<ScriptCommand> Commands)
{
    /// <summary>The bytes of a module that is not text.</summary>
    public ReadOnlyMemory<byte> GetBytes(ScriptModule module) => Modules.Slice(module.Offset, module.Length);
}

/// <summary>A module within a script.</summary>
/// <param name="IsText">Whether the script quotes the module as text; then there are no bytes.</param>
/// <param name="Offset">Where its bytes begin.</param>
/// <param name="Length">The number of its bytes; may be 0.</param>
internal readonly record struct ScriptModule(bool IsText, int Offset, int Length);

/// <summary>One command of a script.</summary>
/// <param name="Line">The line in the .wast file, from 1.</param>
internal abstract record ScriptCommand(int Line);

/// <summary><c>module</c>: decode, validate and instantiate; becomes the current instance.</summary>
internal sealed record ModuleCommand(int Line, ScriptModule Module, string? Name) : ScriptCommand(Line);

/// <summary><c>module_definition</c>: decode and validate only.</summary>
internal sealed record DefinitionCommand(int Line, ScriptModule Module, string? Name) : ScriptCommand(Line);

/// <summary><c>module_instance</c>: instantiate a definition (the last one if it has no name).</summary>
internal sealed record InstanceCommand(int Line, string? Definition, string? Name) : ScriptCommand(Line);

/// <summary><c>register</c>: makes an instance's exports importable.</summary>
internal sealed record RegisterCommand(int Line, string As, string? Name) : ScriptCommand(Line);

/// <summary><c>action</c> and the assertions about how an action ends.</summary>
internal sealed record ActionCommand(int Line, ActionEnd End, ScriptAction Action, IReadOnlyList<ScriptValue> Expected, string Text) : ScriptCommand(Line);

/// <summary>The assertions that a module is refused.</summary>
internal sealed record RefusalCommand(int Line, RefusalStage Stage, ScriptModule Module, string Text) : ScriptCommand(Line);

/// <summary><c>thread</c>: starts a thread with commands of its own.</summary>
internal sealed record ThreadCommand(int Line, string Name, string? SharedModule, IReadOnlyList<ScriptCommand> Commands) : ScriptCommand(Line);

/// <summary><c>wait</c>: joins a thread.</summary>
internal sealed record WaitCommand(int Line, string Name) : ScriptCommand(Line);

/// <summary>How an action must end.</summary>
internal enum ActionEnd
{
    /// <summary>It returns; whatever it returns is right.</summary>
    Any,

    /// <summary>It returns the expected values.</summary>
    Return,

    /// <summary>It traps.</summary>
    Trap,

    /// <summary>It exhausts the call stack.</summary>
    Exhaustion,

    /// <summary>It ends in a WebAssembly exception that nothing catches.</summary>
    Exception,
}

/// <summary>When a module must be refused.</summary>
internal enum RefusalStage
{
    /// <summary>While decoding (or validating).</summary>
    Malformed,

    /// <summary>While validating (or decoding).</summary>
    Invalid,

    /// <summary>While linking.</summary>
    Unlinkable,

    /// <summary>While instantiating, by a trap.</summary>
    Uninstantiable,
}

/// <summary>Something that is done to an instance.</summary>
/// <param name="IsGet">Whether an exported global is read; else an exported function is called.</param>
/// <param name="Module">The instance's name, or null for the current one.</param>
/// <param name="Field">The name of the export.</param>
/// <param name="Arguments">The arguments of a call.</param>
internal sealed record ScriptAction(bool IsGet, string? Module, string Field, IReadOnlyList<ScriptValue> Arguments);
