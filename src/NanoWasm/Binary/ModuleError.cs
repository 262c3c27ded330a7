// An error in a module as plain data; ModuleException puts it into words.
namespace NanoWasm.Binary;

/// <summary>What is wrong with a module, where, and what was expected. Plain data: making one allocates nothing.</summary>
[AllocationFree]
internal struct ModuleError
{
    /// <summary>What is wrong; <see cref="ErrorCode.None"/> if nothing is.</summary>
    public ErrorCode Code;

    /// <summary>The byte offset in the module.</summary>
    public int Offset;

    /// <summary>The function whose body it is in, or -1.</summary>
    public int Function;

    /// <summary>The first number that the message speaks of; its meaning depends on <see cref="Code"/>.</summary>
    public ulong Argument0;

    /// <summary>The second number that the message speaks of.</summary>
    public ulong Argument1;
}
