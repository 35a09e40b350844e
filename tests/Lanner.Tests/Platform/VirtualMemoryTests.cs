using Lanner.Platform;

namespace Lanner.Tests.Platform;

public sealed unsafe class VirtualMemoryTests
{
    [Fact]
    public void Pages_are_zero_when_committed_and_again_after_they_were_decommitted()
    {
        var page = VirtualMemory.PageSize;
        var start = VirtualMemory.Reserve(4 * page);
        Assert.True(VirtualMemory.Commit(start + page, 2 * page));
        var bytes = new Span<byte>(start + page, (int)(2 * page));
        Assert.Equal(-1, bytes.IndexOfAnyExcept((byte)0));
        bytes.Fill(0xAA);

        Assert.True(VirtualMemory.Decommit(start + page, 2 * page));
        Assert.True(VirtualMemory.Commit(start, 4 * page));

        Assert.Equal(-1, new Span<byte>(start, (int)(4 * page)).IndexOfAnyExcept((byte)0));
        VirtualMemory.Release(start, 4 * page);
    }

    [Fact]
    public void More_than_there_is_cannot_be_reserved() => Assert.True(VirtualMemory.Reserve(1UL << 60) is null);

    [Fact]
    public void Committing_memory_that_the_system_does_not_have_fails()
    {
        var (exitCode, output) = Child.Run(nameof(Child.GrowUntilRefused), "ulimit -v 40000000; ");

        Assert.Equal("refused", output.Trim());
        Assert.Equal(0, exitCode);
    }
}
