// args_*, environ_*
namespace NanoWasm.Wasi.Functions;

internal sealed partial class WasiProcess
{
    public WasiErrno ArgsGet(uint addresses, uint buffer) => WriteStrings(_arguments, addresses, buffer);

    public WasiErrno ArgsSizesGet(uint count, uint size) => WriteSizes(_arguments, count, size);

    public WasiErrno EnvironGet(uint addresses, uint buffer) => WriteStrings(_environment, addresses, buffer);

    public WasiErrno EnvironSizesGet(uint count, uint size) => WriteSizes(_environment, count, size);

    private WasiErrno WriteSizes(byte[][] strings, uint count, uint size) =>
        FaultUnless(_guest.TryWrite(count, (uint)strings.Length) && _guest.TryWrite(size, (uint)strings.Sum(static text => text.Length)));

    private WasiErrno WriteStrings(byte[][] strings, uint addresses, uint buffer)
    {
        foreach (byte[] text in strings)
        {
            if (!_guest.TryWrite(addresses, buffer) || !_guest.TryGet(buffer, (uint)text.Length, out Span<byte> target))
            {
                return WasiErrno.Fault;
            }

            text.CopyTo(target);
            addresses += sizeof(uint);
            buffer += (uint)text.Length;
        }

        return WasiErrno.Success;
    }
}
