using System.Buffers.Binary;

namespace Lanner.Wasi.Preview1;

/// <content>Waiting, and the functions on sockets, of which none can be open.</content>
internal sealed partial class WasiPreview1
{
    private const int SubscriptionSize = 48;
    private const int EventSize = 32;

    private void DefinePolling(Linker linker, string module)
    {
        linker.Define(module, "poll_oneoff", (Caller caller, int subscriptions, int events, int count, int result) =>
            Run(() => Write32(caller.Memory, result, Poll(caller.Memory, (uint)subscriptions, (uint)events, count))));
        linker.Define(module, "sock_accept", (int descriptor, int flags, int result) => NotASocket(descriptor));
        linker.Define(module, "sock_recv", (int descriptor, int vectors, int count, int flags, int size, int result) => NotASocket(descriptor));
        linker.Define(module, "sock_send", (int descriptor, int vectors, int count, int flags, int size) => NotASocket(descriptor));
        linker.Define(module, "sock_shutdown", (int descriptor, int how) => NotASocket(descriptor));
    }

    private int NotASocket(int descriptor) => Run(() =>
    {
        _ = Descriptors[descriptor];
        throw new WasiException(Errno.NotSocket);
    });

    /// <summary>Files and streams are always ready; when one is asked for, nothing waits. Otherwise the nearest clock is waited for.</summary>
    private uint Poll(Memory memory, long subscriptions, long events, int count)
    {
        if (count <= 0)
        {
            throw new WasiException(Errno.Invalid);
        }

        var nearest = ulong.MaxValue;
        var anyReady = false;
        for (var index = 0; index < count; index++)
        {
            var subscription = memory.GetSpan(subscriptions + ((long)index * SubscriptionSize), SubscriptionSize);
            if (subscription[8] == 0)
            {
                nearest = Math.Min(nearest, Remaining(subscription));
            }
            else
            {
                anyReady = true;
            }
        }

        if (!anyReady)
        {
            Descriptors.Flush();
            Thread.Sleep(TimeSpan.FromTicks((long)Math.Min(nearest / 100, long.MaxValue / 200)));
        }

        var written = 0u;
        for (var index = 0; index < count; index++)
        {
            var subscription = memory.GetSpan(subscriptions + ((long)index * SubscriptionSize), SubscriptionSize);
            var isClock = subscription[8] == 0;
            if (isClock && anyReady && Remaining(subscription) > 0)
            {
                continue;
            }

            if (isClock && !anyReady && Remaining(subscription) > nearest)
            {
                continue;
            }

            var entry = memory.GetSpan(events + (written * EventSize), EventSize);
            entry.Clear();
            subscription[..8].CopyTo(entry);
            entry[10] = subscription[8];
            if (!isClock)
            {
                var descriptor = BinaryPrimitives.ReadInt32LittleEndian(subscription[16..]);
                BinaryPrimitives.WriteUInt16LittleEndian(entry[8..], (ushort)Run(() => _ = Descriptors[descriptor]));
                BinaryPrimitives.WriteUInt64LittleEndian(entry[16..], 1);
            }

            written++;
        }

        return written;
    }

    /// <summary>How many nanoseconds are left until a subscription to a clock is due.</summary>
    private ulong Remaining(ReadOnlySpan<byte> subscription)
    {
        var timeout = BinaryPrimitives.ReadUInt64LittleEndian(subscription[24..]);
        var isAbsolute = (subscription[40] & 1) != 0;
        if (!isAbsolute)
        {
            return timeout;
        }

        var now = Now(BinaryPrimitives.ReadInt32LittleEndian(subscription[16..]));
        return timeout > now ? timeout - now : 0;
    }
}
