// The body of one random function: its locals, how it begins and ends, and its instructions with their immediates.
namespace NanoWasm.Testing.RandomModules;

/// <summary>
/// Writes one function. What is written is always valid; it ends, because loops count in locals that nothing else sets and calls use up a global;
/// and it rarely traps, because most addresses, indices, divisors and conversions are kept in range.
/// </summary>
internal sealed partial class RandomFunction
{
    /// <summary>How many loops may lie within each other.</summary>
    private const int LoopNesting = 3;

    /// <summary>The locals that hold addresses, of each type.</summary>
    private const int PointerCount = 2;

    /// <summary>Addresses in the locals that are kept for them lie below; together with scaled indices and usual offsets they stay in the first page.</summary>
    private const int PointerMask = 0x3FFC;

    private readonly ModuleSurroundings _outside;
    private readonly RandomModuleOptions _options;
    private readonly SeededRandom _random;
    private readonly int _number;
    private readonly FuncType _type;
    private readonly CodeBuilder _code;
    private readonly Dictionary<ValueKind, List<int>> _readable = Enum.GetValues<ValueKind>().ToDictionary(kind => kind, _ => new List<int>());
    private readonly Dictionary<ValueKind, List<int>> _writable = Enum.GetValues<ValueKind>().ToDictionary(kind => kind, _ => new List<int>());
    private readonly Dictionary<ValueKind, int> _scratch = [];
    private readonly List<int> _counters = [];
    private readonly List<int> _pointers = [];
    private readonly List<int> _widePointers = [];
    private readonly List<Label> _labels = [];
    private int _localCount;
    private int _paddedPercent;
    private int _budget;
    private int _loops;

    /// <summary>Prepares a function.</summary>
    /// <param name="outside">What it may refer to.</param>
    /// <param name="options">How it is made.</param>
    /// <param name="random">Where the choices come from.</param>
    /// <param name="number">Its number among the random functions.</param>
    /// <param name="code">Where it is written.</param>
    public RandomFunction(ModuleSurroundings outside, RandomModuleOptions options, SeededRandom random, int number, CodeBuilder code)
    {
        _outside = outside;
        _options = options;
        _random = random;
        _number = number;
        _type = outside.Functions[outside.FirstFunction + number];
        _code = code;
    }

    private InstructionCatalog Catalog => _outside.Catalog;

    /// <summary>The number of statements written so far.</summary>
    public int StatementCount { get; private set; }

    /// <summary>Writes the function.</summary>
    public void Write()
    {
        _paddedPercent = _random.Pick([0, 0, 5, 30]);
        _budget = _random.Pick([60, 200, 400, 400, 800, 1500]);
        _labels.Add(new Label([.. _type.ResultKinds], Counter: null, IsLoop: false));
        DeclareLocals();
        if (_options.StubbedFunctions.Contains(_number))
        {
            Zeros(_type.ResultKinds);
            return;
        }

        Begin();
        int statements = 3 + _random.Next(40);
        for (int i = 0; i < statements && _budget > 0; i++)
        {
            Statement(depth: 3);
        }

        foreach (ValueKind kind in Catalog.Numbers)
        {
            _writable[kind].ForEach(local => Observe(kind, local));
        }

        ObserveReferences();
        Values(_labels[0].Types, depth: 2);
        if (_random.Percent(10))
        {
            Emit(Opcode.Return);
        }
    }

