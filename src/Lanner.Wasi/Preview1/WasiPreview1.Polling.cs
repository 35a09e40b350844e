using System.Buffers;
using System.Buffers.Binary;
using Lanner.Wasi.Files;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview1;

/// <content>Waiting for clocks and for what is open.</content>
internal sealed partial class WasiPreview1
{
    private const int EventSize = 32;

    /// <summary>The number of subscriptions that can be waited for at once: more than a guest can have open.</summary>
    private const int MaximumSubscriptions = 1 << 16;

    /// <summary>The time to wait, in nanoseconds, before asking again for something that the operating system cannot wait for.</summary>
    private const long Slice = 5_000_000;

    private int PollOneoff(Caller caller, int subscriptions, int events, int count, int result)
    {
        if (count is <= 0 or > MaximumSubscriptions)
        {
            return Return(WasiError.Invalid);
        }

        if (!TryGet(caller, subscriptions, count * _layout.SubscriptionSize, out var source)
            || !TryGet(caller, events, count * EventSize, out var destination))
        {
            return Return(WasiError.Fault);
        }

        var context = ContextOf(caller);
        var rented = ArrayPool<Subscription>.Shared.Rent(count);
        var rentedEntries = ArrayPool<PollEntry>.Shared.Rent(count);
        try
        {
            var waits = rented.AsSpan(0, count);
            for (var index = 0; index < count; index++)
            {
                waits[index] = ReadSubscription(context, source.Slice(index * _layout.SubscriptionSize, _layout.SubscriptionSize));
            }

            var error = EndIfInterrupted(Wait(context, WaiterOf(caller), waits, rentedEntries), caller);
            return Return(error, caller, result, error == WasiError.Success ? WriteEvents(context, waits, rentedEntries, destination) : 0u);
        }
        finally
        {
            foreach (ref var wait in rented.AsSpan(0, count))
            {
                wait.Descriptor?.Leave();
                wait = default;
            }

            ArrayPool<Subscription>.Shared.Return(rented);
            ArrayPool<PollEntry>.Shared.Return(rentedEntries);
        }
    }

    private Subscription ReadSubscription(WasiContext context, ReadOnlySpan<byte> source)
    {
        const int typeOffset = 8, descriptorOffset = 16;
        var wait = new Subscription
        {
            UserData = BinaryPrimitives.ReadUInt64LittleEndian(source),
            Type = source[typeOffset],
            EntryIndex = -1,
        };
        if (wait.Type == Subscription.Clock)
        {
            // The clock, then the time, how exact it has to be, and whether it is a time of the clock or from now.
            var clock = source[_layout.ClockOffset..];
            wait.ClockNumber = BinaryPrimitives.ReadInt32LittleEndian(clock);
            wait.Deadline = BinaryPrimitives.ReadUInt64LittleEndian(clock[8..]);
            var flags = BinaryPrimitives.ReadUInt16LittleEndian(clock[24..]);
            if (wait.ClockNumber is < 0 or > LastClock || (flags & ~1) != 0)
            {
                wait.Error = WasiError.Invalid;
            }
            else if ((flags & 1) == 0)
            {
                var now = Now(context, wait.ClockNumber);
                wait.Deadline = wait.Deadline > ulong.MaxValue - now ? ulong.MaxValue : now + wait.Deadline;
            }
        }
        else if (wait.Type is Subscription.ReadFile or Subscription.WriteFile)
        {
            var descriptor = context.Descriptors.Find(BinaryPrimitives.ReadInt32LittleEndian(source[descriptorOffset..]));
            wait.Descriptor = descriptor?.TryEnter() == true ? descriptor : null;
            wait.Error = wait.Descriptor is null ? WasiError.BadDescriptor
                : (wait.Descriptor.BaseRights & Rights.Poll) == 0 ? WasiError.NotCapable
                : WasiError.Success;
        }
        else
        {
            wait.Error = WasiError.Invalid;
        }

        return wait;
    }

