// What a guest can call.
namespace NanoWasm.Cli;

/// <summary>The imports that <c>nanowasm run</c> offers: <c>env.print</c>, and nothing else.</summary>
internal static class GuestHost
{
    /// <summary>The description of what is offered, for help and messages.</summary>
    public const string Description = "env.print (func (param i32 i32)): writes that many bytes (second) at that address (first) to the standard output";

    /// <summary>A linker that offers it.</summary>
    public static Linker MakeLinker(Terminal terminal) =>
        new Linker().DefineFunction("env", "print", (Caller caller, int address, int length) => Print(terminal, caller, (uint)address, length));

    private static void Print(Terminal terminal, Caller caller, uint address, int length)
    {
        if (!HasMemory(caller))
        {
            throw new CommandException(ExitCodes.Trap, "env.print: the guest that called it has no memory to print from");
        }

        ulong size = caller.Memory.ByteLength;
        if (length < 0 || address + (ulong)length > size)
        {
            throw new CommandException(
                ExitCodes.Trap, $"env.print: {(uint)length} bytes at address 0x{address:x} do not lie in the memory of {ModuleFile.Size((long)size)}");
        }

        terminal.Write(caller.Memory.GetSpan(address, length));
    }

    private static bool HasMemory(Caller caller)
    {
        Module module = caller.Instance.Module;
        return module.Sections.Any(static section => section.Name == "memory" && section.Id != 0)
            || module.Imports.Any(static import => import.Type.Kind == ExternalKind.Memory);
    }
}
