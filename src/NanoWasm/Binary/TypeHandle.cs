// Holds a process-wide type number for managed objects.
namespace NanoWasm.Binary;

/// <summary>Keeps a defined type's number from being used for another one, as long as anything refers to this.</summary>
internal sealed unsafe class TypeHandle
{
    /// <summary>Holds the type with an index in a module, which is held by the caller.</summary>
    public TypeHandle(ModuleData* module, int index)
    {
        Index = index;
        Number = module->RuntimeType(index)->Number;
        Kind = module->Types[index].Kind;
        IsPlain = module->Types[index] is { GroupSize: 1, Final: true, Super: < 0 };
        TypeRegistry.Acquire(Number);
    }

    /// <summary>Lets go of the number.</summary>
    ~TypeHandle() => TypeRegistry.Release(Number);

    /// <summary>The process-wide number.</summary>
    [AllocationFree]
    public uint Number { get; }

    /// <summary>What the type is.</summary>
    [AllocationFree]
    public TypeKind Kind { get; }

    /// <summary>Its index in the module that it was found in, for text.</summary>
    public int Index { get; }

    /// <summary>Whether value types tell all of a function type: it has and may have no super- or subtypes, and is no part of a larger group.</summary>
    public bool IsPlain { get; }
}
