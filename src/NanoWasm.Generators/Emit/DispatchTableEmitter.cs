// The layout of the dispatch table, and what decides which handlers stand in it.
using System.Linq;
using NanoWasm.Generators.Emit.Dispatch;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit;

/// <summary>Emits <c>DispatchTable</c> and <c>OpcodeSet</c>.</summary>
internal sealed class DispatchTableEmitter : IEmitter
{
    /// <inheritdoc/>
    public string FileName => "DispatchTable.g.cs";

    /// <inheritdoc/>
    public string Emit(OpcodeTable table, string path)
    {
        var slots = new Slots(table);
        var writer = new CodeWriter("Where opcodes stand in the dispatch table, and sets of them.");
        writer.Line("using System;");
        writer.Line("using System.Diagnostics;");
        writer.Line("using System.Numerics;");
        writer.Line();
        writer.Line("namespace NanoWasm.Execution;");
        writer.Line();
        EmitTable(writer, table, slots);
        writer.Line();
        EmitSet(writer, slots.Length);
        writer.Line();
        EmitTraits(writer);
        return writer.ToString();
    }

    private static void EmitTable(CodeWriter writer, OpcodeTable table, Slots slots)
    {
        writer.Summary("The dispatch table's layout: one-byte opcodes have the slot of their code; a page for each prefix follows.");
        writer.Line("[AllocationFree]");
        writer.Open("internal static class DispatchTable");
        writer.Summary("The number of slots.").Line($"public const int Length = {slots.Length};");
        foreach ((int prefix, int start, int size) in slots.Pages)
        {
            writer.Line().Summary($"The first slot of the {size} opcodes behind the prefix 0x{prefix:X2}.").Line($"public const int {Slots.PageName(prefix)} = {start};");
            writer.Line().Summary($"The number of slots for opcodes behind the prefix 0x{prefix:X2}.").Line($"public const int {Slots.PageName(prefix)}Length = {size};");
        }

        foreach (Instruction instruction in table.Instructions.Where(static i => i.Internal))
        {
            writer.Line().Summary(instruction.Doc).Line($"public const int {instruction.Identifier} = 0x{slots.Of(instruction):X2};");
        }

        writer.Line();
        writer.Summary("Whether a byte is the prefix of opcodes in the table.");
        string[] prefixes = [.. slots.Pages.Select(static page => $"0x{page.Prefix:X2}")];
        writer.Line($"public static bool IsPrefix(int first) => {(prefixes.Length == 0 ? "false" : "first is " + string.Join(" or ", prefixes))};");
        writer.Line();
        writer.Summary("The slot of an opcode that is in the table.");
        writer.Line("public static int Slot(Opcode opcode) => ((uint)opcode >> 16) switch");
        writer.Open();
        foreach ((int prefix, int _, int _) in slots.Pages)
        {
            writer.Line($"0x{prefix:X2} => {Slots.PageName(prefix)} + (int)((uint)opcode & 0xFFFF),");
        }

        writer.Line("_ => (int)opcode,").Close(";");
        writer.Close();
    }

    private static void EmitTraits(CodeWriter writer)
    {
        writer.Summary("What of a module, or of an instance's options, changes the meaning of opcodes: it runs other handlers for these.").Line("[Flags]");
        writer.Open("internal enum ModuleTraits : byte");
        writer.Summary("Values take one slot, and there is at most one memory, with 32-bit addresses.").Line("None = 0,");
        foreach ((Traits trait, string doc) in HandlerForms.All)
        {
            writer.Line().Summary(doc).Line($"{trait} = {(int)trait},");
        }

        writer.Line().Summary("All of them.").Line($"All = {HandlerForms.All.Sum(static t => (int)t.Trait)},");
        writer.Close();
    }

    private static void EmitSet(CodeWriter writer, int length)
    {
        int words = (length + 63) / 64;
        writer.Lines($$"""
            /// <summary>A set of opcodes by their slots: plain data.</summary>
            [AllocationFree]
            internal unsafe struct OpcodeSet
            {
                private fixed ulong _bits[{{words}}];

                /// <summary>The number of opcodes in the set.</summary>
                public readonly int Count
                {
                    get
                    {
                        int count = 0;
                        for (int i = 0; i < {{words}}; i++)
                        {
                            count += BitOperations.PopCount(_bits[i]);
                        }

                        return count;
                    }
                }

                /// <summary>Puts an opcode into the set.</summary>
                /// <param name="slot">Its slot, less than <see cref="DispatchTable.Length"/>: not checked beyond that.</param>
                public void Add(int slot)
                {
                    Debug.Assert((uint)slot < DispatchTable.Length);
                    _bits[slot >> 6] |= 1UL << slot;
                }

                /// <summary>Puts all opcodes of another set into this one.</summary>
                public void UnionWith(in OpcodeSet other)
                {
                    for (int i = 0; i < {{words}}; i++)
                    {
                        _bits[i] |= other._bits[i];
                    }
                }

                /// <summary>Whether all opcodes of another set are in this one.</summary>
                public readonly bool ContainsAll(in OpcodeSet other)
                {
                    ulong missing = 0;
                    for (int i = 0; i < {{words}}; i++)
                    {
                        missing |= other._bits[i] & ~_bits[i];
                    }

                    return missing == 0;
                }

                /// <summary>Whether the opcode with a slot is in the set.</summary>
                public readonly bool Contains(int slot) => (uint)slot < DispatchTable.Length && (_bits[slot >> 6] >> slot & 1) != 0;
            }
            """);
    }
}
