// How a heap-free run ended.
using NanoWasm.Binary;
using NanoWasm.Execution;

namespace NanoWasm;

/// <summary>What went wrong in a heap-free run.</summary>
public enum NanoErrorKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The bytes are no module.</summary>
    Malformed,

    /// <summary>The module does not pass validation.</summary>
    Invalid,

    /// <summary>The module needs a feature that is not supported.</summary>
    UnsupportedFeature,

    /// <summary>The module needs more of something than <see cref="NanoError.Limit"/> allows.</summary>
    LimitExceeded,

    /// <summary>The module imports something that the host does not offer.</summary>
    UnknownImport,

    /// <summary>The module exports no such function, or nothing that could be run.</summary>
    UnknownExport,

    /// <summary>The arguments or the room for results do not fit the function's type.</summary>
    ArgumentMismatch,

    /// <summary>The module trapped.</summary>
    Trap,

    /// <summary>The module threw an exception that it did not catch.</summary>
    Exception,
}

/// <summary>An error of a heap-free run, as plain data. Its text is made on demand, into a buffer of the caller.</summary>
[AllocationFree]
public readonly struct NanoError : ISpanFormattable
{
    private readonly ModuleError _module;

    internal NanoError(in ModuleError error)
    {
        _module = error;
        Kind = ErrorText.KindOf(error.Code) switch
        {
            ModuleErrorKind.Malformed => NanoErrorKind.Malformed,
            ModuleErrorKind.Invalid => NanoErrorKind.Invalid,
            ModuleErrorKind.UnsupportedFeature => NanoErrorKind.UnsupportedFeature,
            _ => NanoErrorKind.LimitExceeded,
        };
        Offset = error.Offset;
        FunctionIndex = error.Function;
        if (Kind == NanoErrorKind.LimitExceeded)
        {
            (Limit, Wanted, LimitSize) = error.Code switch
            {
                ErrorCode.TooManyLocals => (NanoLimit.Locals, (long)error.Argument0, (long)error.Argument1),
                ErrorCode.NestingTooDeep => (NanoLimit.ControlFrames, (long)error.Argument0, (long)error.Argument1),
                ErrorCode.OperandStackTooDeep => (NanoLimit.StackValues, (long)error.Argument0, (long)error.Argument1),
                ErrorCode.OutOfWorkspace => (NanoLimit.Workspace, -1, -1),
                _ => (NanoLimit.Implementation, (long)error.Argument0, -1),
            };
        }
    }

    internal NanoError(NanoErrorKind kind, int offset = -1, int function = -1, TrapKind trap = TrapKind.None)
    {
        Kind = kind;
        Offset = offset;
        FunctionIndex = function;
        Trap = trap;
    }

    internal NanoError(NanoLimit limit, long size, long wanted)
    {
        Kind = NanoErrorKind.LimitExceeded;
        Offset = -1;
        FunctionIndex = -1;
        Limit = limit;
        LimitSize = size;
        Wanted = wanted;
    }

    /// <summary>A call for which the stacks had no room.</summary>
    internal NanoError(NanoLimit limit, long size, int offset, int function)
    {
        Kind = NanoErrorKind.Trap;
        Offset = offset;
        FunctionIndex = function;
        Trap = TrapKind.CallStackExhausted;
        Limit = limit;
        LimitSize = size;
        Wanted = -1;
    }

    /// <summary>What went wrong.</summary>
    public NanoErrorKind Kind { get; }

    /// <summary>The offset in the module's bytes, or -1.</summary>
    public int Offset { get; }

    /// <summary>The function that it happened in, or -1.</summary>
    public int FunctionIndex { get; }

    /// <summary>The trap.</summary>
    public TrapKind Trap { get; }

    /// <summary>The limit that was exceeded.</summary>
    public NanoLimit Limit { get; }

    /// <summary>The limit's size, or -1 where it is not known.</summary>
    public long LimitSize { get; }

    /// <summary>What the module wanted, or -1 where it is not known.</summary>
    public long Wanted { get; }

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null)
    {
        _ = (format.Length, provider);
        return TryWrite(destination, out charsWritten);
    }

    /// <inheritdoc/>
    [AllocationFree(false, Justification = "Strings are objects; TryFormat makes none.")]
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    [AllocationFree(false, Justification = "Strings are objects; TryFormat makes none.")]
    public override string ToString()
    {
        Span<char> buffer = stackalloc char[ErrorText.MaxLength];
        return TryWrite(buffer, out int written) ? new string(buffer[..written]) : Kind.ToString();
    }

    /// <summary>Writes the text, which is the same in every culture.</summary>
    [AllocationFree]
    internal bool TryWrite(Span<char> destination, out int charsWritten)
    {
        bool fits = TryFormatMessage(destination, out charsWritten);
        if (fits && Offset >= 0)
        {
            Span<char> place = destination[charsWritten..];
            fits = FunctionIndex >= 0
                ? place.TryWriteText($" (at offset 0x{(ulong)Offset:x} in function #{FunctionIndex})", out int length)
                : place.TryWriteText($" (at offset 0x{(ulong)Offset:x})", out length);
            charsWritten = fits ? charsWritten + length : 0;
        }

        return fits;
    }

    private bool TryFormatMessage(Span<char> to, out int written) => Kind switch
    {
        NanoErrorKind.None => to.TryWriteText($"no error", out written),
        NanoErrorKind.Trap when Limit != NanoLimit.None =>
            to.TryWriteText($"{TrapMessages.Get(Trap)}: at most {LimitSize} {LimitText(Limit)} are allowed", out written),
        NanoErrorKind.Exception => to.TryWriteText($"uncaught exception", out written),
        NanoErrorKind.Trap => to.TryWriteText($"{TrapMessages.Get(Trap)}", out written),
        NanoErrorKind.UnknownImport => to.TryWriteText($"unknown import", out written),
        NanoErrorKind.UnknownExport => to.TryWriteText($"unknown export", out written),
        NanoErrorKind.ArgumentMismatch => to.TryWriteText($"arguments or results do not fit the function's type", out written),
        NanoErrorKind.LimitExceeded when _module.Code == ErrorCode.None && Wanted >= 0 =>
            to.TryWriteText($"limit exceeded: {LimitText(Limit)}: {Wanted}, where at most {LimitSize} are allowed", out written),
        _ => ErrorText.TryDescribe(to, out written, _module, []),
    };

    private static string LimitText(NanoLimit limit) => limit switch
    {
        NanoLimit.StackValues => "values on the stack",
        NanoLimit.Locals => "locals",
        NanoLimit.Globals => "globals",
        NanoLimit.ControlFrames => "control frames",
        NanoLimit.Calls => "calls",
        NanoLimit.TableElements => "table elements",
        NanoLimit.MemoryBytes => "bytes of memory",
        NanoLimit.Workspace => "bytes of workspace",
        _ => "implementation",
    };
}

/// <summary>How a heap-free run ended: with a value, or with an error.</summary>
[AllocationFree]
public readonly struct NanoResult
{
    internal NanoResult(NanoValue value) => Result = value;

    internal NanoResult(NanoError error) => Error = error;

    /// <summary>Whether it ended without an error.</summary>
    public bool Succeeded => Error.Kind == NanoErrorKind.None;

    /// <summary>The function's first result; an i32 of 0 where it has none.</summary>
    public NanoValue Result { get; }

    /// <summary>The result as i32; see <see cref="NanoValue.Int32"/>.</summary>
    public int Value => Result.Int32;

    /// <summary>The error.</summary>
    public NanoError Error { get; }
}
