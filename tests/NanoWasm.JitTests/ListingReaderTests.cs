// Reading the JIT's listing.
using NanoWasm.JitCheck.Listings;
using Xunit;

namespace NanoWasm.JitTests;

/// <summary>Tests of <see cref="ListingReader"/> and what is computed from a listing.</summary>
public sealed class ListingReaderTests
{
    private const string Text = """
        ; Assembly listing for method Name.Space.Type:Get(ptr,ptr,ulong,ptr,ptr,ptr):int (FullOpts)
        ; Emitting BLENDED_CODE for generic X64 + VEX on Unix
        ; rbp based frame

        G_M000_IG01:                ;; offset=0x0000
               push     rbp
               mov      rbp, rsp

        G_M000_IG02:                ;; offset=0x0004
               cmp      byte  ptr [rdi+0x01], 0
               jge      SHORT G_M000_IG04

        G_M000_IG03:                ;; offset=0x000A
               mov      rax, 0x7F3D25F90A68
               pop      rbp
               tail.jmp rax
               align    [3 bytes for IG04]

        G_M000_IG04:                ;; offset=0x0011
               movzx    rax, byte  ptr [rdi+0x02]
               mov      rax, qword ptr [r9+8*rax+0x78]
               add      rdi, 2

        G_M000_IG05:                ;; offset=0x0020
               pop      rbp
               tail.jmp rax
        RWD00  	dq	7FF8000000000000h	;          nan

        ; Total bytes of code 35

        """;

    [Fact]
    public void Read_Method_HasNameTierAndSize()
    {
        MethodListing method = Assert.Single(ListingReader.Read(Text.Split('\n')));

        Assert.Equal("Name.Space.Type:Get", method.Name);
        Assert.Equal("FullOpts", method.Tier);
        Assert.Equal(35, method.Bytes);
    }

    [Fact]
    public void Read_Method_HasInstructionsWithoutPaddingAndData()
    {
        MethodListing method = Assert.Single(ListingReader.Read(Text.Split('\n')));

        Assert.Equal(12, method.Instructions.Count);
        Assert.Equal(new Instruction(2, "cmp", "byte  ptr [rdi+0x01], 0"), method.Instructions[2]);
        Assert.True(method.HasFrame);
        Assert.Equal(1, method.SavedRegisters);
    }

    [Fact]
    public void ShortestPath_ShorterWayToColdCode_CountsTheWayToTheNextHandler()
    {
        MethodListing method = Assert.Single(ListingReader.Read(Text.Split('\n')));

        // Two of the prologue, compare and jump, three of the fourth block, two of the epilogue.
        Assert.Equal(9, method.ShortestPath());
    }

    [Fact]
    public void Read_NoListing_IsEmpty() => Assert.Empty(ListingReader.Read([]));
}
