// The three ways to get from one instruction to the next. Everything else about handlers is the same in all of them.
namespace NanoWasm.Generators.Emit.Dispatch;

/// <summary>How emitted code goes on after an instruction.</summary>
internal abstract class DispatchStyle
{
    /// <summary>The parameters and arguments of everything that takes the machine's registers.</summary>
    public const string Parameters = "byte* pc, ulong* sp, ulong tos, ulong* fp, BranchEntry* stp, Context* ctx";

    /// <summary>Whether immediates longer than a byte are left to a wide handler of their own.</summary>
    public abstract bool HasWideHandlers { get; }

    /// <summary>Goes on with the instruction of <paramref name="state"/>.</summary>
    public abstract void Continue(CodeWriter writer, MachineState state);

    /// <summary>Goes on with a piece of code that several handlers share (see <see cref="SharedPaths"/>).</summary>
    public abstract void Share(CodeWriter writer, string path, MachineState state);

    /// <summary>Leaves the machine through a cold function.</summary>
    public static void Leave(CodeWriter writer, string function, MachineState state) =>
        writer.Line($"return ColdPaths.{function}({Arguments(state)});");

    protected static string Arguments(MachineState state) =>
        $"{state.Pc}, {state.Sp}, {state.Tos}, {state.Fp}, {state.Stp}, ctx";

    /// <summary>Moves the registers to <paramref name="state"/>, in an order in which every expression still sees the values it is written for.</summary>
    public static void Assign(CodeWriter writer, MachineState state)
    {
        AssignOne(writer, "tos", state.Tos);
        AssignOne(writer, "sp", state.Sp);
        AssignOne(writer, "fp", state.Fp);
        AssignOne(writer, "pc", state.Pc);
        AssignOne(writer, "stp", state.Stp);
    }

    private static void AssignOne(CodeWriter writer, string register, string value)
    {
        if (value != register)
        {
            writer.Line($"{register} = {value};");
        }
    }
}

/// <summary>Each handler is a method whose last act is a tail call to the next.</summary>
internal sealed class ThreadedStyle : DispatchStyle
{
    public override bool HasWideHandlers => true;

    public override void Continue(CodeWriter writer, MachineState state) =>
        writer.Line($"return ((Handler)Select({state.Pc}, ctx))({Arguments(state)});");

    /// <summary>Goes on with the instruction behind a prefix that has a slot of the dispatch table.</summary>
    public static void ContinueInPage(CodeWriter writer, string slot, MachineState state) =>
        writer.Line($"return ((Handler)ctx->Pages[{slot}])({Arguments(state)});");

    /// <remarks>
    /// By address: the JIT would inline a call by name, which costs the handler a frame and saved registers, and a method marked as
    /// not to be inlined makes no tail calls itself.
    /// </remarks>
    public override void Share(CodeWriter writer, string path, MachineState state) =>
        writer.Line($"return ((Handler)(&{path}))({Arguments(state)});");
}

/// <summary>Each handler is a case of one loop.</summary>
internal sealed class SwitchStyle : DispatchStyle
{
    public override bool HasWideHandlers => false;

    public override void Continue(CodeWriter writer, MachineState state)
    {
        Assign(writer, state);
        writer.Line("continue;");
    }

    public override void Share(CodeWriter writer, string path, MachineState state)
    {
        Assign(writer, state);
        writer.Line($"goto {path};");
    }
}

/// <summary>Each handler is a case of a method that runs one instruction behind a prefix and returns to the loop.</summary>
internal sealed class SwitchPageStyle : DispatchStyle
{
    public override bool HasWideHandlers => false;

    public override void Continue(CodeWriter writer, MachineState state) => Leave(writer, "Continue", state);

    public override void Share(CodeWriter writer, string path, MachineState state) =>
        writer.Line($"return {Method(path)}({Arguments(state)});");

    /// <summary>The method that a shared path is for opcodes behind a prefix.</summary>
    public static string Method(string path) => "Page" + path;
}