    /// <summary>Parameters, then locals in groups: few in most functions, more than one byte can count in some. The code uses a handful of them.</summary>
    private void DeclareLocals()
    {
        List<int>[] byKind = [.. Enum.GetValues<ValueKind>().Select(_ => new List<int>())];
        foreach (ValueKind kind in _type.ParameterKinds)
        {
            byKind[(int)kind].Add(_localCount++);
        }

        bool reservedFirst = _random.Percent(50);
        if (reservedFirst)
        {
            DeclareReserved();
        }

        int wanted = _localCount + (_random.Next(8) switch
        {
            < 5 => 3 + _random.Next(10),
            < 7 => 20 + _random.Next(40),
            _ => 130 + _random.Next(170),
        });
        while (_localCount < wanted)
        {
            ValueKind kind = _random.Percent(92) ? _random.Pick(Catalog.Numbers) : _random.Pick(Catalog.Kinds);
            int count = 1 + _random.Next(wanted > 100 ? 40 : 4);
            _code.Locals(kind, (uint)count);
            byKind[(int)kind].AddRange(Enumerable.Range(_localCount, count));
            _localCount += count;
        }

        if (!reservedFirst)
        {
            DeclareReserved();
        }

        foreach (ValueKind kind in Catalog.Kinds)
        {
            List<int> all = byKind[(int)kind];
            for (int i = 0; i < 5 && all.Count > 0; i++)
            {
                int local = _random.Pick(all);
                all.Remove(local);
                _readable[kind].Add(local);
                _writable[kind].Add(local);
            }
        }
    }

    private void DeclareReserved()
    {
        _code.Locals(ValueKind.I32, LoopNesting + PointerCount);
        _counters.AddRange(Enumerable.Range(_localCount, LoopNesting));
        _pointers.AddRange(Enumerable.Range(_localCount + LoopNesting, PointerCount));
        _readable[ValueKind.I32].AddRange(_counters[0], _pointers[0], _pointers[1]);
        _localCount += LoopNesting + PointerCount;
        if (_outside.Design.Memories.Any(memory => memory.Is64))
        {
            _code.Locals(ValueKind.I64, PointerCount);
            _widePointers.AddRange(Enumerable.Range(_localCount, PointerCount));
            _readable[ValueKind.I64].AddRange(_widePointers);
            _localCount += PointerCount;
        }

        DeclareReferences();
        if (_options.CanonicalNans)
        {
            _code.Locals(ValueKind.F32).Locals(ValueKind.F64);
            _scratch[ValueKind.F32] = _localCount++;
            _scratch[ValueKind.F64] = _localCount++;
        }
    }

    /// <summary>Uses up fuel, returns if there is none left, and sets the pointers.</summary>
    private void Begin()
    {
        EmitIndex(Opcode.GlobalGet, _outside.Fuel);
        I32(1);
        Emit(Opcode.I32Sub);
        EmitIndex(Opcode.GlobalSet, _outside.Fuel);
        EmitIndex(Opcode.GlobalGet, _outside.Fuel);
        I32(0);
        Emit(Opcode.I32LtS);
        Open(Opcode.If, [], []);
        Zeros(_type.ResultKinds);
        Emit(Opcode.Return);
        Close();
        SetPointers(ValueKind.I32);
        SetPointers(ValueKind.I64);
        SetReferences();
    }

    private void SetPointers(ValueKind kind)
    {
        foreach (int pointer in Pointers(kind))
        {
            if (_readable[kind].Exists(local => local < _type.Parameters.Length) && _random.Percent(50))
            {
                EmitIndex(Opcode.LocalGet, _readable[kind].Find(local => local < _type.Parameters.Length));
                Number(kind, PointerMask);
                And(kind);
            }
            else
            {
                Number(kind, _random.Next(PointerMask));
            }

            EmitIndex(Opcode.LocalSet, pointer);
        }
    }

    /// <summary>Mixes the value of a local into the digest, so that it matters.</summary>
    private void Observe(ValueKind kind, int local)
    {
        EmitIndex(Opcode.GlobalGet, _outside.Digest);
        Emit(Opcode.I64Const, Signed(31, 10));
        Emit(Opcode.I64Mul);
        EmitIndex(Opcode.LocalGet, local);
        switch (kind)
        {
            case ValueKind.I32:
                Emit(Opcode.I64ExtendI32U);
                break;
            case ValueKind.F32:
                Emit(Opcode.I32ReinterpretF32);
                Emit(Opcode.I64ExtendI32S);
                break;
            case ValueKind.F64:
                Emit(Opcode.I64ReinterpretF64);
                break;
            case ValueKind.V128:
                Emit(Opcode.I64x2ExtractLane, 0);
                Emit(Opcode.I64Const, Signed(7, 10));
                Emit(Opcode.I64Mul);
                EmitIndex(Opcode.LocalGet, local);
                Emit(Opcode.I64x2ExtractLane, 1);
                Emit(Opcode.I64Xor);
                break;
            default:
                break;
        }

        Emit(Opcode.I64Xor);
        EmitIndex(Opcode.GlobalSet, _outside.Digest);
    }

