// poll_oneoff
using System.Runtime.InteropServices;
using NanoWasm.Wasi.Descriptors;

namespace NanoWasm.Wasi.Functions;

internal sealed partial class WasiProcess
{
    private const uint SubscriptionSize = 48;
    private const uint EventSize = 32;
    private const ushort AbsoluteTime = 1;

    private enum EventType : byte
    {
        Clock,
        FdRead,
        FdWrite,
    }

    /// <remarks>
    /// Descriptors are always ready: files never make a reader wait, and of the host's streams nobody knows before reading. So only clocks are waited for, the one that
    /// ends first, and only where nothing else is asked about.
    /// </remarks>
    public WasiErrno PollOneoff(uint subscriptions, uint events, uint count, uint result)
    {
        if (count == 0)
        {
            return WasiErrno.InvalidArgument;
        }

        // Both fit into memory before anything happens.
        if (count > uint.MaxValue / SubscriptionSize
            || !_guest.Contains(subscriptions, count * SubscriptionSize)
            || !_guest.Contains(events, count * EventSize)
            || !_guest.Contains(result, sizeof(uint)))
        {
            return WasiErrno.Fault;
        }

        ulong wait = ulong.MaxValue;
        for (uint i = 0; i < count; i++)
        {
            _guest.TryRead(subscriptions + (i * SubscriptionSize), out Subscription subscription);
            wait = Math.Min(wait, subscription.Type == EventType.Clock ? Remaining(subscription) ?? 0 : 0);
        }

        if (wait != 0)
        {
            _configuration.Clock.Sleep(wait, _configuration.Cancellation);
        }

        uint written = 0;
        for (uint i = 0; i < count; i++)
        {
            _guest.TryRead(subscriptions + (i * SubscriptionSize), out Subscription subscription);
            if (TryMakeEvent(subscription, wait, out Event happened))
            {
                _guest.TryWrite(events + (written * EventSize), happened);
                written++;
            }
        }

        return FaultUnless(_guest.TryWrite(result, written));
    }

    /// <summary>How long a clock has to be waited for; null if there is no such clock.</summary>
    private ulong? Remaining(in Subscription subscription)
    {
        if (subscription.Clock > (uint)WasiClockId.ThreadCpuTime)
        {
            return null;
        }

        if ((subscription.ClockFlags & AbsoluteTime) == 0)
        {
            return subscription.Timeout;
        }

        ulong now = _configuration.Clock.GetTime((WasiClockId)subscription.Clock);
        return subscription.Timeout > now ? subscription.Timeout - now : 0;
    }

    /// <summary>What has happened of what was subscribed to.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="waited">The nanoseconds that were waited for.</param>
    /// <param name="happened">The event.</param>
    /// <returns>False where nothing has.</returns>
    private bool TryMakeEvent(in Subscription subscription, ulong waited, out Event happened)
    {
        happened = new Event { UserData = subscription.UserData, Type = subscription.Type };
        switch (subscription.Type)
        {
            case EventType.Clock when subscription.Clock > (uint)WasiClockId.ThreadCpuTime:
                happened.Error = WasiErrno.InvalidArgument;
                return true;
            case EventType.Clock:
                return (subscription.ClockFlags & AbsoluteTime) == 0 ? subscription.Timeout <= waited : Remaining(subscription) == 0;
            case EventType.FdRead or EventType.FdWrite:
                happened.Error = Find(subscription.Fd, Rights.PollFdReadwrite, out Descriptor descriptor);
                happened.Bytes = happened.Error == WasiErrno.Success && subscription.Type == EventType.FdRead ? descriptor.Available() : 0;
                return true;
            default:
                happened.Error = WasiErrno.InvalidArgument;
                return true;
        }
    }

    /// <summary><c>subscription</c>, as it lies in memory.</summary>
    [StructLayout(LayoutKind.Explicit, Size = (int)SubscriptionSize)]
    private struct Subscription
    {
        [FieldOffset(0)]
        public ulong UserData;

        [FieldOffset(8)]
        public EventType Type;

        [FieldOffset(16)]
        public uint Clock;

        [FieldOffset(16)]
        public uint Fd;

        [FieldOffset(24)]
        public ulong Timeout;

        [FieldOffset(40)]
        public ushort ClockFlags;
    }

    /// <summary><c>event</c>, as it lies in memory.</summary>
    [StructLayout(LayoutKind.Explicit, Size = (int)EventSize)]
    private struct Event
    {
        [FieldOffset(0)]
        public ulong UserData;

        [FieldOffset(8)]
        public WasiErrno Error;

        [FieldOffset(10)]
        public EventType Type;

        [FieldOffset(16)]
        public ulong Bytes;
    }
}
