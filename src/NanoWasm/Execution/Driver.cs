// The loop around the machine: does what handlers cannot, and re-enters.
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace NanoWasm.Execution;

/// <summary>
/// Runs functions to their end. Whenever the machine needs the managed world it returns an <see cref="Exit"/> and stands at an
/// instruction boundary with its whole state in the context and on the stacks; the driver does what is asked and re-enters.
/// </summary>
/// <remarks>
/// Relies on validation for everything that the machine does, and on the group lock (see <see cref="Invocation"/>): all contexts that it
/// meets belong to live instances of one group, and nobody else runs in them.
/// </remarks>
[AllocationFree]
internal static unsafe partial class Driver
{
    private const byte GcPrefix = 0xFB;

    private static readonly FunctionData* OutsideFunction = (FunctionData*)NativeMemory.AllocZeroed((nuint)sizeof(FunctionData));

    /// <summary>Stands in frames for the function that is not one: below the outermost function and between instances.</summary>
    public static FunctionData* Outside => OutsideFunction;

    /// <summary>The code that the outermost function returns to.</summary>
    public static byte* FinishCode { get; } = MakeCode(DispatchTable.NanowasmFinish);

    /// <summary>The code that a function called from another instance returns to.</summary>
    public static byte* ReturnCode { get; } = MakeCode(DispatchTable.NanowasmReturn);

    /// <summary>Calls a function of an instance and runs it to its end.</summary>
    /// <param name="host">The owner of the instance.</param>
    /// <param name="stack">The stacks to run on.</param>
    /// <param name="context">The instance.</param>
    /// <param name="function">One of its functions.</param>
    /// <param name="slots">The arguments, at or above the top of the stack; the results take their place.</param>
    /// <returns>
    /// Null where it finished; else the context that it trapped in, or threw in if the trap is <see cref="TrapKind.None"/> (<see cref="Context.Thrown"/> is what, then).
    /// </returns>
    public static Context* Run<THost>(ref THost host, ExecutionStack* stack, Context* context, FunctionData* function, ulong* slots)
        where THost : struct, IMachineHost, allows ref struct
    {
        ulong* top = stack->Top;
        Frame* frame = stack->FrameTop;
        Context* outer = stack->Running;
        context->Frame = frame;
        context->Sp = slots + function->ParameterCount - 1;
        context->Pc = function->Code;
        context->Function = function;
        if (context->Sp + function->FrameSize > stack->Limit || frame == stack->FrameLimit)
        {
            context->Trap = TrapKind.CallStackExhausted;
            return context;
        }

        *frame = new Frame { Pc = FinishCode, Fp = slots, Function = Outside };
        Enter(stack, context, function, frame + 1);
        Interruptions.SetRunning(stack, context);
        try
        {
            return Loop(ref host, stack, context, slots, function->ResultCount);
        }
        finally
        {
            stack->Top = top;
            stack->FrameTop = frame;
            Interruptions.SetRunning(stack, outer);
        }
    }

    private static Context* Loop<THost>(ref THost host, ExecutionStack* stack, Context* context, ulong* slots, int resultCount)
        where THost : struct, IMachineHost, allows ref struct
    {
        for (; ; )
        {
            Context* next = context;
            switch (Step(context))
            {
                case Exit.Finished:
                    if (resultCount != 0)
                    {
                        *context->Sp = context->Tos;
                    }

                    return null;
                case Exit.Trap when AtomicExits.CanBeginAgain(context):
                    break;
                case Exit.Trap:
                    return context;
                case Exit.Call when context->Callee->Owner == null:
                    next = CallHost(ref host, stack, context, isLast: false);
                    break;
                case Exit.Call:
                    next = CallInstance(stack, context);
                    break;
                case Exit.TailCall when context->Callee->Owner == null:
                    MoveArguments(context);
                    next = CallHost(ref host, stack, context, isLast: true);
                    break;
                case Exit.TailCall:
                    next = TailCallInstance(stack, context);
                    break;
                case Exit.Throw:
                    next = Throw(ref host, stack, context);
                    break;
                case Exit.ThrowReference:
                    next = ThrowReference(ref host, stack, context);
                    break;
                case Exit.Rethrow:
                    next = Rethrow(ref host, stack, context);
                    break;
                case Exit.ReturnToInstance:
                    next = ReturnToInstance(stack, context);
                    break;
                case Exit.Interrupted:
                    if (Interruptions.Acknowledge(stack, context))
                    {
                        return context;
                    }

                    break;
                case Exit.MakeRoom:
                    if (!MakeRoom(ref host, stack, context))
                    {
                        return context;
                    }

                    break;
                case Exit.MemoryGrow:
                    GrowMemory(ref host, context);
                    break;
                case Exit.TableGrow:
                    GrowTable(ref host, context);
                    break;
                case Exit.AtomicNotify:
                    if (!AtomicExits.Notify(ref host, context))
                    {
                        return context;
                    }

                    break;
                case Exit.AtomicWait32:
                    if (!AtomicExits.Wait(ref host, stack, context, sizeof(int)))
                    {
                        return context;
                    }

                    break;
                case Exit.AtomicWait64:
                    if (!AtomicExits.Wait(ref host, stack, context, sizeof(long)))
                    {
                        return context;
                    }

                    break;
                case Exit.Continue:
                default:
                    ThrowUnexpected();
                    break;
            }

            if (next == null)
            {
                return context;
            }

            if (next != context && Interruptions.Switch(stack, next))
            {
                return next;
            }

            context = next;
        }
    }

