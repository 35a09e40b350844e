using System.Globalization;
using Lanner.Wasi.Tests.Files;

namespace Lanner.Wasi.Tests.Preview1;

/// <summary>A guest calls everything with whatever numbers it likes. It gets a number back, and the host goes on as if nothing had
/// been.</summary>
public sealed class HostileCallTests(ITestOutputHelper output)
{
    private static readonly string[] Paths =
    [
        "file", "folder", "folder/inner", ".", "..", "/", "", "link", "loop", "new", "folder/", "file/", "../outside/secret", "up/secret",
        "a/../b", "\0", "fold\0er", "new/new", "./new", "pipe", new string('a', 300), string.Concat(Enumerable.Repeat("a/", 3000)),
    ];

    /// <summary>The parameters of functions that are descriptors, the addresses and lengths of paths, and flags. Functions that are not
    /// listed take a descriptor first.</summary>
    private static readonly Dictionary<string, string> Shapes = new()
    {
        ["path_create_directory"] = "dpl",
        ["path_filestat_get"] = "dfpl",
        ["path_filestat_set_times"] = "dfpl..f",
        ["path_link"] = "dfpldpl",
        ["path_open"] = "dfplfrrf",
        ["path_readlink"] = "dpl",
        ["path_remove_directory"] = "dpl",
        ["path_rename"] = "dpldpl",
        ["path_symlink"] = "pldpl",
        ["path_unlink_file"] = "dpl",
        ["random_get"] = ".",
        ["poll_oneoff"] = "..f",
        ["fd_seek"] = "d.f",
        ["fd_filestat_set_times"] = "d..f",
        ["fd_fdstat_set_flags"] = "df",
        ["fd_advise"] = "d..f",
        ["sock_accept"] = "df",
        ["sock_recv"] = "d.ff",
        ["sock_send"] = "d.ff",
        ["fd_renumber"] = "dd",
    };

