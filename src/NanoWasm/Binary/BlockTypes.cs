// Types of blocks that are given by one value type.
namespace NanoWasm.Binary;

/// <summary>
/// The value types stand once each at the beginning of <see cref="ModuleData.ValTypes"/>, so that a block whose type is a single value type refers to its
/// result there, as others refer to the results of a function type.
/// </summary>
[AllocationFree]
internal static class BlockTypes
{
    /// <summary>Puts every value type into an empty buffer.</summary>
    /// <returns>False where the workspace is full.</returns>
    public static bool AddSingles(ref NativeBuffer<ValType> types) =>
        types.Add(ValType.I32) && types.Add(ValType.I64) && types.Add(ValType.F32) && types.Add(ValType.F64)
        && types.Add(ValType.FuncRef) && types.Add(ValType.ExternRef) && types.Add(ValType.V128);

    /// <summary>Where a value type stands.</summary>
    public static int IndexOf(ValType type) => type switch
    {
        ValType.I32 => 0,
        ValType.I64 => 1,
        ValType.F32 => 2,
        ValType.F64 => 3,
        ValType.FuncRef => 4,
        ValType.ExternRef => 5,
        _ => 6,
    };
}