    [DoesNotReturn]
    private static void ThrowUnexpected() => throw new UnreachableException("The machine left with a code that only the switch dispatcher uses.");

    /// <summary>Enters the machine.</summary>
    private static Exit Step(Context* context)
    {
        // Memory may have grown or moved while the machine was outside.
        MemoryData* memory = *context->Memories;
        if (memory != null)
        {
            context->MemoryBase = memory->Base;
            context->MemorySize = memory->Size;
        }

        return context->Threaded
            ? ThreadedDispatcher.Run(context)
            : SwitchDispatcher.Run(context);
    }

    /// <summary>Makes a context stand on a function's first instruction; the arguments end at its <see cref="Context.Sp"/>, and there is room.</summary>
    private static void Enter(ExecutionStack* stack, Context* context, FunctionData* function, Frame* frame)
    {
        ulong* locals = context->Sp + 1;
        new Span<ulong>(locals, function->ZeroedLocals).Clear();
        if ((context->Traits & ModuleTraits.Vectors) != 0)
        {
            new Span<ulong>(locals + stack->High, function->ZeroedLocals).Clear();
        }

        context->Fp = locals - function->ParameterCount;
        context->Sp = locals + function->ZeroedLocals;
        context->Tos = 0;
        context->Pc = function->Code;
        context->Stp = function->SideTable;
        Resume(stack, context, function, frame);
    }

    /// <summary>Sets what the machine keeps in the context rather than in registers.</summary>
    private static void Resume(ExecutionStack* stack, Context* context, FunctionData* function, Frame* frame)
    {
        context->Function = function;
        context->CodeEnd = function->CodeEnd;
        context->Frame = frame;
        context->FrameLimit = stack->FrameLimit;
        context->StackLimit = stack->Limit;
        context->High = stack->High;
    }

    /// <summary>Calls <see cref="Context.Callee"/>, a function of the host.</summary>
    /// <param name="host">The owner of the instance.</param>
    /// <param name="stack">The stacks.</param>
    /// <param name="context">The caller; the machine stands behind the call.</param>
    /// <param name="isLast">Whether the call takes the place of the function that runs.</param>
    /// <returns>The context to go on in; null where it ends in a trap, or in an exception that nobody has caught (see <see cref="Catch"/>).</returns>
    private static Context* CallHost<THost>(ref THost host, ExecutionStack* stack, Context* context, bool isLast)
        where THost : struct, IMachineHost, allows ref struct
    {
        // The host function may call back into this very context: what it must not lose is kept here.
        FunctionReference* callee = context->Callee;
        byte* pc = context->Pc;
        ulong* fp = context->Fp;
        BranchEntry* stp = context->Stp;
        FunctionData* function = context->Function;
        Frame* frame = context->Frame;
        FunctionData* data = callee->Function;
        ulong* slots = context->Sp + 1 - data->ParameterCount;

        stack->FrameTop = frame;
        stack->Top = slots + Math.Max(data->ParameterCount, data->ResultCount);
        TrapKind trap = host.CallHost(context, callee, slots, stack->High, out bool threw);
        context->Pc = pc;
        context->Fp = fp;
        context->Stp = stp;
        context->Sp = slots + data->ResultCount - 1;
        context->Tos = *context->Sp;
        Resume(stack, context, function, frame);
        if (trap == TrapKind.None && !threw)
        {
            if (isLast)
            {
                Return(stack, context);
            }

            return context;
        }

        // The machine stands behind the call.
        context->Pc--;
        if (threw)
        {
            return Catch(ref host, stack, context, host.TakeThrown(context, stack->Top), hasLeft: isLast);
        }

        context->Trap = trap;
        return null;
    }

    /// <returns>The callee's context; null, and a trap, where the stacks have no room.</returns>
    private static Context* CallInstance(ExecutionStack* stack, Context* caller)
    {
        Context* callee = caller->Callee->Owner;
        FunctionData* function = caller->Callee->Function;
        Frame* frame = caller->Frame;
        if (stack->FrameLimit - frame < 2 || caller->Sp + function->FrameSize > stack->Limit || !HasHighHalves(stack, callee))
        {
            return Exhausted(caller);
        }

        frame[0] = new Frame { Pc = caller->Pc, Fp = caller->Fp, Stp = caller->Stp, Function = caller->Function };
        frame[1] = new Frame { Pc = ReturnCode, Fp = (ulong*)caller, Function = Outside };
        callee->Sp = caller->Sp;
        Enter(stack, callee, function, frame + 2);
        return callee;
    }

    /// <summary>Whether the stack has the high halves that an instance with vectors needs; they are added where an instance without has begun.</summary>
    private static bool HasHighHalves(ExecutionStack* stack, Context* callee) =>
        (callee->Traits & ModuleTraits.Vectors) == 0 || stack->High != 0 || stack->TryAddHighHalves();

