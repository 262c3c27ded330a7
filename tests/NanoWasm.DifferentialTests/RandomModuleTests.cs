// The generator of random modules: what it makes is valid, the same each time, and has all opcodes.
using NanoWasm.Testing.RandomModules;
using Xunit;

namespace NanoWasm.DifferentialTests;

public sealed class RandomModuleTests
{
    [Fact]
    public void Generate_SameSeed_GivesSameModule()
    {
        Assert.Equal(RandomModule.Generate(7).Bytes, RandomModule.Generate(7).Bytes);
        Assert.NotEqual(RandomModule.Generate(7).Bytes, RandomModule.Generate(8).Bytes);
    }

    /// <summary>An opcode that the generator cannot make sense of is missing here: it has to be taught about it.</summary>
    [Fact]
    public void Generate_ManySeeds_UseAllOpcodes()
    {
        HashSet<Opcode> missing = [.. Opcodes.All.Select(info => info.Opcode)];
        for (ulong seed = 1; seed <= 1000 && missing.Count > 0; seed++)
        {
            using Module module = Module.FromBytes(RandomModule.Generate(seed).Bytes);
            for (int function = module.ImportedFunctionCount; function < module.FunctionCount; function++)
            {
                missing.ExceptWith(module.Disassemble(function).Select(instruction => instruction.Opcode));
            }
        }

        Assert.Empty(missing);
    }

    [Fact]
    public void Generate_WithPartsLeftOut_IsValidAndOtherwiseTheSame()
    {
        for (ulong seed = 1; seed <= 100; seed++)
        {
            RandomModule whole = RandomModule.Generate(seed);
            SeededRandom random = new(seed);
            HashSet<(int, int)> skipped = [.. Enumerable.Range(0, 5).Select(_ => random.Next(whole.StatementCounts.Length)).Select(function => (function, random.Next(Math.Max(1, whole.StatementCounts[function]))))];
            RandomModule part = RandomModule.Generate(seed, new RandomModuleOptions { StubbedFunctions = new HashSet<int> { 0 }, SkippedStatements = skipped });

            Assert.Null(Module.Validate(part.Bytes));
            Assert.Equal([.. whole.StatementCounts.Skip(1)], part.StatementCounts.Skip(1).ToArray());
        }
    }

    [Fact]
    public void Generate_ManySeeds_UsePaddedNumbersAndManyLocals()
    {
        // 0x81 0x80 0x00: the number 1 in three bytes.
        bool isPadded = false;
        int mostLocals = 0;
        for (ulong seed = 1; seed <= 100; seed++)
        {
            byte[] bytes = RandomModule.Generate(seed).Bytes;
            isPadded |= bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[(byte)Opcode.LocalGet, 0x81, 0x80, 0x00]) >= 0;
            using Module module = Module.FromBytes(bytes);
            for (int function = module.ImportedFunctionCount; function < module.FunctionCount; function++)
            {
                mostLocals = Math.Max(mostLocals, module.Disassemble(function).Where(instruction => instruction.Opcode == Opcode.LocalGet)
                    .Select(instruction => int.Parse(instruction.Text.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)).DefaultIfEmpty(0).Max());
            }
        }

        Assert.True(isPadded);
        Assert.InRange(mostLocals, 200, 1000);
    }
}
