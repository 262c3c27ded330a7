// Lists the assemblies that a process loads.
using System.Diagnostics.CodeAnalysis;

/// <summary>What the runtime calls before <c>Main</c> where <c>DOTNET_STARTUP_HOOKS</c> names this assembly.</summary>
[SuppressMessage("Design", "CA1050:Declare types in namespaces", Justification = "The runtime looks for this name.")]
internal static class StartupHook
{
    /// <summary>At the end of the process the standard error gets the names of its assemblies, this one left out, in a line.</summary>
    public static void Initialize() =>
        AppDomain.CurrentDomain.ProcessExit += static (_, _) =>
            Console.Error.WriteLine(string.Join(
                ' ',
                AppDomain.CurrentDomain.GetAssemblies().Where(static assembly => assembly != typeof(StartupHook).Assembly).Select(static assembly => assembly.GetName().Name)));
}
