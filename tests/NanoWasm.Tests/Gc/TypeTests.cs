// Types: equal ones, subtypes, and modules that try what hostile ones would.
using NanoWasm.Binary;

namespace NanoWasm.Tests.Gc;

public sealed class TypeTests
{
    [Fact]
    public unsafe void Groups_EqualByStructure_HaveTheSameTypesInAllModules()
    {
        // (rec (type $a (struct (field (ref null $b)))) (type $b (struct (field (ref null $a)))))
        byte[] group = [0x4E, 2, 0x5F, 1, 0x63, 1, 0, 0x5F, 1, 0x63, 0, 0];
        byte[] shifted = [0x4E, 2, 0x5F, 1, 0x63, 2, 0, 0x5F, 1, 0x63, 1, 0];
        using Module first = Module.FromBytes(new ModuleBuilder().RawType(2, group).Build());
        using Module second = Module.FromBytes(new ModuleBuilder().RawType(1, 0x5F, 0).RawType(2, shifted).RawType(1, 0x5F, 1, 0x63, 1, 0).Build());

        Assert.Equal((nint)first.Data->RuntimeType(0), (nint)second.Data->RuntimeType(1));
        Assert.Equal((nint)first.Data->RuntimeType(1), (nint)second.Data->RuntimeType(2));
        Assert.NotEqual((nint)first.Data->RuntimeType(0), (nint)second.Data->RuntimeType(3));
        Assert.NotEqual((nint)first.Data->RuntimeType(0), (nint)first.Data->RuntimeType(1));
    }

    [Fact]
    public void Types_OfModulesThatAreGone_AreForgotten()
    {
        byte[] module = new ModuleBuilder().RawType(1, 0x5F, 3, 0x7F, 0, 0x7E, 0, 0x7C, 1).RawType(1, 0x5F, 1, 0x63, 0, 1).Build();
        Module.FromBytes(module).Dispose();
        int before = TypeRegistry.Count;
        for (int i = 0; i < 100; i++)
        {
            Module.FromBytes(module).Dispose();
        }

        // Tests that run at the same time may hold types, too.
        Assert.InRange(TypeRegistry.Count, 0, before + 150);
    }

    [Theory]
    [InlineData(63, null)]
    [InlineData(64, "subtyping too deep")]
    public void Subtypes_OfADepth_AreAllowedUpToALimit(int depth, string? message)
    {
        ModuleBuilder module = new ModuleBuilder().RawType(1, 0x50, 0, 0x5F, 0);
        for (int i = 0; i < depth; i++)
        {
            module.RawType(1, 0x50, 1, (byte)i, 0x5F, 0);
        }

        ModuleException? error = Module.Validate(module.Build());

        Assert.Equal(message is null, error is null);
        Assert.StartsWith(message ?? string.Empty, error?.Message ?? string.Empty, StringComparison.Ordinal);
    }

    [Fact]
    public void Group_OfMoreTypesThanThereAreBytes_IsRefused()
    {
        byte[] huge = new ModuleBuilder().RawType(1, 0x4E, 0xC0, 0x84, 0x3D, 0x5F, 0).Build();
        byte[] beyond = new ModuleBuilder().RawType(1, 0x4E, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x5F, 0).Build();

        Assert.Equal(ModuleErrorKind.Malformed, Module.Validate(huge)!.Kind);
        Assert.Equal(ModuleErrorKind.LimitExceeded, Module.Validate(beyond)!.Kind);
    }

    [Fact]
    public void Struct_OfMoreFieldsThanAllowed_IsRefused() =>
        Assert.Equal(ModuleErrorKind.LimitExceeded, Module.Validate(new ModuleBuilder().RawType(1, 0x5F, 0x91, 0x4E).Build())!.Kind);

    [Theory]
    [InlineData("sub type does not match super type: type 0 is final", 0x4F, 0, 0x5F, 0)]
    [InlineData("unknown type", 0x50, 0, 0x5F, 1, 0x63, 9, 0)]
    public void Types_ThatAreNotValid_AreRefused(string message, params int[] entry) => Assert.StartsWith(
        message,
        Module.Validate(new ModuleBuilder().RawType(1, [.. entry.Select(static value => (byte)value)]).RawType(1, 0x50, 1, 0, 0x5F, 0).Build())!.Message,
        StringComparison.Ordinal);

    [Fact]
    public void Locals_ThatCannotBeNull_HaveToBeSetInEachBlock()
    {
        const byte Reference = 0x64;
        static byte[] Module(Action<CodeBuilder> body) => new ModuleBuilder().RawType(1, 0x5F, 0).Function([], [], f => body(f.RawLocals(1, Reference, 0))).Build();

        Assert.Null(NanoWasm.Module.Validate(Module(static f => f.Raw(0xFB, 0, 0).LocalSet(0).LocalGet(0).Drop())));
        Assert.StartsWith("uninitialized local 0", NanoWasm.Module.Validate(Module(static f => f.LocalGet(0).Drop()))!.Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "uninitialized local 0",
            NanoWasm.Module.Validate(Module(static f => f.Block().Raw(0xFB, 0, 0).LocalSet(0).End().LocalGet(0).Drop()))!.Message,
            StringComparison.Ordinal);
    }
}
