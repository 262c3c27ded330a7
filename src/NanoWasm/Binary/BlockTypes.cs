// Types of blocks that are given by one value type.
namespace NanoWasm.Binary;

/// <summary>
/// Number types and references to abstract heap types stand once each at the beginning of <see cref="ModuleData.ValTypes"/>, so that a block whose type is a single
/// value type refers to its result there, as others refer to the results of a function type. References to defined types are kept by the validator.
/// </summary>
[AllocationFree]
internal static class BlockTypes
{
    private const uint FirstReference = (uint)ValType.ExnRef;
    private const uint LastReference = (uint)ValType.NullExnRef;
    private const uint FirstNumber = (uint)ValType.V128;
    private const uint LastNumber = (uint)ValType.I32;
    private const int Numbers = (int)(LastNumber - FirstNumber) + 1;

    /// <summary>Puts every value type but references to defined types into an empty buffer.</summary>
    /// <returns>False where the workspace is full.</returns>
    public static bool AddSingles(ref NativeBuffer<ValType> types)
    {
        bool added = true;
        for (uint code = FirstNumber; code <= LastNumber; code++)
        {
            added &= types.Add((ValType)code);
        }

        for (uint code = FirstReference; code <= LastReference; code++)
        {
            added &= types.Add((ValType)code) && types.Add((ValType)code | ValType.NonNull);
        }

        return added;
    }

    /// <summary>Where a value type stands that is no reference to a defined type.</summary>
    public static int IndexOf(ValType type)
    {
        uint code = (uint)type & 0xFF;
        return code >= FirstNumber
            ? (int)(code - FirstNumber)
            : Numbers + (2 * (int)(code - FirstReference)) + ((type & ValType.NonNull) != 0 ? 1 : 0);
    }
}