    /// <summary>Waits until something of what is waited for has come about.</summary>
    private static WasiError Wait(WasiContext context, Waiter waiter, Span<Subscription> waits, PollEntry[] room)
    {
        var entryCount = 0;
        var hasOthers = false;
        foreach (ref var wait in waits)
        {
            if (wait.Error == WasiError.Success && wait.Descriptor?.Node is OpenFile file)
            {
                hasOthers |= file.PollHandle < 0;
                if (file.PollHandle >= 0)
                {
                    wait.EntryIndex = entryCount;
                    room[entryCount++] = new PollEntry(file.PollHandle, wait.Type == Subscription.WriteFile);
                }
            }
        }

        var entries = room.AsSpan(0, entryCount);
        var hasFlushed = false;
        while (true)
        {
            var left = TimeLeft(context, waits, out var clock);
            var isReady = left == 0 | IsAnyReady(waits);
            if (!isReady && !hasFlushed)
            {
                context.Output.Flush(waiter);
                hasFlushed = true;
            }

            if (waiter.IsInterrupted)
            {
                return WasiError.Interrupted;
            }

            if (!isReady && entryCount == 0 && !hasOthers && context.Time is VirtualClock { IsAtEnd: false } virtualClock)
            {
                // Nothing but time can pass, so it does. At the end of time nothing can, and the guest waits for ever.
                virtualClock.Advance(TimeSpan.FromTicks((long)ulong.Min((left / 100) + 1, long.MaxValue)));
                continue;
            }

            var isForeignClock = clock && context.Time != TimeProvider.System;
            var nanoseconds = isReady ? 0 : left > long.MaxValue ? -1 : (long)left;
            nanoseconds = !isReady && (hasOthers || isForeignClock) && (nanoseconds < 0 || nanoseconds > Slice) ? Slice : nanoseconds;
            var error = waiter.WaitForHandles(entries, nanoseconds, out var ready);
            if (error != WasiError.Success || isReady || ready > 0)
            {
                return error;
            }
        }
    }

    /// <summary>Returns the time until the first clock is due; the largest number when there is no clock.</summary>
    private static ulong TimeLeft(WasiContext context, ReadOnlySpan<Subscription> waits, out bool hasClock)
    {
        var left = ulong.MaxValue;
        hasClock = false;
        foreach (ref readonly var wait in waits)
        {
            if (wait.Type == Subscription.Clock && wait.Error == WasiError.Success)
            {
                var now = Now(context, wait.ClockNumber);
                left = ulong.Min(left, wait.Deadline > now ? wait.Deadline - now : 0);
                hasClock = true;
            }
        }

        return left;
    }

    /// <summary>Tests whether something is ready that need not be asked of the operating system.</summary>
    private static bool IsAnyReady(ReadOnlySpan<Subscription> waits)
    {
        foreach (ref readonly var wait in waits)
        {
            if (wait.Error != WasiError.Success || (wait.Descriptor is not null && wait.EntryIndex < 0 && IsReady(wait)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsReady(in Subscription wait) =>
        wait.Descriptor!.Node is not OpenFile file || file.IsReady(wait.Type == Subscription.WriteFile);

    /// <summary>Tells the guest what has come about.</summary>
    /// <returns>The number of events.</returns>
    private static uint WriteEvents(WasiContext context, ReadOnlySpan<Subscription> waits, PollEntry[] entries, Span<byte> destination)
    {
        const ulong hangUp = 1;
        var written = 0u;
        foreach (ref readonly var wait in waits)
        {
            var isClock = wait.Type == Subscription.Clock;
            var isReady = wait.Error != WasiError.Success
                || (isClock ? Now(context, wait.ClockNumber) >= wait.Deadline
                    : wait.EntryIndex >= 0 ? entries[wait.EntryIndex].IsReady
                    : IsReady(wait));
            if (!isReady)
            {
                continue;
            }

            var place = destination.Slice((int)written * EventSize, EventSize);
            place.Clear();
            BinaryPrimitives.WriteUInt64LittleEndian(place, wait.UserData);
            BinaryPrimitives.WriteUInt16LittleEndian(place[8..], (ushort)wait.Error);
            place[10] = wait.Type;
            if (!isClock && wait.Error == WasiError.Success && wait.Descriptor!.Node is OpenFile file)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(place[16..], wait.Type == Subscription.ReadFile ? file.BytesReady : 1);
                BinaryPrimitives.WriteUInt64LittleEndian(
                    place[24..], wait.EntryIndex >= 0 && entries[wait.EntryIndex].IsHangUp ? hangUp : 0);
            }

            written++;
        }

        return written;
    }

    /// <summary>Something that is waited for.</summary>
    private struct Subscription
    {
        internal const byte Clock = 0, ReadFile = 1, WriteFile = 2;

        internal ulong UserData;
        internal byte Type;
        internal WasiError Error;

        /// <summary>For a clock: which, and the time that it has to show.</summary>
        internal int ClockNumber;
        internal ulong Deadline;

        /// <summary>For a file: the descriptor, in use until the end of the wait, and its place among those that the operating system waits
        /// for, or -1.</summary>
        internal Descriptor? Descriptor;
        internal int EntryIndex;
    }
}
