// The native memory of a profile.
using System.Runtime.InteropServices;
using NanoWasm.Binary;
using NanoWasm.Execution;

namespace NanoWasm.Profiling;

/// <summary>Owns the counters of one instance. Holds a reference to the module, whose code they belong to.</summary>
internal sealed unsafe class ProfileArena : SafeHandle
{
    private readonly ModuleDataHandle _module;

    /// <summary>Makes counters for all code of a module, all zero.</summary>
    /// <exception cref="ObjectDisposedException">The module is disposed.</exception>
    /// <exception cref="InstantiationException">There is not enough memory.</exception>
    public ProfileArena(ModuleDataHandle module)
        : base(0, ownsHandle: true)
    {
        bool added = false;
        module.DangerousAddRef(ref added);
        _module = module;
        ReadOnlySpan<FunctionData> functions = module.Data->Functions.Span[module.Data->ImportedFunctions..];
        nuint length = functions.IsEmpty ? 0 : (nuint)(functions[^1].CodeEnd + 1 - functions[0].Code);
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(ProfileData)));
        try
        {
            // Memory that stays zero is not touched, and takes no room.
            Data->Steps = (byte*)NativeMemory.AllocZeroed(length);
            Data->Counts = (ulong*)NativeMemory.AllocZeroed(length, ProfileData.MaxRun * sizeof(ulong));
        }
        catch (OutOfMemoryException exception)
        {
            Dispose();
            throw new InstantiationException($"There is not enough memory for counters of {length:N0} bytes of code.", exception);
        }

        Data->Length = length;
        Data->Code = functions.IsEmpty ? null : functions[0].Code;
        foreach (FunctionData function in functions)
        {
            WriteSteps(function);
        }
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The counters.</summary>
    public ProfileData* Data => (ProfileData*)handle;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.Free(Data->Steps);
        NativeMemory.Free(Data->Counts);
        NativeMemory.Free(Data);
        _module.DangerousRelease();
        return true;
    }

    private void WriteSteps(FunctionData function)
    {
        int step = 0;
        for (byte* pc = function.Code; pc <= function.CodeEnd;)
        {
            Data->Steps[pc - Data->Code] = (byte)step;
            DecodedInstruction instruction = InstructionDecoder.Decode(pc);

            // Those that go on have 20 bytes at most, but for a select of many types, which is not valid.
            step = StraightLine.GoesOn(instruction.Opcode) ? instruction.Length : 0;
            pc += instruction.Length;
        }
    }
}
