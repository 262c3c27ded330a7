// Gets the JIT's listing of the methods of some types, out of a process of its own.
using System.Diagnostics;

namespace NanoWasm.JitCheck.Listings;

/// <summary>Starts this program as a child that compiles, with the JIT told to list what it does.</summary>
internal static class ListingSource
{
    /// <summary>The listing of all methods of some types.</summary>
    /// <param name="assemblyPath">The assembly; those that it needs stand beside it.</param>
    /// <param name="typeNames">The types, with namespaces.</param>
    /// <returns>The methods; null where the JIT writes no listing.</returns>
    /// <exception cref="InvalidOperationException">The child failed.</exception>
    public static IReadOnlyList<MethodListing>? List(string assemblyPath, params string[] typeNames)
    {
        string file = Path.GetTempFileName();
        try
        {
            ProcessStartInfo start = new("dotnet") { RedirectStandardError = true };
            start.ArgumentList.Add(typeof(ListingSource).Assembly.Location);
            start.ArgumentList.Add(HandlerCompiler.Command);
            start.ArgumentList.Add(assemblyPath);
            foreach (string name in typeNames)
            {
                start.ArgumentList.Add(name);
            }

            start.Environment["DOTNET_JitDisasm"] = string.Join(' ', typeNames.Select(static name => name + ":*"));
            start.Environment["DOTNET_JitStdOutFile"] = file;
            using Process child = Process.Start(start)!;
            string errors = child.StandardError.ReadToEnd();
            child.WaitForExit();
            if (child.ExitCode != 0)
            {
                throw new InvalidOperationException($"The process that compiles the handlers ended with {child.ExitCode}: {errors}");
            }

            IReadOnlyList<MethodListing> methods = ListingReader.Read(File.ReadLines(file));
            return methods.Count == 0 ? null : methods;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
