// What is logged of instances and heap-free interpreters, at which level, and that nothing is where the level is off.
using Microsoft.Extensions.Logging;
using NanoWasm.Testing;
using Xunit;
using static NanoWasm.ValueKind;

namespace NanoWasm.Extensions.Logging.Tests;

public sealed class LoggingTests
{
    private readonly RecordingLogger _logger = new();

    [Fact]
    public void Instance_ThatIsMade_IsLoggedForDebugging()
    {
        using Instance instance = Instantiate(_logger);
        Assert.Equal((LogLevel.Debug, 1, $"Module guest is instantiated; the {instance.Dispatch} dispatcher runs it", null), Assert.Single(_logger.Entries));
    }

    [Fact]
    public void Instance_ThatCannotBeMade_IsAnErrorWithTheException()
    {
        using Module module = Module.FromBytes(new ModuleBuilder().ImportFunction("env", "f", [], []).Build());
        LinkException thrown = Assert.Throws<LinkException>(() => new Linker().Instantiate(module, new InstanceOptions().WithLogger(_logger)));
        Assert.Equal((LogLevel.Error, 2, "Module (unnamed) cannot be instantiated", thrown), Assert.Single(_logger.Entries));
    }

    [Fact]
    public void Trap_OfEitherKindOfCall_IsAWarning()
    {
        using Instance instance = Instantiate(_logger);
        _logger.Entries.Clear();
        Assert.Equal(CallStatus.Trapped, instance.GetAction("trap").TryInvoke());
        Assert.Throws<TrapException>(() => instance.GetAction("trap").Invoke());
        Assert.Equal(2, _logger.Entries.Count);
        Assert.All(_logger.Entries, static entry => Assert.Equal((LogLevel.Warning, 3, "A call of trap (func) in module guest trapped: Unreachable", null), entry));
    }

    [Fact]
    public void Growth_ThatIsRefused_IsAWarning()
    {
        using Instance instance = Instantiate(_logger);
        _logger.Entries.Clear();
        Assert.Equal(1, instance.GetFunction<int, int>("grow").Invoke(1));
        Assert.Empty(_logger.Entries);
        Assert.Equal(-1, instance.GetFunction<int, int>("grow").Invoke(2));
        Assert.Equal(-1, instance.GetFunction<int>("growTable").Invoke());
        Assert.Equal(
            [
                (LogLevel.Warning, 4, "The memory of module guest has 2 pages and may not have 2 more", null),
                (LogLevel.Warning, 5, "A table of module guest has 1 elements and may not have 5 more", null),
            ],
            _logger.Entries);
    }

    [Fact]
    public void Levels_ThatAreOff_LogNothing()
    {
        RecordingLogger logger = new(LogLevel.Critical);
        using Instance instance = Instantiate(logger);
        instance.GetAction("trap").TryInvoke();
        instance.GetFunction<int, int>("grow").Invoke(3);
        instance.GetFunction<int>("growTable").Invoke();
        Assert.Empty(logger.Entries);
        Assert.Equal(4, logger.Questions);
    }

    [Fact]
    public void Calls_ThatEndWell_AskNoLogger()
    {
        using Instance instance = Instantiate(_logger);
        int questions = _logger.Questions;
        instance.GetFunction<int, int>("grow").Invoke(0);
        Assert.Equal(questions, _logger.Questions);
    }

    [Fact]
    public void NanoInterpreter_WithALogger_LogsHowRunsEnd()
    {
        byte[] wasm = new ModuleBuilder().Function("main", [], [I32], static f => f.I32(3)).Build();
        NanoInterpreter<NanoLoggingHost<NanoLogger>> nano = new(wasm, [], new(new NanoLogger(_logger, LogLevel.Information)));
        nano.Run();
        nano.Run("nothing");
        Assert.Equal([(LogLevel.Information, 6, "finished: 3", null), (LogLevel.Information, 6, "failed: unknown export", null)], _logger.Entries);
        NanoInterpreter<NanoLoggingHost<NanoLogger>> quiet = new(wasm, [], new(new NanoLogger(new RecordingLogger(LogLevel.Critical))));
        Assert.True(quiet.Run().Succeeded);
        NanoInterpreter<NanoLoggingHost<NanoLogger>> silent = new(wasm, [], default);
        Assert.True(silent.Run().Succeeded);
    }

    private static Instance Instantiate(ILogger logger)
    {
        byte[] wasm = new ModuleBuilder().Memory(1, 3).Table(FuncRef, 1, 5)
            .Function("trap", [], [], static f => f.Unreachable())
            .Function("grow", [I32], [I32], static f => f.LocalGet(0).Op(Opcode.MemoryGrow, 0))
            .Function("growTable", [], [I32], static f => f.RefNull(FuncRef).I32(5).Op(Opcode.TableGrow, 0))
            .Name("guest").Build();
        using Module module = Module.FromBytes(wasm);
        return new Linker().Instantiate(module, new InstanceOptions().WithLogger(logger));
    }
}
