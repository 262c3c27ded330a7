// What of a module or of an instance's options changes the meaning of opcodes.
using System;

namespace NanoWasm.Generators.Model;

/// <summary>
/// What of a module or of an instance's options, rather than of an instruction's bytes, decides what the instruction does. Opcodes that a trait changes have a second
/// handler, a form, which instances with the trait run; see <see cref="Emit.Dispatch.HandlerForms"/>. Emitted as <c>ModuleTraits</c>.
/// </summary>
[Flags]
internal enum Traits
{
    /// <summary>Values take one slot, and there is at most one memory, with 32-bit addresses.</summary>
    None = 0,

    /// <summary>The module uses v128: values of unknown type have a high half.</summary>
    Vectors = 1,

    /// <summary>The module has several memories, or memories or tables with 64-bit addresses.</summary>
    Memories = 2,

    /// <summary>Types of blocks may be references in two parts. Only handlers that expect types of a byte are changed by it.</summary>
    ReferenceBlocks = 4,

    /// <summary>The instance does not ask for canonical NaNs: operators give whichever the processor makes.</summary>
    AnyNaNs = 8,
}
