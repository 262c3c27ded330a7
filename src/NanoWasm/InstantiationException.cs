// A module that asks for more than its instance may have.
namespace NanoWasm;

/// <summary>A valid module cannot be instantiated here: it asks for more memory or larger tables than the options or the machine allow, or for a profile where there can be none.</summary>
public sealed class InstantiationException : Exception
{
    internal InstantiationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
