// Throwing: finds the handler on the frames, and goes on there.
namespace NanoWasm.Execution;

/// <content>
/// Exceptions (specification 4.6.10). Nothing is unwound before a handler is found, so that one that nobody catches leaves the frames for the backtrace. An exception becomes
/// data in a store only where a handler takes a reference to it.
/// </content>
internal static unsafe partial class Driver
{
    /// <summary>Runs <c>throw</c>, which the context stands on.</summary>
    /// <returns>The context to go on in; null where it ends in a trap, or in an exception that nobody has caught (see <see cref="Catch"/>).</returns>
    private static Context* Throw<THost>(ref THost host, ExecutionStack* stack, Context* context)
        where THost : struct, IMachineHost, allows ref struct
    {
        TagData* tag = context->Tags[(uint)Leb128.ReadUInt32(context->Pc + 1)];
        *context->Sp = context->Tos;
        return Catch(ref host, stack, context, new Thrown { Tag = tag, Values = context->Sp + 1 - tag->Count, High = stack->High });
    }

    /// <summary>Runs <c>throw_ref</c>, which the context stands on.</summary>
    /// <returns>As <see cref="Throw"/>.</returns>
    private static Context* ThrowReference<THost>(ref THost host, ExecutionStack* stack, Context* context)
        where THost : struct, IMachineHost, allows ref struct
    {
        ExceptionData* exception = (ExceptionData*)context->Tos;
        if (exception == null)
        {
            context->Trap = TrapKind.NullExceptionReference;
            return null;
        }

        *context->Sp = context->Tos;
        return Catch(ref host, stack, context, Thrown.Again(exception));
    }

    /// <summary>Runs <c>rethrow</c>, which the context stands on: the side table says which local has the exception.</summary>
    /// <returns>As <see cref="Throw"/>.</returns>
    private static Context* Rethrow<THost>(ref THost host, ExecutionStack* stack, Context* context)
        where THost : struct, IMachineHost, allows ref struct
    {
        *context->Sp = context->Tos;
        return Catch(ref host, stack, context, Thrown.Again((ExceptionData*)context->Fp[context->Stp->Pc]));
    }

    /// <summary>Looks for a handler from where a context stands, outwards over the frames of this run.</summary>
    /// <param name="host">The owner of the instance.</param>
    /// <param name="stack">The stacks.</param>
    /// <param name="context">Where it was thrown; stands on the instruction.</param>
    /// <param name="thrown">What was thrown.</param>
    /// <param name="hasLeft">Whether the function that runs there has been left, by a tail call to a function that threw.</param>
    /// <returns>
    /// The context that goes on. Null where there is no handler: the trap is <see cref="TrapKind.None"/> then, and <see cref="Context.Thrown"/> is what was thrown;
    /// or where there is no memory for a reference to the exception, which is a trap.
    /// </returns>
    private static Context* Catch<THost>(ref THost host, ExecutionStack* stack, Context* context, Thrown thrown, bool hasLeft = false)
        where THost : struct, IMachineHost, allows ref struct
    {
        Context* handler = context;
        FunctionData* function = context->Function;
        byte* pc = context->Pc;
        ulong* fp = context->Fp;
        Frame* frame = context->Frame;
        for (; ; )
        {
            CatchClause* clause = hasLeft ? null : handler->Handlers.Find(pc, handler->Tags, thrown.Tag);
            hasLeft = false;
            if (clause != null)
            {
                if (clause->Reference != CatchClause.NoReference && thrown.Exception == null
                    && !MakeException(ref host, stack, context, handler, ref thrown))
                {
                    context->Trap = TrapKind.ExceptionMemoryExhausted;
                    return null;
                }

                EnterHandler(handler, clause, function, fp, thrown, stack->High);
                Resume(stack, handler, function, frame);
                return handler;
            }

            for (frame--; frame->Pc == ReturnCode; frame--)
            {
                handler = (Context*)frame->Fp;
            }

            if (frame->Pc == FinishCode)
            {
                context->Trap = TrapKind.None;
                context->Thrown = thrown;
                return null;
            }

            // A return address; the call lies before it.
            function = frame->Function;
            pc = frame->Pc - 1;
            fp = frame->Fp;
        }
    }

    /// <summary>Puts an exception into the store of the instance that is to get a reference to it.</summary>
    private static bool MakeException<THost>(ref THost host, ExecutionStack* stack, Context* context, Context* handler, ref Thrown thrown)
        where THost : struct, IMachineHost, allows ref struct
    {
        ExceptionData* exception = ExceptionStore.TryMake(handler->Exceptions, thrown.Tag);
        if (exception == null)
        {
            // Up to here lies what is in use, the values that are thrown included.
            ulong* top = context->Sp + 1;
            stack->Top = top > thrown.Values + thrown.Tag->Count ? top : thrown.Values + thrown.Tag->Count;
            host.CollectExceptions(context);
            exception = ExceptionStore.TryMake(handler->Exceptions, thrown.Tag);
            if (exception == null)
            {
                return false;
            }
        }

        thrown.CopyTo(ExceptionData.ValuesOf(exception), thrown.Tag->Count);
        thrown.Exception = exception;
        return true;
    }

    /// <summary>Makes a context stand where a clause goes on, with what it pushes on the stack.</summary>
    private static void EnterHandler(Context* handler, CatchClause* clause, FunctionData* function, ulong* fp, in Thrown thrown, nint high)
    {
        // The first operand lies behind the locals and the spare slot.
        ulong* target = fp + function->ParameterCount + function->ZeroedLocals + 1 + clause->Height;
        if (clause->Tag != CatchClause.AnyTag)
        {
            int count = thrown.Tag->Count;
            thrown.CopyTo(target, high);

            target += count;
        }

        if (clause->Reference == CatchClause.PushedReference)
        {
            *target++ = (ulong)thrown.Exception;
        }
        else if (clause->Reference != CatchClause.NoReference)
        {
            fp[clause->Reference] = (ulong)thrown.Exception;
        }

        handler->Sp = target - 1;
        handler->Tos = *handler->Sp;
        handler->Fp = fp;
        handler->Pc = handler->Handlers.Code + clause->Target;
        handler->Stp = function->SideTable + clause->SideTable;
    }
}
