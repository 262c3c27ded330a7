// What can define its functions in a linker.
namespace NanoWasm;

/// <summary>An object whose functions modules can import. Classes with <see cref="WasmHostAttribute"/> are, by what the generator adds to them.</summary>
public interface IWasmHost
{
    /// <summary>Defines the functions; replaces earlier definitions of their names.</summary>
    /// <param name="linker">Where.</param>
    void DefineIn(Linker linker);
}
