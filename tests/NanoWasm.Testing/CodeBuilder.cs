// Instructions, fluently.
namespace NanoWasm.Testing;

/// <summary>
/// Builds a function body or a constant expression. Every method appends one instruction; the final <c>end</c> is added by whoever
/// takes the code, unless <see cref="Open"/> was called. Block types are given as results, or as parameters and results.
/// </summary>
public sealed class CodeBuilder
{
    private readonly Func<ValueKind[], ValueKind[], int> _typeIndex;
    private readonly WasmWriter _code = new();
    private readonly WasmWriter _locals = new();
    private uint _localGroups;
    private bool _open;

    internal CodeBuilder(Func<ValueKind[], ValueKind[], int> typeIndex) => _typeIndex = typeIndex;

    /// <summary>The number of instruction bytes so far: the offset of the next instruction from the first.</summary>
    public int Position => _code.Length;

    /// <summary>Takes back all instructions but those of the first bytes.</summary>
    public CodeBuilder Truncate(int position)
    {
        _code.Truncate(position);
        return this;
    }

    /// <summary>Declares locals; they follow the parameters.</summary>
    public CodeBuilder Locals(ValueKind kind, uint count = 1)
    {
        _locals.U(count).Kind(kind);
        _localGroups++;
        return this;
    }

    /// <summary>Declares locals of a type that is given as bytes; they follow the parameters.</summary>
    public CodeBuilder RawLocals(uint count, params ReadOnlySpan<byte> type)
    {
        _locals.U(count).Bytes(type);
        _localGroups++;
        return this;
    }

    /// <summary>Leaves the final <c>end</c> away.</summary>
    public CodeBuilder Open()
    {
        _open = true;
        return this;
    }

    /// <summary>Bytes as they are.</summary>
    public CodeBuilder Raw(params ReadOnlySpan<byte> bytes)
    {
        _code.Bytes(bytes);
        return this;
    }

    /// <summary>An instruction whose immediates are unsigned numbers (indices, mostly), or that has none.</summary>
    public CodeBuilder Op(Opcode opcode, params ReadOnlySpan<uint> immediates)
    {
        _code.Op(opcode);
        foreach (uint immediate in immediates)
        {
            _code.U(immediate);
        }

        return this;
    }

    /// <summary>A load or store.</summary>
    /// <param name="opcode">The opcode.</param>
    /// <param name="offset">Added to the address.</param>
    /// <param name="align">The binary logarithm of the alignment.</param>
    public CodeBuilder Access(Opcode opcode, uint offset = 0, uint align = 0) => Op(opcode, align, offset);

    /// <summary>A load or store of any memory.</summary>
    /// <param name="opcode">The opcode.</param>
    /// <param name="memory">The index of the memory.</param>
    /// <param name="offset">Added to the address.</param>
    /// <param name="align">The binary logarithm of the alignment.</param>
    public CodeBuilder AccessIn(Opcode opcode, uint memory, ulong offset, uint align = 0)
    {
        const uint HasMemory = 0x40;
        Op(opcode, HasMemory | align, memory);
        _code.U(offset);
        return this;
    }

    /// <summary><c>local.get</c>.</summary>
    public CodeBuilder LocalGet(uint local) => Op(Opcode.LocalGet, local);

    /// <summary><c>local.set</c>.</summary>
    public CodeBuilder LocalSet(uint local) => Op(Opcode.LocalSet, local);

    /// <summary><c>local.tee</c>.</summary>
    public CodeBuilder LocalTee(uint local) => Op(Opcode.LocalTee, local);

    /// <summary><c>global.get</c>.</summary>
    public CodeBuilder GlobalGet(uint global) => Op(Opcode.GlobalGet, global);

    /// <summary><c>global.set</c>.</summary>
    public CodeBuilder GlobalSet(uint global) => Op(Opcode.GlobalSet, global);

    /// <summary><c>i32.const</c>.</summary>
    public CodeBuilder I32(int value)
    {
        _code.Op(Opcode.I32Const).S(value);
        return this;
    }

    /// <summary><c>i64.const</c>.</summary>
    public CodeBuilder I64(long value)
    {
        _code.Op(Opcode.I64Const).S(value);
        return this;
    }

    /// <summary><c>f32.const</c>.</summary>
    public CodeBuilder F32(float value)
    {
        _code.Op(Opcode.F32Const).F32(BitConverter.SingleToUInt32Bits(value));
        return this;
    }

    /// <summary><c>v128.const</c>, by its halves.</summary>
    public CodeBuilder V128(ulong low, ulong high)
    {
        _code.Op(Opcode.V128Const).F64(low).F64(high);
        return this;
    }

    /// <summary><c>f64.const</c>.</summary>
    public CodeBuilder F64(double value)
    {
        _code.Op(Opcode.F64Const).F64(BitConverter.DoubleToUInt64Bits(value));
        return this;
    }

    /// <summary><c>block</c>.</summary>
    public CodeBuilder Block(params ValueKind[] results) => Block([], results);

