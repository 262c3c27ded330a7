// What modules import and export.
namespace NanoWasm;

/// <summary>
/// An external value (specification 4.2.11): a <see cref="Function"/>, <see cref="Memory"/>, <see cref="Table"/> or <see cref="Global"/>
/// that can be given to a module as an import.
/// </summary>
public abstract class Extern
{
    private protected Extern()
    {
    }

    /// <summary>Its type; of memories and tables with their present size as the minimum.</summary>
    /// <exception cref="ObjectDisposedException">It was freed with the last instance that used it.</exception>
    public abstract ExternalType Type { get; }
}
