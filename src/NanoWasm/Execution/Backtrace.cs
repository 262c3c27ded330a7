// Who called whom when a trap happened.
using NanoWasm.Linking;

namespace NanoWasm.Execution;

/// <summary>Reads wasm backtraces off the frame stack.</summary>
internal static unsafe class Backtrace
{
    /// <summary>The most frames that a backtrace holds: the innermost ones.</summary>
    public const int MaxFrames = 100;

    /// <summary>The functions from the innermost one outwards.</summary>
    /// <param name="context">The context that trapped; its machine has not been entered since.</param>
    /// <param name="first">The frame of the call from the host.</param>
    public static WasmFrame[] Capture(Context* context, Frame* first)
    {
        List<WasmFrame> frames = [Describe(context, context->Function, context->Pc)];
        for (Frame* frame = context->Frame - 1; frame > first && frames.Count < MaxFrames; frame--)
        {
            if (frame->Pc == Driver.ReturnCode)
            {
                context = (Context*)frame->Fp;
                continue;
            }

            // A return address; the call lies before it.
            frames.Add(Describe(context, frame->Function, frame->Pc - 1));
        }

        return [.. frames];
    }

    private static WasmFrame Describe(Context* context, FunctionData* function, byte* pc)
    {
        Module module = InstanceHost.InstanceOf(context).Module;
        byte* instruction = CodePosition.InstructionAt(function, pc);
        int index = (int)function->Index;
        return new WasmFrame(module.Name, index, module.FindFunctionName(index), module.OffsetOf(instruction));
    }
}
