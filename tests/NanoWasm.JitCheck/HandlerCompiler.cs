// The child's work: has the JIT compile every method of some types, so that it lists them.
using System.Reflection;
using System.Runtime.CompilerServices;

namespace NanoWasm.JitCheck;

/// <summary>Compiles methods without running them.</summary>
internal static class HandlerCompiler
{
    /// <summary>The command line's first word for a process that compiles: assembly, then types.</summary>
    public const string Command = "compile";

    private const BindingFlags Declared =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Compiles all methods of types.</summary>
    /// <param name="assemblyPath">The assembly; those that it needs stand beside it.</param>
    /// <param name="typeNames">The types, with namespaces.</param>
    public static void CompileAll(string assemblyPath, IEnumerable<string> typeNames)
    {
        Assembly assembly = Assembly.LoadFrom(assemblyPath);
        foreach (string name in typeNames)
        {
            foreach (MethodInfo method in GetMethods(assembly, name).Where(static m => !m.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveInlining)))
            {
                RuntimeHelpers.PrepareMethod(method.MethodHandle);
            }
        }
    }

    /// <summary>The handlers of a type: methods that take the machine's six registers.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="typeName">The type, with its namespace.</param>
    public static IEnumerable<MethodInfo> GetHandlers(Assembly assembly, string typeName) => GetMethods(assembly, typeName).Where(IsHandler);

    private static MethodInfo[] GetMethods(Assembly assembly, string typeName) => assembly.GetType(typeName, throwOnError: true)!.GetMethods(Declared);

    private static bool IsHandler(MethodInfo method)
    {
        // Bodies are compiled as parts of their handlers.
        ParameterInfo[] parameters = method.GetParameters();
        return !method.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveInlining) && method.ReturnType.IsEnum && parameters is [{ ParameterType.IsPointer: true }, _, _, _, _, { ParameterType.IsPointer: true }]
            && parameters[2].ParameterType == typeof(ulong);
    }
}
