// What an instance keeps exceptions alive by.
using NanoWasm.Binary;
using NanoWasm.Execution;
using NanoWasm.Linking;

namespace NanoWasm;

/// <content>References to exceptions, while code runs. Unsafe: reads stacks, globals and tables of a live arena, within their sizes.</content>
public sealed unsafe partial class Instance
{
    /// <inheritdoc/>
    [AllocationFree]
    void IGroupMember.AddExceptions(ref ExceptionMarker marker) => marker.Add(Context->Exceptions);

    /// <inheritdoc/>
    [AllocationFree]
    void IGroupMember.MarkExceptions(ref ExceptionMarker marker)
    {
        marker.Mark(Stack->InUse);
        ModuleData* module = Module.Data;
        for (int i = 0; i < module->Globals.Count; i++)
        {
            if (module->Globals[i].Type.IsException())
            {
                marker.Mark(*Context->Globals[i]);
            }
        }

        for (int i = 0; i < module->Elements.Count; i++)
        {
            if (module->Elements[i].Type.IsException())
            {
                marker.Mark(new ReadOnlySpan<ulong>(Context->ElementSegments[i].Items, (int)Context->ElementSegments[i].Length));
            }
        }
    }
}
