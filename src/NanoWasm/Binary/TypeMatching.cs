// Whether types are subtypes of one another.
using NanoWasm.Execution;

namespace NanoWasm.Binary;

/// <summary>What matching has to know of defined types.</summary>
[AllocationFree]
internal interface IDefinedTypes
{
    /// <summary>What the type with an index is.</summary>
    TypeKind KindOf(int index);

    /// <summary>Whether a type is another one or a subtype of it.</summary>
    bool IsSubtype(int index, int super);
}

/// <summary>The types of a module, by canonical index. An ancestor is found in a number of steps that is logarithmic in <see cref="TypeData.MaxDepth"/>.</summary>
/// <remarks>Unsafe: indices are those of a module that was parsed so far, which the reader has checked.</remarks>
[AllocationFree]
internal readonly unsafe struct ModuleTypes(ModuleData* module) : IDefinedTypes
{
    private readonly TypeData* _types = module->Types.Items;

    /// <inheritdoc/>
    public TypeKind KindOf(int index) => _types[index].Kind;

    /// <inheritdoc/>
    public bool IsSubtype(int index, int super)
    {
        int depth = _types[super].Depth;
        while (_types[index].Depth > depth)
        {
            int jump = _types[index].Jump;
            index = _types[jump].Depth >= depth ? jump : _types[index].Super;
        }

        return index == super;
    }
}

/// <summary>The types of the process, by number; those in question are held.</summary>
[AllocationFree]
internal readonly unsafe struct ProcessTypes : IDefinedTypes
{
    /// <inheritdoc/>
    public TypeKind KindOf(int index) => TypeRegistry.Get((uint)index)->Kind;

    /// <inheritdoc/>
    public bool IsSubtype(int index, int super) => RuntimeType.IsSubtype(TypeRegistry.Get((uint)index), TypeRegistry.Get((uint)super));
}

/// <summary>Matching of types (specification 3.3).</summary>
[AllocationFree]
internal static unsafe class TypeMatching
{
    /// <summary>Whether a value type of a module is another one or a subtype of it.</summary>
    public static bool Matches(ModuleData* module, ValType type, ValType super) => Matches(new ModuleTypes(module), type, super);

    /// <summary>Whether a value type is another one or a subtype of it.</summary>
    public static bool Matches<TTypes>(TTypes types, ValType type, ValType super)
        where TTypes : struct, IDefinedTypes
    {
        if (type == super || type == ValType.Bottom)
        {
            return true;
        }

        return type.IsReference()
            && super.IsReference()
            && (super.IsNullable() || !type.IsNullable())
            && MatchesHeap(types, type.WithNull(), super.WithNull());
    }

    /// <summary>Whether what a type says of itself allows it to be a subtype of the one that it names (specification 3.3.12).</summary>
    public static bool IsValidSubtype(ModuleData* module, in TypeData type, in TypeData super)
    {
        if (type.Kind != super.Kind)
        {
            return false;
        }

        ValType* own = module->ValTypes.Items + type.First;
        ValType* inherited = module->ValTypes.Items + super.First;
        if (type.Kind != TypeKind.Function)
        {
            return type.ParameterCount >= super.ParameterCount && AllFieldsMatch(module, own, inherited, super.ParameterCount);
        }

        return type.ParameterCount == super.ParameterCount
            && type.ResultCount == super.ResultCount
            && AllMatch(module, inherited, own, type.ParameterCount)
            && AllMatch(module, own + type.ParameterCount, inherited + type.ParameterCount, type.ResultCount);
    }

    /// <summary>The topmost type above a reference type, as a nullable reference.</summary>
    public static ValType TopOf(ModuleData* module, ValType type) =>
        ValTypes.TopOf(type.IsDefined() ? AbstractOf(module->Types[type.Index()].Kind) : type);

    private static bool MatchesHeap<TTypes>(TTypes types, ValType type, ValType super)
        where TTypes : struct, IDefinedTypes
    {
        if (type == super || type == ValType.BottomRef.WithNull())
        {
            return true;
        }

        if (!type.IsDefined())
        {
            return super.IsDefined()
                ? type == (types.KindOf(super.Index()) == TypeKind.Function ? ValType.NullFuncRef : ValType.NullRef)
                : ValTypes.IsAbstractSubtype(type, super);
        }

        return super.IsDefined()
            ? types.IsSubtype(type.Index(), super.Index())
            : ValTypes.IsAbstractSubtype(AbstractOf(types.KindOf(type.Index())), super);
    }

    /// <summary>The abstract type right above a defined one, as a nullable reference.</summary>
    private static ValType AbstractOf(TypeKind kind) => kind switch
    {
        TypeKind.Function => ValType.FuncRef,
        TypeKind.Struct => ValType.StructRef,
        _ => ValType.ArrayRef,
    };

    private static bool AllMatch(ModuleData* module, ValType* types, ValType* supers, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (!Matches(module, types[i], supers[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AllFieldsMatch(ModuleData* module, ValType* fields, ValType* supers, int count)
    {
        for (int i = 0; i < count; i++)
        {
            // What can be set cannot be of another type; constants can be of a subtype.
            bool matches = fields[i] == supers[i] || (((fields[i] | supers[i]) & ValType.Mutable) == 0 && Matches(module, fields[i], supers[i]));
            if (!matches)
            {
                return false;
            }
        }

        return true;
    }
}
