using Lanner.Wasi.Tests.Files;

namespace Lanner.Wasi.Tests.Preview1;

/// <summary>The host's allocations for a call do not grow with the numbers that a guest gives (GHSA-x84v-gj2h-g759 of a peer: buffers of
/// the host as large as the guest's).</summary>
public sealed class HostAllocationTests
{
    private const int Pages = 8 << 10;
    private const int Large = 400 << 20;
    private const long Allowed = 16 << 20;

    [Theory]
    [InlineData("fd_write to the output", 1)]
    [InlineData("fd_write to the error stream", 2)]
    [InlineData("fd_write to a stream of .NET", 2)]
    public void Writing_hundreds_of_megabytes_allocates_little(string what, int descriptor)
    {
        var builder = new WasiContextBuilder
        {
            Output = new CapturedOutput(1000),
            Error = what.Contains(".NET", StringComparison.Ordinal) ? WasiOutput.ToStream(Stream.Null) : WasiOutput.Discarded,
        };
        using var guest = Make(builder);
        guest.SetVector(WasiGuest.MoreData, Large);
        Measure(() => guest.Call("fd_write", descriptor, 0, 1, WasiGuest.Result));
    }

    [Theory]
    [InlineData("fd_read")]
    [InlineData("fd_pread")]
    [InlineData("fd_write")]
    [InlineData("fd_pwrite")]
    public void Files_in_memory_allocate_no_more_than_they_may_hold(string function)
    {
        var files = new InMemoryFileSystem(1 << 20);
        files.WriteFile("file", "content");
        using var guest = Make(new WasiContextBuilder().AddFileSystem(files, "/"));
        Assert.Equal(WasiError.Success, guest.OpenPath("file", out var file, rights: 2 | (1 << 6)));
        guest.SetVector(WasiGuest.MoreData, Large);
        Measure(() => function.StartsWith("fd_p", StringComparison.Ordinal)
            ? guest.Call(function, file, 0, 1, 0L, WasiGuest.Result)
            : guest.Call(function, file, 0, 1, WasiGuest.Result));
    }

    [Theory]
    [InlineData("fd_readdir")]
    [InlineData("fd_prestat_dir_name")]
    [InlineData("path_readlink")]
    [InlineData("path_symlink")]
    [InlineData("path_create_directory")]
    [InlineData("path_open")]
    [InlineData("poll_oneoff")]
    public void Names_and_lists_of_any_length_allocate_little(string function)
    {
        using var guest = Make(new WasiContextBuilder().AddFileSystem(new InMemoryFileSystem(1 << 20), "/"));
        Measure(() => function switch
        {
            "fd_readdir" => guest.Call(function, 3, WasiGuest.MoreData, Large, 0L, WasiGuest.Result),
            "fd_prestat_dir_name" => guest.Call(function, 3, WasiGuest.MoreData, Large),
            "path_readlink" => guest.Call(function, 3, WasiGuest.Data, 1, WasiGuest.MoreData, Large, WasiGuest.Result),
            "path_symlink" => guest.Call(function, WasiGuest.Data, Large, 3, WasiGuest.Data, 1),
            "path_create_directory" => guest.Call(function, 3, WasiGuest.Data, Large),
            "path_open" => guest.Call(function, 3, 0, WasiGuest.Data, Large, 0, 2L, 0L, 0, WasiGuest.Result),
            _ => guest.Call(function, WasiGuest.Data, WasiGuest.Data, 1 << 16, WasiGuest.Result),
        });
    }

    [Fact]
    public void Lists_of_a_million_parts_allocate_little()
    {
        using var guest = Make(new WasiContextBuilder { Output = new CapturedOutput(1000) });
        Measure(() => guest.Call("fd_write", 1, 0, 1 << 20, WasiGuest.Result));
        Measure(() => guest.Call("fd_read", 0, 0, 1 << 20, WasiGuest.Result));
        Measure(() => guest.Call("fd_write", 1, 0, int.MaxValue, WasiGuest.Result));
        Measure(() => guest.Call("fd_write", 1, 0, -1, WasiGuest.Result));
    }

    private static WasiGuest Make(WasiContextBuilder builder)
    {
        var guest = new WasiGuest(builder);
        Assert.NotEqual(-1, guest.Memory.Grow(Pages - guest.Memory.Pages));
        return guest;
    }

    private static void Measure(Func<WasiError> call)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(Enum.IsDefined(call()));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Allowed);
    }
}