    /// <summary>Three by default; <c>LANNER_WASI_SEEDS</c> says how many.</summary>
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, TestEnvironment.Number("LANNER_WASI_SEEDS", 3))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_calls_return_numbers_and_touch_nothing_outside(int seed)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Directories of the host can be granted on Linux only.");
        const int guests = 10, callsOfEach = 3000;
        var numbers = new Dictionary<WasiError, int>();
        var random = new Random(seed);
        using var sandbox = new Sandbox();
        Prepare(sandbox.Inside);
        var files = new InMemoryFileSystem(1 << 20);
        files.WriteFile("file", "content");
        var builder =
            new WasiContextBuilder
            {
                Arguments = ["guest"],
                Time = new VirtualClock(),
                Output = new CapturedOutput(1000),
                MaximumDescriptors = 64,
            }
            .AddFileSystem(new HostDirectory(sandbox.Inside, walks: seed % 2 == 0), "/host")
            .AddFileSystem(files, "/memory")
            .AddFileSystem(new OverlayFileSystem([files]), "/overlay")
            .AddListener(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        for (var round = 0; round < guests; round++)
        {
            using var guest = new WasiGuest(builder, isInterruptible: true);
            CallAtRandom(random, guest, callsOfEach, numbers);
        }

        output.WriteLine(
            string.Join(", ", numbers.OrderByDescending(pair => pair.Value)
                .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value}"))));
        Assert.True(numbers[WasiError.Success] > guests * callsOfEach / 10, "hardly anything succeeded, so that hardly anything was tried");
        sandbox.AssertOutsideIsUntouched();
    }

    private static void CallAtRandom(Random random, WasiGuest guest, int calls, Dictionary<WasiError, int> numbers)
    {
        var functions = WasiFunctions.All;
        for (var call = 0; call < calls; call++)
        {
            if (call % 100 == 0)
            {
                Scatter(random, guest.Memory);
            }

            var (name, parameters) = functions[random.Next(functions.Count)];
            var mayWait = name is "poll_oneoff" or "sock_accept" or "fd_read" or "fd_write" or "sock_recv";

            // Not so often that nothing is left to work with, or that most of the time is spent waiting.
            if ((name is "fd_close" or "fd_renumber" or "fd_fdstat_set_rights" && random.Next(20) != 0)
                || (name == "poll_oneoff" && random.Next(10) != 0))
            {
                continue;
            }

            var shape = Shapes.GetValueOrDefault(name, "d");
            var arguments = parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select((type, index) => Pick(random, type == "i32", index < shape.Length && random.Next(10) != 0 ? shape[index] : '.'))
                .ToArray();
            try
            {
                using var deadline = mayWait ? guest.Store.InterruptAfter(TimeSpan.FromMilliseconds(20)) : null;
                var error = guest.Call(name, arguments);
                Assert.True(Enum.IsDefined(error), $"call {call}: {name} returned {(int)error}");
                numbers[error] = numbers.GetValueOrDefault(error) + 1;
            }
            catch (TrapException trap) when (trap.Code == TrapCode.DeadlinePassed && mayWait)
            {
            }
            catch (WasiExitException) when (name == "proc_raise")
            {
            }
        }
    }

    private static void Prepare(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "file"), "content");
        Directory.CreateDirectory(Path.Combine(folder, "folder", "inner"));
        File.CreateSymbolicLink(Path.Combine(folder, "link"), "folder/inner");
        File.CreateSymbolicLink(Path.Combine(folder, "loop"), "loop");
        File.CreateSymbolicLink(Path.Combine(folder, "up"), "../outside");
        Native.MakePipe(Path.Combine(folder, "pipe"));
    }

    /// <summary>Puts paths and lists of parts where the numbers are likely to point, and noise elsewhere.</summary>
    private static void Scatter(Random random, Memory memory)
    {
        random.NextBytes(memory.GetSpan(0, 4096));
        for (var address = 0; address < 1024; address += 64)
        {
            memory.Write(address, random.Next(4) == 0 ? random.Next() : random.Next(0, 100_000));
            memory.Write(address + 4, random.Next(4) == 0 ? random.Next() : random.Next(0, 100));
        }

        for (var address = 1024; address < 4096; address += 64)
        {
            var path = Paths[random.Next(Paths.Length)];
            memory.GetSpan(address, 64).Fill((byte)'/');
            memory.WriteString(address, path.Length < 60 ? path : path[..60]);
        }

        memory.WriteString(5000, Paths[^1]);
    }

    private static Value Pick(Random random, bool isInt, char shape) => shape switch
    {
        'd' => (Value)random.Next(0, 12),
        'p' => 1024 + (64 * random.Next(0, 48)),
        'l' => random.Next(1, 12),
        'f' => random.Next(0, 5),
        'r' => (long)random.Next() & 0x2FFFFFFF,
        _ => isInt ? (Value)PickInt(random) : PickLong(random),
    };

    private static int PickInt(Random random) => random.Next(12) switch
    {
        < 4 => random.Next(0, 12),
        < 6 => 1024 + (64 * random.Next(0, 48)),
        6 => 64 * random.Next(0, 16),
        7 => random.Next(0, 140_000),
        8 => 5000,
        9 => random.Next(1, 5) switch { 1 => -1, 2 => int.MinValue, 3 => int.MaxValue, _ => 131_072 - random.Next(0, 9) },
        10 => 1 << random.Next(0, 32),
        _ => random.Next(int.MinValue, int.MaxValue),
    };

    // Nothing between: files of a size that a disk can just bear would only take its space.
    private static long PickLong(Random random) => random.Next(8) switch
    {
        < 3 => random.Next(0, 100),
        3 => random.Next(0, 1 << 16),
        4 => (1L << 30) - 1,
        5 => random.NextInt64(1L << 55, long.MaxValue),
        6 => -1,
        _ => random.NextInt64(long.MinValue, 0),
    };
}