    private void Zeros(IEnumerable<ValueKind> kinds)
    {
        foreach (ValueKind kind in kinds)
        {
            Zero(kind);
        }
    }

    private void Zero(ValueKind kind)
    {
        switch (kind)
        {
            case ValueKind.I32:
                _code.I32(0);
                break;
            case ValueKind.I64:
                _code.I64(0);
                break;
            case ValueKind.F32:
                _code.F32(0);
                break;
            case ValueKind.F64:
                _code.F64(0);
                break;
            case ValueKind.V128:
                Emit(Opcode.V128Const, new byte[16]);
                break;
            default:
                _code.RefNull(kind);
                break;
        }
    }

    private void I32(int value) => Emit(Opcode.I32Const, Signed(value, 5));

    /// <summary>An instruction; behind a prefix, its number is sometimes longer than it needs to be.</summary>
    private void Emit(Opcode opcode, params ReadOnlySpan<byte> immediates)
    {
        _budget--;
        uint code = (uint)opcode;
        if (code > 0xFF)
        {
            _code.Raw((byte)(code >> 16)).Raw(Unsigned(code & 0xFFFF));
        }
        else
        {
            _code.Op(opcode);
        }

        _code.Raw(immediates);
    }

    private void EmitIndex(Opcode opcode, int index) => Emit(opcode, Unsigned((uint)index));

    /// <summary>Begins a block, whose label is then the innermost one.</summary>
    private void Open(Opcode opcode, ValueKind[] parameters, ValueKind[] results, int? counter = null, byte[]? immediates = null)
    {
        byte[] type = (parameters.Length, results.Length) switch
        {
            (0, 0) => [0x40],
            (0, 1) => [WasmWriter.Code(results[0])],
            _ => Signed(_outside.Module.TypeIndex(parameters, results), 5),
        };
        Emit(opcode, [.. type, .. immediates ?? []]);
        _labels.Add(new Label(opcode == Opcode.Loop ? parameters : results, counter, opcode == Opcode.Loop));
    }

    /// <summary>Ends the innermost block.</summary>
    private void Close()
    {
        Emit(Opcode.End);
        _labels.RemoveAt(_labels.Count - 1);
    }

    private byte[] Unsigned(uint value) => new WasmWriter().U(value, PaddedLength(5)).ToArray();

    private byte[] Signed(long value, int longest) => new WasmWriter().S(value, PaddedLength(longest)).ToArray();

    /// <summary>How many bytes a number takes at least.</summary>
    private int PaddedLength(int longest) => _exactBytes is { } exact ? exact.TryDequeue(out int length) ? length : 1 : (_random.Percent(_paddedPercent) ? 1 + _random.Next(longest) : 1);

    /// <summary>A label that is in scope.</summary>
    /// <param name="Types">What a branch to it takes along.</param>
    /// <param name="Counter">The local that a loop counts in, if it may be continued from anywhere in it.</param>
    /// <param name="IsLoop">Whether it is the beginning of a loop.</param>
    /// <param name="IsPrivate">Whether it takes along what has no <see cref="ValueKind"/>.</param>
    /// <param name="IsCatch">Whether an exception has been caught there, which can be thrown again.</param>
    private sealed record Label(ValueKind[] Types, int? Counter, bool IsLoop, bool IsPrivate = false, bool IsCatch = false);
}