    /// <summary><c>block</c> with parameters.</summary>
    public CodeBuilder Block(ValueKind[] parameters, ValueKind[] results) => Structured(Opcode.Block, parameters, results);

    /// <summary><c>loop</c>.</summary>
    public CodeBuilder Loop(params ValueKind[] results) => Loop([], results);

    /// <summary><c>loop</c> with parameters.</summary>
    public CodeBuilder Loop(ValueKind[] parameters, ValueKind[] results) => Structured(Opcode.Loop, parameters, results);

    /// <summary><c>try_table</c>.</summary>
    /// <param name="results">Its results.</param>
    /// <param name="clauses">The clauses as bytes: a kind, a tag for kinds 0 and 1, a label.</param>
    public CodeBuilder TryTable(ValueKind[] results, params ReadOnlySpan<byte[]> clauses)
    {
        Structured(Opcode.TryTable, [], results);
        _code.U((ulong)clauses.Length);
        foreach (byte[] clause in clauses)
        {
            _code.Bytes(clause);
        }

        return this;
    }

    /// <summary><c>try</c>.</summary>
    public CodeBuilder Try(params ValueKind[] results) => Structured(Opcode.Try, [], results);

    /// <summary><c>if</c>.</summary>
    public CodeBuilder If(params ValueKind[] results) => If([], results);

    /// <summary><c>if</c> with parameters.</summary>
    public CodeBuilder If(ValueKind[] parameters, ValueKind[] results) => Structured(Opcode.If, parameters, results);

    /// <summary><c>else</c>.</summary>
    public CodeBuilder Else() => Op(Opcode.Else);

    /// <summary><c>end</c>.</summary>
    public CodeBuilder End() => Op(Opcode.End);

    /// <summary><c>br</c>.</summary>
    public CodeBuilder Br(uint label) => Op(Opcode.Br, label);

    /// <summary><c>br_if</c>.</summary>
    public CodeBuilder BrIf(uint label) => Op(Opcode.BrIf, label);

    /// <summary><c>br_table</c>.</summary>
    /// <param name="labels">The labels; the last one is the default.</param>
    public CodeBuilder BrTable(params ReadOnlySpan<uint> labels)
    {
        _code.Op(Opcode.BrTable).U((ulong)labels.Length - 1);
        foreach (uint label in labels)
        {
            _code.U(label);
        }

        return this;
    }

    /// <summary><c>return</c>.</summary>
    public CodeBuilder Return() => Op(Opcode.Return);

    /// <summary><c>call</c>.</summary>
    public CodeBuilder Call(uint function) => Op(Opcode.Call, function);

    /// <summary><c>return_call</c>.</summary>
    public CodeBuilder ReturnCall(uint function) => Op(Opcode.ReturnCall, function);

    /// <summary><c>return_call_indirect</c>; the index is on the stack.</summary>
    public CodeBuilder ReturnCallIndirect(ValueKind[] parameters, ValueKind[] results, uint table = 0) =>
        Op(Opcode.ReturnCallIndirect, (uint)_typeIndex(parameters, results), table);

    /// <summary><c>call_indirect</c>.</summary>
    public CodeBuilder CallIndirect(ValueKind[] parameters, ValueKind[] results, uint table = 0) =>
        Op(Opcode.CallIndirect, (uint)_typeIndex(parameters, results), table);

    /// <summary><c>drop</c>.</summary>
    public CodeBuilder Drop() => Op(Opcode.Drop);

    /// <summary><c>unreachable</c>.</summary>
    public CodeBuilder Unreachable() => Op(Opcode.Unreachable);

    /// <summary><c>select</c>, without a type or with the given ones.</summary>
    public CodeBuilder Select(params ReadOnlySpan<ValueKind> types)
    {
        if (types.IsEmpty)
        {
            return Op(Opcode.Select);
        }

        _code.Op(Opcode.SelectT).Kinds(types);
        return this;
    }

    /// <summary><c>ref.null</c>.</summary>
    public CodeBuilder RefNull(ValueKind kind)
    {
        _code.Op(Opcode.RefNull).Kind(kind);
        return this;
    }

    /// <summary><c>ref.func</c>.</summary>
    public CodeBuilder RefFunc(uint function) => Op(Opcode.RefFunc, function);

    /// <summary>The instructions as they stand in an expression.</summary>
    internal byte[] ToExpression() => _open ? _code.ToArray() : new WasmWriter().Bytes(_code.ToArray()).Op(Opcode.End).ToArray();

    /// <summary>Local declarations and instructions as they stand in the code section, without the size.</summary>
    internal byte[] ToBody() => new WasmWriter().U(_localGroups).Bytes(_locals.ToArray()).Bytes(ToExpression()).ToArray();

    private CodeBuilder Structured(Opcode opcode, ValueKind[] parameters, ValueKind[] results)
    {
        _code.Op(opcode);
        switch (parameters.Length, results.Length)
        {
            case (0, 0):
                _code.Bytes(0x40);
                break;
            case (0, 1):
                _code.Kind(results[0]);
                break;
            default:
                _code.S(_typeIndex(parameters, results));
                break;
        }

        return this;
    }
}
