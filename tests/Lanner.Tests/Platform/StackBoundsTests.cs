using Lanner.Platform;

namespace Lanner.Tests.Platform;

public sealed unsafe class StackBoundsTests
{
    [Theory]
    [InlineData(256 << 10)]
    [InlineData(16 << 20)]
    public void The_bounds_of_a_thread_are_those_it_was_made_with(int size)
    {
        (nuint Low, nuint High) bounds = default;
        nuint position = 0;
        var thread = new Thread(
            () =>
            {
                byte here;
                position = (nuint)(&here);
                bounds = StackBounds.OfCurrentThread();
            },
            size);
        thread.Start();
        thread.Join();

        Assert.InRange(position, bounds.Low, bounds.High);
        Assert.InRange(bounds.High - position, 0u, 64u << 10);

        // The C library hands out the stacks of threads that have ended, also those up to four times as large as what is asked for.
        Assert.InRange(bounds.High - bounds.Low, (nuint)(size - (64 << 10)), (nuint)((4 * size) + (64 << 10)));
    }

    [Fact]
    public void The_main_thread_has_bounds_too()
    {
        var (exitCode, output) = Child.Run(nameof(Child.TellStack), "ulimit -s 4096; ");

        Assert.Equal(0, exitCode);
        Assert.InRange(int.Parse(output, null), 3 << 10, 4 << 10);
    }

    [Fact]
    public void Bounds_stay_sensible_without_a_limit()
    {
        var (exitCode, output) = Child.Run(nameof(Child.TellStack), "ulimit -s unlimited 2>/dev/null; ");

        Assert.Equal(0, exitCode);
        Assert.InRange(int.Parse(output, null), 128, 1 << 20);
    }

    [Fact]
    public void All_of_the_stack_down_to_the_lower_bound_can_be_used()
    {
        var reached = false;
        var thread = new Thread(
            () =>
            {
                Descend(StackBounds.OfCurrentThread().Low + (96 << 10));
                reached = true;
            },
            4 << 20);
        thread.Start();
        thread.Join();

        Assert.True(reached);
    }

    private static int Descend(nuint limit)
    {
        var frame = stackalloc byte[1000];
        frame[0] = 1;
        return (nuint)frame < limit ? frame[0] : Descend(limit) + frame[0];
    }
}
