// Reads the custom section metadata.code.branch_hint.
using static NanoWasm.Binary.SpanReading;

namespace NanoWasm.Binary;

/// <summary>
/// Reads branch hints: for each function that has some, its index, and for each hint the instruction's offset from the beginning of the function's body, the
/// number 1, and a byte that is 0 or 1. Functions and offsets ascend. Work is linear in the section and the functions that it names.
/// </summary>
internal sealed class BranchHintReader
{
    /// <summary>The section's name.</summary>
    public const string SectionName = "metadata.code.branch_hint";

    private readonly Module _module;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly List<BranchHint> _hints = [];
    private readonly int _end;
    private int _position;
    private string? _error;

    private BranchHintReader(Module module, ReadOnlyMemory<byte> bytes, ModuleSection section)
    {
        _module = module;
        _bytes = bytes;
        _position = section.Offset;
        _end = section.Offset + section.Length;
    }

    /// <summary>Reads the hints of a module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="bytes">Its bytes.</param>
    public static BranchHints Read(Module module, ReadOnlyMemory<byte> bytes)
    {
        List<ModuleSection> before = [.. module.Sections.TakeWhile(static section => section.Id != (int)SectionId.Code)];
        ModuleSection[] sections = [.. module.Sections.Where(static section => section.Id == (int)SectionId.Custom && section.Name == SectionName)];
        if (sections.Length == 0)
        {
            return new BranchHints([]);
        }

        if (sections.Length > 1)
        {
            return new BranchHints("there are several such sections", sections[1].Offset);
        }

        if (!before.Contains(sections[0]))
        {
            return new BranchHints("it does not stand before the code section", sections[0].Offset);
        }

        BranchHintReader reader = new(module, bytes, sections[0]);
        reader.ReadFunctions();
        return reader._error is null ? new BranchHints(reader._hints) : new BranchHints(reader._error, reader._position);
    }

    private void ReadFunctions()
    {
        // The section's contents begin with its name.
        if (!TryReadLength(_bytes.Span[.._end], ref _position, out int nameLength))
        {
            Fail(_position, "the section ends too early");
            return;
        }

        _position += nameLength;
        int[] bodies = FindBodies();
        uint count = ReadNumber();
        long last = -1;
        for (uint i = 0; i < count && _error is null; i++)
        {
            int at = _position;
            uint function = ReadNumber();
            if (_error is null && (function <= last || function < (uint)_module.ImportedFunctionCount || function >= (uint)_module.FunctionCount))
            {
                Fail(at, $"function {function} is unknown, imported, or not in ascending order");
            }

            last = function;
            ReadHints((int)function, bodies);
        }

        if (_error is null && _position != _end)
        {
            Fail(_position, $"{_end - _position} bytes are left at its end");
        }
    }

    private void ReadHints(int function, int[] bodies)
    {
        uint count = ReadNumber();
        long last = -1;
        using IEnumerator<DisassembledInstruction>? code = _error is null ? _module.Disassemble(function).GetEnumerator() : null;
        for (uint i = 0; i < count && _error is null; i++)
        {
            int at = _position;
            uint offset = ReadNumber();
            uint size = ReadNumber();
            uint value = ReadNumber();
            if (_error is not null)
            {
                return;
            }

            if (offset <= last)
            {
                Fail(at, $"offset {offset} is not in ascending order");
            }
            else if (size != 1 || value > 1)
            {
                Fail(at, $"a hint of the size {size} and the value {value}; expected the size 1 and the value 0 or 1");
            }
            else if (!IsConditional(code!, bodies[function - _module.ImportedFunctionCount] + (long)offset))
            {
                Fail(at, $"no br_if or if is at offset {offset} of function {function}");
            }
            else
            {
                _hints.Add(new BranchHint(function, code!.Current.Offset, value == 1));
                last = offset;
            }
        }
    }

    /// <summary>Goes on to the instruction at an offset of the module, and says whether it is one that can have a hint.</summary>
    private static bool IsConditional(IEnumerator<DisassembledInstruction> code, long offset)
    {
        while (code.MoveNext() && code.Current.Offset <= offset)
        {
            if (code.Current.Offset == offset)
            {
                return code.Current.Opcode is Opcode.BrIf or Opcode.If;
            }
        }

        return false;
    }

    /// <summary>Where the bodies of all functions begin, with their declarations of locals. The module is valid, so there is no need to look for mistakes.</summary>
    private int[] FindBodies()
    {
        ReadOnlySpan<byte> bytes = _bytes.Span;
        int[] bodies = new int[_module.FunctionCount - _module.ImportedFunctionCount];
        if (bodies.Length == 0)
        {
            return bodies;
        }

        int position = _module.Sections.First(static section => section.Id == (int)SectionId.Code).Offset;
        TryReadNumber(bytes, ref position, out _);
        for (int i = 0; i < bodies.Length; i++)
        {
            TryReadLength(bytes, ref position, out int length);
            bodies[i] = position;
            position += length;
        }

        return bodies;
    }

    private uint ReadNumber()
    {
        uint number = 0;
        if (_error is null && !TryReadNumber(_bytes.Span[.._end], ref _position, out number))
        {
            Fail(_position, "the section ends too early");
        }

        return _error is null ? number : 0;
    }

    private void Fail(int at, string message)
    {
        _error ??= message;
        _position = at;
    }
}
