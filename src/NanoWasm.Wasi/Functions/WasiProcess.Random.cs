// random_get
namespace NanoWasm.Wasi.Functions;

internal sealed partial class WasiProcess
{
    [AllocationFree]
    public WasiErrno RandomGet(uint buffer, uint length)
    {
        if (!_guest.TryGet(buffer, length, out Span<byte> bytes))
        {
            return WasiErrno.Fault;
        }

        _configuration.Random.Fill(bytes);
        return WasiErrno.Success;
    }
}
