// A tag: what exceptions of one sort have in common.
using System.Runtime.InteropServices;
using NanoWasm.Binary;
using NanoWasm.Execution;

namespace NanoWasm;

/// <summary>
/// A tag (specification 4.2.11): names a sort of exceptions and the types of the values that they carry. Two tags of the same type are different tags. One made by the
/// host can be given to any number of modules as an import; belongs to no thread.
/// </summary>
/// <example><code>
/// Tag tag = new(ValueKind.I32);
/// linker.Define("env", "error", tag).DefineFunction("env", "fail", () => throw new WasmException(tag, 42));
/// </code></example>
public sealed unsafe class Tag : Extern
{
    private readonly TagHandle _handle;

    /// <summary>A new tag.</summary>
    /// <param name="type">Its type.</param>
    public Tag(TagType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        TagType = type;
        _handle = new TagHandle(this);
    }

    /// <summary>A new tag.</summary>
    /// <param name="parameters">The types of the values that its exceptions carry.</param>
    /// <exception cref="ArgumentException">There are more than 1,000.</exception>
    public Tag(params ReadOnlySpan<ValueKind> parameters)
        : this(TypeOf(parameters))
    {
    }

    /// <inheritdoc/>
    public override ExternalType Type => TagType;

    /// <summary>Its type.</summary>
    public TagType TagType { get; }

    /// <summary>The tag as the machine sees it; lives as long as this object.</summary>
    [AllocationFree]
    internal TagData* Data => _handle.Data;

    /// <summary>The type as in the text format.</summary>
    public override string ToString() => TagType.ToString();

    /// <summary>The tag that data belongs to, which somebody holds.</summary>
    [AllocationFree]
    internal static Tag Of(TagData* data) => (Tag)GCHandle.FromIntPtr(data->Owner).Target!;

    private static TagType TypeOf(ReadOnlySpan<ValueKind> parameters)
    {
        WasmType[] types = new WasmType[parameters.Length];
        for (int i = 0; i < types.Length; i++)
        {
            types[i] = parameters[i];
        }

        return new TagType(new FuncType(ImmutableCollectionsMarshal.AsImmutableArray(types), []));
    }

    /// <summary>Owns the native part of a tag.</summary>
    private sealed class TagHandle : SafeHandle
    {
        public TagHandle(Tag tag)
            : base(0, ownsHandle: true)
        {
            ReadOnlySpan<WasmType> types = tag.TagType.Signature.Parameters.AsSpan();
            TagData* data = (TagData*)NativeMemory.AllocZeroed((nuint)sizeof(TagData));
            data->Count = types.Length;
            foreach (WasmType type in types)
            {
                data->HasVectors |= type.Code == ValType.V128;
            }

            data->Owner = GCHandle.ToIntPtr(GCHandle.Alloc(tag, GCHandleType.Weak));
            SetHandle((nint)data);
        }

        public override bool IsInvalid => handle == 0;

        [AllocationFree]
        public TagData* Data => (TagData*)handle;

        protected override bool ReleaseHandle()
        {
            GCHandle.FromIntPtr(Data->Owner).Free();
            NativeMemory.Free(Data);
            return true;
        }
    }
}
