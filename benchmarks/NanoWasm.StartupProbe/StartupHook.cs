// Counts the assemblies that a process loads.
using System.Diagnostics.CodeAnalysis;

/// <summary>What the runtime calls before <c>Main</c> where <c>DOTNET_STARTUP_HOOKS</c> names this assembly.</summary>
[SuppressMessage("Design", "CA1050:Declare types in namespaces", Justification = "The runtime looks for this name.")]
internal static class StartupHook
{
    /// <summary>The last line of the standard error becomes the number of assemblies, this one left out.</summary>
    public static void Initialize() =>
        AppDomain.CurrentDomain.ProcessExit += static (_, _) =>
            Console.Error.WriteLine(AppDomain.CurrentDomain.GetAssemblies().Count(static assembly => assembly != typeof(StartupHook).Assembly));
}
