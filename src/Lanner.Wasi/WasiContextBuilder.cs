using System.Net;
using System.Net.Sockets;
using Lanner.Wasi.Sockets;

namespace Lanner.Wasi;

/// <summary>Says what guests are given of the host's system. Nothing is granted by default: no files, no environment, no input, no network,
/// and output goes nowhere. What is not a secret is there: the time, and random numbers. Each <see cref="Build"/> makes a context for one
/// guest.</summary>
/// <example><code>
/// var builder = new WasiContextBuilder { Arguments = ["hello"], Output = WasiOutput.Inherited };
/// builder.AddDirectory("/srv/data", "/data", DirectoryRights.ReadOnly);
/// using var context = builder.Build();
/// linker.DefineWasi(context);
/// </code></example>
public sealed partial class WasiContextBuilder
{
    private readonly List<Preopen> _preopens = [];

    /// <summary>Made for the first grant: most guests have no network, whose types a process takes two milliseconds to load.</summary>
    private NetworkGrants? _network;

    /// <summary>The arguments, the program's name first.</summary>
    public IReadOnlyList<string> Arguments { get; set; } = [];

    /// <summary>The environment variables.</summary>
    public IDictionary<string, string> Environment { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Standard input; empty by default.</summary>
    public WasiInput Input { get; set; } = WasiInput.Empty;

    /// <summary>Standard output; nowhere by default.</summary>
    public WasiOutput Output { get; set; } = WasiOutput.Discarded;

    /// <summary>Standard error; nowhere by default.</summary>
    public WasiOutput Error { get; set; } = WasiOutput.Discarded;

    /// <summary>The source of the time of all clocks; a <see cref="VirtualClock"/> makes it the same in each run.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>The seed of the random numbers, which then are the same in each run; null for those of the operating system, fit for
    /// cryptography.</summary>
    public long? RandomSeed { get; set; }

    /// <summary>The number of files that the guest may have open, standard streams and what was granted included; 1024 by
    /// default.</summary>
    public int MaximumDescriptors { get; set; } = 1024;

    /// <summary>The number of resources that a component may have at once: streams, descriptors, pollables and so on. One that
    /// makes more traps. 65,536 by default.</summary>
    public int MaximumResources { get; set; } = 65_536;

    /// <summary>The bytes that the host keeps at once for the resources of a component: fields and bodies of HTTP, values that a
    /// change depends on, names that were looked up and so on. Where they would be more, a function that can say so fails, and another one
    /// traps. 128 MiB by default.</summary>
    public long MaximumResourceBytes { get; set; } = 128 << 20;

    /// <summary>The number of sockets that a component may have at once, those of connections that it accepted included; 256 by
    /// default.</summary>
    public int MaximumSockets { get; set; } = 256;

    /// <summary>True to notice when the guest asks for a path that was not granted, so that <see cref="WasiContext.MissingPath"/> can tell.
    /// C libraries look paths up among the granted directories by themselves and ask for nothing else; so the guest then sees one more
    /// directory, "/", in which there is nothing.</summary>
    public bool NoticesMissingPaths { get; set; }

    /// <summary>Takes a line about each call of the guest after it, such as <c>fd_write(descriptor=1, list=8, count=1, result=24) =
    /// Success</c>, to find out what a guest does; null, the default, for none. Called on the thread of the guest; it must not throw. Paths
    /// are shown as the guest gives them, and may hold anything. Calls take far longer with it.</summary>
    /// <remarks>Only what <see cref="WasiLinkerExtensions.DefineWasi(Linker, WasiContext)"/> defines, for one guest, is traced.</remarks>
    public Action<string>? Trace { get; set; }

    /// <summary>Grants a directory of the host with everything below it.</summary>
    /// <param name="hostPath">The directory.</param>
    /// <param name="guestPath">The name by which the guest knows it.</param>
    /// <param name="rights">The rights of the guest there.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="PlatformNotSupportedException">The operating system is not Linux, whose system calls keep guests beneath the
    /// directory.</exception>
    public WasiContextBuilder AddDirectory(string hostPath, string guestPath, DirectoryRights rights = DirectoryRights.All) =>
        AddFileSystem(new HostDirectory(hostPath), guestPath, rights);

    /// <summary>Grants a file system.</summary>
    /// <param name="fileSystem">The file system.</param>
    /// <param name="guestPath">The name by which the guest knows the directory at its top.</param>
    /// <param name="rights">The rights of the guest there.</param>
    /// <returns>This builder.</returns>
    public WasiContextBuilder AddFileSystem(FileSystem fileSystem, string guestPath, DirectoryRights rights = DirectoryRights.All)
    {
        ArgumentNullException.ThrowIfNull(fileSystem);
        ArgumentException.ThrowIfNullOrEmpty(guestPath);
        ThrowIfZero(guestPath, nameof(guestPath));
        _preopens.Add(new Preopen(fileSystem, guestPath, rights));
        return this;
    }

    /// <summary>Grants a TCP listener, from which the guest accepts connections. Listeners get the descriptors behind those of the granted
    /// directories: the first is 3 when there are none. <see cref="Build"/> opens it.</summary>
    /// <param name="address">The address to listen at. Port 0 picks a free one; <see cref="WasiContext.ListenerEndPoints"/> tells
    /// which.</param>
    /// <returns>This builder.</returns>
    public WasiContextBuilder AddListener(IPEndPoint address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Network.Listeners.Add(() =>
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
                socket.Bind(address);
                socket.Listen();
                return socket;
            }
            catch (SocketException exception)
            {
                socket.Dispose();
                throw new IOException($"Cannot listen on {address}: {exception.Message}", exception);
            }
        });
        return this;
    }

    /// <summary>Grants a listener that is open already. It goes over to the context, which closes it; so only one context can be
    /// built.</summary>
    /// <param name="listener">The socket, listening.</param>
    /// <returns>This builder.</returns>
    public WasiContextBuilder AddListener(Socket listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        Network.Listeners.Add(() => listener);
        return this;
    }

    /// <summary>Names peers whose connections the guest may accept. Once there are such, connections of all others are closed when the
    /// guest would accept them.</summary>
    /// <param name="peers">The addresses.</param>
    /// <param name="port">The peers' port; null for any.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such port.</exception>
    public WasiContextBuilder AllowPeers(IPNetwork peers, int? port = null)
    {
        if (port is < 0 or > ushort.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(port), port, "Ports are numbers up to 65535.");
        }

        Network.Peers.Add(new EndPointRange(peers, port is { } one ? PortRange.One((ushort)one) : PortRange.All));
        return this;
    }

    /// <summary>Lets the guest connect to a host, or send datagrams to it. A name that is granted may be looked up too. An address that a
    /// name turns out to have is the guest's to reach if it is public, or granted as an address; see <see cref="AllowPrivateAnswers"/>.
    /// WASI 0.1 has no function that connects.</summary>
    /// <param name="destination"><c>[tcp://|udp://]HOST[:PORTS]</c>: TCP unless it says UDP; a name, <c>*.example.com</c> for all names
    /// below one, <c>*</c> for all names, an address or a range of addresses (<c>10.0.0.0/8</c>, <c>[fd00::]/8</c>); all ports unless it
    /// names one or a range (<c>8000-8100</c>).</param>
    /// <returns>This builder.</returns>
    /// <exception cref="FormatException">It does not say what to grant.</exception>
    public WasiContextBuilder AllowConnect(string destination)
    {
        Network.Remotes.Add(NetworkRule.Parse(destination));
        return this;
    }

    /// <summary>Lets the guest open listeners, or receive datagrams of anybody, at addresses of the host. Those who connect are restricted
    /// by <see cref="AllowPeers"/>. For guests of WASI 0.1 listeners are opened with <see cref="AddListener(IPEndPoint)"/>.</summary>
    /// <param name="address"><c>[tcp://|udp://]ADDRESS[:PORTS]</c>, as in <see cref="AllowConnect"/>, but no names. <c>0.0.0.0</c> and
    /// <c>[::]</c> stand for all addresses; port 0 lets the guest take a free one.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="FormatException">It does not say what to grant.</exception>
    public WasiContextBuilder AllowListen(string address)
    {
        Network.Locals.Add(NetworkRule.ParseLocal(address));
        return this;
    }

    /// <summary>Lets the guest look up names beside those that it may connect to. To be told an address does not let it connect
    /// there.</summary>
    /// <param name="name">A name, <c>*.example.com</c> for all names below one, or <c>*</c> for all.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="FormatException">It is no name.</exception>
    public WasiContextBuilder AllowNameLookup(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Network.Names.Add(NamePattern.TryParse(name, out var pattern)
            ? pattern
            : throw new FormatException($"'{name}' is no name of hosts: write a name, *.name, or * for all names"));
        return this;
    }

    /// <summary>Lets grants by name be grants of whatever addresses the names have. Otherwise those of this machine, of private networks
    /// and of link-local ones are withheld: whoever answers for a name must not choose what a guest reaches of the host's own network. The
    /// name <c>localhost</c> is always this machine.</summary>
    /// <returns>This builder.</returns>
    public WasiContextBuilder AllowPrivateAnswers()
    {
        Network.AllowsPrivateAnswers = true;
        return this;
    }

    /// <summary>Has names looked up by something else than the operating system.</summary>
    /// <param name="resolver">Finds the addresses of a name, given in ASCII and lower case. Where there are none, it throws a
    /// <see cref="SocketException"/>, or gives none. Called on any thread, for several names at once. The token is cancelled when the
    /// context ends.</param>
    /// <returns>This builder.</returns>
    public WasiContextBuilder UseResolver(Func<string, CancellationToken, Task<IPAddress[]>> resolver)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        Network.Resolver = resolver;
        return this;
    }

    /// <summary>Makes a context for one guest, with everything opened that was granted.</summary>
    /// <exception cref="ArgumentException">An argument or environment variable contains a zero character, or a variable's name is empty or
    /// contains "=".</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such directory, or it cannot be opened.</exception>
    /// <exception cref="IOException">A file system or a listener cannot be opened.</exception>
    public WasiContext Build()
    {
        foreach (var argument in Arguments)
        {
            ThrowIfZero(argument, nameof(Arguments));
        }

        foreach (var (name, value) in Environment)
        {
            ThrowIfZero(name, nameof(Environment));
            ThrowIfZero(value, nameof(Environment));
            if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal))
            {
                throw new ArgumentException($"'{name}' cannot be the name of an environment variable.");
            }
        }

        return new WasiContext(this, _preopens, _network);
    }

    private NetworkGrants Network => _network ??= new NetworkGrants();

    private static void ThrowIfZero(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text, name);
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("Strings of C cannot contain a zero character.", name);
        }
    }
}

/// <summary>A file system granted under a name.</summary>
internal sealed record Preopen(FileSystem FileSystem, string GuestPath, DirectoryRights Rights);
