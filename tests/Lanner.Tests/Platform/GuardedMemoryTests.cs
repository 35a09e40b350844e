using System.Runtime.CompilerServices;
using Lanner.Platform;

namespace Lanner.Tests.Platform;

public sealed unsafe class GuardedMemoryTests
{
    private const int Faults = 5_000;

    [Fact]
    public void Guarded_memory_is_supported_on_Linux_on_x64() =>
        Assert.True(GuardedMemory.IsSupported, GuardedMemory.ReasonUnsupported);

    [Fact]
    public void A_fault_in_a_range_is_a_null_reference_on_every_thread_however_often()
    {
        var start = GuardedMemory.Reserve(1 << 20);
        var counts = new int[4];
        var threads =
            counts.Select((_, index) => new Thread(() => counts[index] = CountFaults(start + (index * 4096) + index, Faults))).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        var here = CountFaults(start + 12345, Faults);
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal(Faults, here);
        Assert.All(counts, count => Assert.Equal(Faults, count));
    }

    [Fact]
    public void A_thread_that_was_there_before_the_range_sees_faults_in_it()
    {
        using var ready = new ManualResetEventSlim();
        byte* start = null;
        var count = 0;
        var thread = new Thread(() =>
        {
            ready.Wait();
            count = CountFaults(start, 10);
        });
        thread.Start();
        start = GuardedMemory.Reserve(1 << 16);
        ready.Set();
        thread.Join();

        Assert.Equal(10, count);
    }

    [Fact]
    public void Ranges_can_be_added_while_other_threads_fault()
    {
        var start = GuardedMemory.Reserve(1 << 16);
        var done = false;
        var faults = 0;
        var thread = new Thread(() =>
        {
            while (!Volatile.Read(ref done))
            {
                Volatile.Write(ref faults, faults + CountFaults(start, 10));
            }
        });
        thread.Start();
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref faults) > 0, Patience.Limit));
        for (var index = 0; index < 20; index++)
        {
            var added = GuardedMemory.Reserve(1 << 16);
            Assert.Equal(2, CountFaults(added, 1) + CountFaults(added + (1 << 16) - 1, 1));
        }

        Volatile.Write(ref done, true);
        Assert.True(thread.Join(Patience.Limit));
    }

    [Fact]
    public void A_null_reference_of_the_host_stays_one()
    {
        Assert.True(GuardedMemory.IsSupported);
        object? nothing = null;

        Assert.Throws<NullReferenceException>(() => nothing!.ToString());
        Assert.Equal(1, CountFaults(null, 1));
    }

    [Fact]
    public void The_handler_is_installed_once()
    {
        Assert.Null(FaultHandler.Install());
        var handler = FaultHandler.Current;

        Assert.Null(FaultHandler.Install());

        Assert.Equal(handler, FaultHandler.Current);
    }

    [Fact]
    public void A_fault_anywhere_else_ends_the_process()
    {
        var (exitCode, output) = Child.Run(nameof(Child.FaultOutsideOfRanges));

        Assert.Contains("before", output, StringComparison.Ordinal);
        Assert.DoesNotContain("after", output, StringComparison.Ordinal);
        Assert.NotEqual(0, exitCode);
    }

    [Fact]
    public void A_handler_that_took_the_place_is_seen_and_chained()
    {
        var (exitCode, output) = Child.Run(nameof(Child.FaultAfterTheHandlerWasReplaced));

        Assert.Contains("caught", output, StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public void A_limited_address_space_is_reported()
    {
        var (exitCode, output) = Child.Run(nameof(Child.TellWhetherGuarded), "ulimit -v 60000000; ");

        Assert.Contains("ulimit -v", output, StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
    }

    internal static int CountFaults(byte* address, int attempts)
    {
        var count = 0;
        for (var attempt = 0; attempt < attempts; attempt++)
        {
            try
            {
                Load(address);
            }
            catch (NullReferenceException)
            {
                count++;
            }
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static byte Load(byte* address) => *address;
}
