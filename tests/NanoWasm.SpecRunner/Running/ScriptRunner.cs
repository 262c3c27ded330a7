// Runs the commands of a script.
using NanoWasm.SpecRunner.Scripts;

namespace NanoWasm.SpecRunner.Running;

/// <summary>
/// Runs one script under one dispatcher. A command is skipped only if it needs a feature that the engine does not claim to have, or an instance
/// that is missing for that reason; everything else passes or fails.
/// </summary>
internal sealed class ScriptRunner : IDisposable
{
    private readonly Script _script;
    private readonly InstanceOptions _options;
    private readonly ScriptState _state;
    private readonly ScriptResult _result;
    private readonly Dictionary<string, ScriptThread> _threads = new(StringComparer.Ordinal);

    private ScriptRunner(Script script, InstanceOptions options, WasmFeatures features = WasmFeatures.All)
    {
        _state = new ScriptState { Features = features };
        _script = script;
        _options = options;
        _result = new ScriptResult(script.Name);
    }

    /// <summary>Runs a script.</summary>
    /// <param name="script">The script.</param>
    /// <param name="options">How to make instances.</param>
    /// <param name="features">The features that modules may use.</param>
    public static ScriptResult Run(Script script, InstanceOptions options, WasmFeatures features = WasmFeatures.All)
    {
        using ScriptRunner runner = new(script, options, features);
        return runner.Run(script.Commands);
    }

    /// <summary>Runs the commands of a thread of a script, on a state of its own.</summary>
    /// <param name="script">The script.</param>
    /// <param name="thread">The thread.</param>
    /// <param name="shared">The instance of the one who starts it that the thread knows, too, if there is one.</param>
    /// <param name="options">How to make instances.</param>
    public static ScriptResult Run(Script script, ThreadCommand thread, InstanceSlot? shared, InstanceOptions options)
    {
        using ScriptRunner runner = new(script, options);
        if (shared is not null)
        {
            runner._state.Share(thread.SharedModule!, shared);
        }

        return runner.Run(thread.Commands);
    }

    /// <inheritdoc/>
    public void Dispose() => _state.Dispose();

    private ScriptResult Run(IReadOnlyList<ScriptCommand> commands)
    {
        foreach (ScriptCommand command in commands)
        {
            try
            {
                _result.Add(command.Line, Execute(command));
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // Whatever the engine throws beside what a command expects is that command's failure, and the next command still runs.
                _result.Add(command.Line, Outcome.Failed($"{exception.GetType().Name}: {exception.Message}"));
            }
        }

        // Those that nobody has waited for use what is about to be disposed.
        foreach (string name in _threads.Keys.ToArray())
        {
            Join(name);
        }

        return _result;
    }

    private Outcome Execute(ScriptCommand command) => command switch
    {
        ModuleCommand module => Instantiate(Define(module.Module, module.Name, module.Line), module.Name, module.Line),
        DefinitionCommand definition => Define(definition.Module, definition.Name, definition.Line).Reason,
        InstanceCommand instance => Instantiate(_state.GetDefinition(instance.Definition), instance.Name, instance.Line),
        RegisterCommand register => Register(register),
        ActionCommand action => Act(action),
        RefusalCommand refusal => Refuse(refusal),
        ThreadCommand thread => Start(thread),
        WaitCommand wait => Join(wait.Name),
        _ => throw new InvalidOperationException($"no way to run {command.GetType().Name}"),
    };

    private DefinitionSlot Define(ScriptModule module, string? name, int line)
    {
        // Set first, so that commands depend on this module even if loading it throws something that it must not.
        _state.SetDefinition(name, new DefinitionSlot(null, Outcome.Failed($"the module of line {line} could not be loaded")));
        DefinitionSlot slot;
        try
        {
            slot = module.IsText
                ? new DefinitionSlot(null, Outcome.Skipped(Features.TextFormat))
                : new DefinitionSlot(_state.LoadModule(_script.GetBytes(module)), Outcome.Passed);
        }
        catch (ModuleException exception)
        {
            slot = new DefinitionSlot(null, JudgeRejection(module, exception, isRun: true));
        }

        _state.SetDefinition(name, slot);
        return slot;
    }

    private Outcome Instantiate(DefinitionSlot definition, string? name, int line)
    {
        _state.SetInstance(name, new InstanceSlot(null, Outcome.Failed($"the module of line {line} could not be instantiated")));
        if (definition.Module is null)
        {
            _state.SetInstance(name, new InstanceSlot(null, definition.Reason));
            return definition.Reason;
        }

        if (_state.FindObstacle(definition.Module) is Outcome obstacle)
        {
            _state.SetInstance(name, new InstanceSlot(null, obstacle));
            return obstacle;
        }

        Instance instance = _state.Instantiate(definition.Module, _options);
        _state.SetInstance(name, new InstanceSlot(instance, Outcome.Passed));
        if (_options.Dispatch != DispatchMode.Auto && instance.Dispatch != _options.Dispatch)
        {
            _result.AddFallBack();
        }

        return Outcome.Passed;
    }

    private Outcome Start(ThreadCommand thread)
    {
        InstanceSlot? shared = thread.SharedModule is null ? null : _state.GetInstance(thread.SharedModule);
        _threads.Add(thread.Name, new ScriptThread(() => Run(_script, thread, shared, _options)));
        return Outcome.Passed;
    }

