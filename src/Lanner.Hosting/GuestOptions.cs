using Lanner.Components;
using Lanner.Wasi;

namespace Lanner.Hosting;

/// <summary>A guest: where it comes from, what it may use, and what it is granted. Nothing is granted unless it is said: an empty list
/// allows nothing.</summary>
public sealed class GuestOptions
{
    /// <summary>Where the guest comes from. It has to be set.</summary>
    public GuestSource? Source { get; set; }

    /// <summary>The number of bytes that each instance may hold (<see cref="StoreLimits.MemoryBytes"/>); by default 256 MiB.</summary>
    public long MemoryBytes { get; set; } = 256 << 20;

    /// <summary>The number of elements that the tables of each instance may hold (<see cref="StoreLimits.TableElements"/>); by default a
    /// million.</summary>
    public long TableElements { get; set; } = 1_000_000;

    /// <summary>The fuel that each call may use; null, the default, for no limit. With a limit, the code of the guest counts, which costs
    /// speed.</summary>
    public long? Fuel { get; set; }

    /// <summary>True to count the fuel of calls (for metrics) though there is no limit.</summary>
    public bool CountsFuel { get; set; }

    /// <summary>The time for which the guest may run in a call, without that for which it waits for something; by default 10
    /// seconds.</summary>
    public TimeSpan RunningTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The time that a call may take, from when it asks for an instance to its end: waiting for the instance, running, and waiting
    /// for anything else. By default a minute.</summary>
    public TimeSpan CallTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The number of bytes that the guest may answer with in a call (<see cref="GuestLease.CountResponse"/>); by default 64
    /// MiB.</summary>
    public long ResponseBytes { get; set; } = 64 << 20;

    /// <summary>The arguments of the guest, the program's name first.</summary>
    public IList<string> Arguments { get; } = [];

    /// <summary>The environment variables of the guest.</summary>
    public IDictionary<string, string> Environment { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The configuration that the guest can read (<c>wasi:config</c>).</summary>
    public IDictionary<string, string> Configuration { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Configuration that nobody but the guest is shown.</summary>
    public GuestSecrets Secrets { get; } = new();

    /// <summary>The directories of the host that the guest is granted.</summary>
    public IList<GuestDirectory> Directories { get; } = [];

    /// <summary>Where the guest may send requests of HTTP to: see <see cref="WasiContextBuilder.AllowHttp"/>.</summary>
    public IList<string> Http { get; } = [];

    /// <summary>Where the guest may connect to: see <see cref="WasiContextBuilder.AllowConnect"/>.</summary>
    public IList<string> Connect { get; } = [];

    /// <summary>The pool of its instances.</summary>
    public GuestPoolOptions Pool { get; } = new();

    /// <summary>Says more about what each instance is given of the host's system; called for each instance, on any thread.</summary>
    public Action<WasiContextBuilder>? ConfigureWasi { get; set; }

    /// <summary>Defines what a guest that is a module imports beside WASI 0.1; called when the guest is loaded.</summary>
    public Action<Linker>? ConfigureLinker { get; set; }

    /// <summary>Defines what a guest that is a component imports beside WASI 0.2 and 0.3; called when the guest is loaded.</summary>
    public Action<ComponentLinker>? ConfigureComponentLinker { get; set; }

    /// <summary>The path of the section of the configuration that the guest has; null without one.</summary>
    internal string? Path { get; set; }

    /// <summary>The mistakes in the configuration.</summary>
    internal List<string> Problems { get; } = [];
}