    /// <summary>Lets a function of another instance take the place of the one that runs.</summary>
    /// <returns>The callee's context; null, and a trap, where the stacks have no room.</returns>
    private static Context* TailCallInstance(ExecutionStack* stack, Context* caller)
    {
        Context* callee = caller->Callee->Owner;
        FunctionData* function = caller->Callee->Function;
        Frame* frame = caller->Frame;

        // What was called from another instance returns there from here, too: calls to and fro take no more frames than one.
        bool isReturning = frame[-1].Pc == ReturnCode;
        if ((!isReturning && frame == stack->FrameLimit) || caller->Fp + function->ParameterCount - 1 + function->FrameSize > stack->Limit || !HasHighHalves(stack, callee))
        {
            return Exhausted(caller);
        }

        if (!isReturning)
        {
            *frame++ = new Frame { Pc = ReturnCode, Fp = (ulong*)caller, Function = Outside };
        }

        MoveArguments(caller);
        callee->Sp = caller->Sp;
        Enter(stack, callee, function, frame);
        return callee;
    }

    /// <summary>Moves the arguments of a tail call down to where the locals of the function that runs are.</summary>
    private static void MoveArguments(Context* context)
    {
        int count = context->Callee->Function->ParameterCount;
        ulong* arguments = context->Sp + 1 - count;
        new Span<ulong>(arguments, count).CopyTo(new Span<ulong>(context->Fp, count));
        if ((context->Traits & ModuleTraits.Vectors) != 0)
        {
            new Span<ulong>(arguments + context->High, count).CopyTo(new Span<ulong>(context->Fp + context->High, count));
        }

        context->Sp = context->Fp + count - 1;
    }

    /// <summary>Goes on in the caller of the function that ran; the results have their place.</summary>
    private static void Return(ExecutionStack* stack, Context* context)
    {
        Frame* frame = context->Frame - 1;
        context->Pc = frame->Pc;
        context->Fp = frame->Fp;
        context->Stp = frame->Stp;
        Resume(stack, context, frame->Function, frame);
    }

    private static Context* ReturnToInstance(ExecutionStack* stack, Context* callee)
    {
        // The frame that was just left (Driver.ReturnCode) carried the caller's context in place of locals.
        Context* caller = (Context*)callee->Fp;
        Frame* frame = callee->Frame - 1;
        caller->Pc = frame->Pc;
        caller->Fp = frame->Fp;
        caller->Stp = frame->Stp;
        caller->Sp = callee->Sp;
        caller->Tos = callee->Tos;
        Resume(stack, caller, frame->Function, frame);
        return caller;
    }

    /// <summary>The trap of a call for which there was no room; the machine stands behind the call.</summary>
    /// <returns>Null.</returns>
    private static Context* Exhausted(Context* context)
    {
        context->Pc--;
        context->Trap = TrapKind.CallStackExhausted;
        return null;
    }

    /// <summary>Has room made for an object; the instruction is run again.</summary>
    /// <returns>False where it ends in a trap.</returns>
    private static bool MakeRoom<THost>(ref THost host, ExecutionStack* stack, Context* context)
        where THost : struct, IMachineHost, allows ref struct
    {
        ulong* top = stack->Top;
        stack->Top = context->Sp + 1;
        bool made = host.MakeRoom(context);
        stack->Top = top;
        if (!made)
        {
            context->Trap = TrapKind.GcHeapExhausted;
            return false;
        }

        // Back from the opcode's last byte to its prefix, which no byte of the number behind it is.
        while (*context->Pc != GcPrefix)
        {
            context->Pc--;
        }

        return true;
    }

    private static void GrowMemory<THost>(ref THost host, Context* context)
        where THost : struct, IMachineHost, allows ref struct
    {
        uint memory = (uint)Leb128.ReadUInt32(context->Pc + 1);
        bool is64 = context->Memories[memory]->Is64;
        long old = host.GrowMemory(context, memory, is64 ? context->Tos : (uint)context->Tos);
        context->Tos = is64 ? (ulong)old : (uint)old;
        context->Pc = Leb128.Skip(context->Pc + 1);
    }

    private static void GrowTable<THost>(ref THost host, Context* context)
        where THost : struct, IMachineHost, allows ref struct
    {
        uint table = (uint)Leb128.ReadUInt32(context->Pc + 1);
        context->Sp--;
        bool is64 = context->Tables[table]->Is64;
        long old = host.GrowTable(context, table, is64 ? context->Tos : (uint)context->Tos, *context->Sp);
        context->Tos = is64 ? (ulong)old : (uint)old;
        context->Pc = Leb128.Skip(context->Pc + 1);
    }

    /// <summary>Constant data of the assembly, which never moves.</summary>
    /// <summary>An opcode of our own, with the bytes behind it that are read, too.</summary>
    private static byte* MakeCode(int opcode)
    {
        byte* code = (byte*)NativeMemory.AllocZeroed(1 + ReadableBytes.Count);
        *code = (byte)opcode;
        return code;
    }
}