    private Outcome Join(string name)
    {
        if (!_threads.Remove(name, out ScriptThread? thread))
        {
            return Outcome.Failed($"there is no thread '{name}', or it was waited for");
        }

        _result.Add(thread.Join());
        return Outcome.Passed;
    }

    private Outcome Register(RegisterCommand command)
    {
        InstanceSlot slot = _state.GetInstance(command.Name);
        _state.Register(command.As, slot);
        return slot.Reason;
    }

    private Outcome Act(ActionCommand command)
    {
        InstanceSlot slot = _state.GetInstance(command.Action.Module);
        if (slot.Obstacle is Outcome obstacle)
        {
            return obstacle;
        }

        Value[] results;
        try
        {
            results = Perform(command.Action, slot.Instance!);
        }
        catch (TrapException trap)
        {
            return JudgeTrap(command, trap);
        }
        catch (WasmException exception)
        {
            return command.End == ActionEnd.Exception ? Outcome.Passed : Outcome.Failed($"{command.Action.Field}: {exception.Message}");
        }

        return command.End switch
        {
            ActionEnd.Any => Outcome.Passed,
            ActionEnd.Return => JudgeResults(command, results),
            _ => Outcome.Failed($"{command.Action.Field}: returned {Describe(results)}, expected {command.End}: {command.Text}"),
        };
    }

    private Value[] Perform(ScriptAction action, Instance instance)
    {
        if (action.IsGet)
        {
            return [instance.GetGlobal(action.Field).Value];
        }

        Function function = instance.GetFunction(action.Field) ?? throw new InvalidOperationException($"no function is exported as '{action.Field}'");
        Value[] arguments = [.. action.Arguments.Select(argument => ValueMatcher.ToArgument(argument, _state))];
        Value[] results = new Value[function.FuncType.Results.Length];
        function.Invoke(arguments, results);
        return results;
    }

    private Outcome JudgeResults(ActionCommand command, Value[] results)
    {
        bool matches = results.Length == command.Expected.Count;
        for (int i = 0; matches && i < results.Length; i++)
        {
            matches = ValueMatcher.Matches(command.Expected[i], results[i], _state);
        }

        return matches
            ? Outcome.Passed
            : Outcome.Failed($"{command.Action.Field}({string.Join(", ", command.Action.Arguments)}): returned {Describe(results)}, expected ({string.Join(", ", command.Expected)})");
    }

    private static Outcome JudgeTrap(ActionCommand command, TrapException trap)
    {
        bool isExpected = command.End switch
        {
            ActionEnd.Trap => IsWorded(trap, command.Text),
            ActionEnd.Exhaustion => trap.Kind == TrapKind.CallStackExhausted,
            _ => false,
        };
        return isExpected
            ? Outcome.Passed
            : Outcome.Failed($"{command.Action.Field}({string.Join(", ", command.Action.Arguments)}): trapped with '{trap.Message}', expected {command.End} {command.Text}");
    }

    private Outcome Refuse(RefusalCommand command)
    {
        if (command.Module.IsText)
        {
            return Outcome.Skipped(Features.TextFormat);
        }

        try
        {
            Module module = _state.LoadModule(_script.GetBytes(command.Module));
            if (command.Stage is RefusalStage.Malformed or RefusalStage.Invalid)
            {
                return Outcome.Failed($"the module was accepted, expected {command.Stage}: {command.Text}");
            }

            if (_state.FindObstacle(module) is Outcome obstacle)
            {
                return obstacle;
            }

            _ = _state.Instantiate(module, _options);
            return Outcome.Failed($"the module was instantiated, expected {command.Stage}: {command.Text}");
        }
        catch (ModuleException exception)
        {
            return command.Stage is RefusalStage.Malformed or RefusalStage.Invalid && exception.Kind != ModuleErrorKind.UnsupportedFeature
                ? NoteWording(command, exception.Message)
                : JudgeRejection(command.Module, exception, command.Stage == RefusalStage.Uninstantiable);
        }
        catch (LinkException exception) when (command.Stage == RefusalStage.Unlinkable)
        {
            return NoteWording(command, exception.Message);
        }
        catch (TrapException trap) when (command.Stage == RefusalStage.Uninstantiable)
        {
            return IsWorded(trap, command.Text) ? Outcome.Passed : Outcome.Failed($"trapped with '{trap.Message}', expected {command.Text}");
        }
    }

    /// <param name="module">The rejected module.</param>
    /// <param name="exception">Why it was rejected.</param>
    /// <param name="isRun">Whether the command would have run some of the module's code or written its segments.</param>
    private Outcome JudgeRejection(ScriptModule module, ModuleException exception, bool isRun)
    {
        Outcome outcome = Features.Judge(exception, _state.Features);
        if (isRun && outcome.Kind == OutcomeKind.Skipped)
        {
            _state.NoteSkipped(_script.GetBytes(module).Span, outcome);
        }

        return outcome;
    }

    private Outcome NoteWording(RefusalCommand command, string message)
    {
        _result.AddWording(command.Line, command.Text, message);
        return Outcome.Passed;
    }

    /// <summary>Whether a trap has the expected words. The reference interpreter adds the index to an uninitialized element; we do not.</summary>
    private static bool IsWorded(TrapException trap, string text) =>
        trap.Message.StartsWith(text.TrimEnd(' ', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'), StringComparison.Ordinal);

    private static string Describe(Value[] values) => $"({string.Join(", ", values.Select(ValueMatcher.Describe))})";
}
