using System.Net;
using System.Net.Sockets;

namespace Lanner.Wasi.Sockets;

/// <summary>Says what one guest may do in the network: whatever binds, connects, sends or looks up asks here first. Thread-safe.</summary>
/// <param name="grants">The grants. Whatever is added to it later is not granted to this guest.</param>
/// <param name="maximumSockets">The number of sockets that the guest may have at once.</param>
/// <param name="end">Is cancelled when the guest has ended.</param>
internal sealed class NetworkAccess(NetworkGrants grants, int maximumSockets, CancellationToken end = default)
{
    /// <summary>The look-ups that there are at once: each may hold a thread of the process until the resolver gives up.</summary>
    private const int MaximumLookUps = 4;

    /// <summary>The look-ups that a guest has asked for and not been answered: one more fails at once.</summary>
    private const int MaximumPending = 64;

    /// <summary>The addresses of an answer that are kept.</summary>
    private const int MaximumAddresses = 256;

    private static readonly IPAddress[] Loopback = [IPAddress.Loopback, IPAddress.IPv6Loopback];

    private readonly NetworkRule[] _remotes = [.. grants.Remotes];
    private readonly NetworkRule[] _locals = [.. grants.Locals];
    private readonly NamePattern[] _names = [.. grants.Names];
    private readonly bool _allowsPrivateAnswers = grants.AllowsPrivateAnswers;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>>? _resolver = grants.Resolver;

    /// <summary>The last look-up of each of several queues.</summary>
    private readonly Task[] _queues = [.. Enumerable.Repeat(Task.CompletedTask, MaximumLookUps)];
    private readonly LearntAddresses _learnt = new();
    private readonly BoundedCount _pending = new(MaximumPending);
    private int _lookUps;

    /// <summary>The peers that may connect to the guest.</summary>
    internal PeerList Peers { get; } = new([.. grants.Peers]);

    /// <summary>The sockets of the guest.</summary>
    internal BoundedCount Sockets { get; } = new(maximumSockets);

    /// <summary>True if the guest may connect, or send datagrams, to an end point: one of a granted range, or at an address that it was
    /// told when it looked up a granted name.</summary>
    internal bool MayReach(ProtocolType protocol, IPEndPoint remote)
    {
        if (IsInRange(protocol, remote.Address, remote.Port))
        {
            return true;
        }

        foreach (var name in _learnt.NamesOf(AddressRules.Plain(remote.Address)))
        {
            if (IsNamed(protocol, name, remote.Port))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True if the guest may do anything by a protocol: without that, it gets no socket.</summary>
    internal bool MayUse(ProtocolType protocol) =>
        Array.Exists(_remotes, rule => rule.Protocol == protocol) || Array.Exists(_locals, rule => rule.Protocol == protocol);

    /// <summary>True if the guest may bind a socket to reach others from there: to any free port, which is what happens where one connects
    /// without having bound. It may not listen there.</summary>
    internal bool MayBindToReach(ProtocolType protocol, IPEndPoint local) =>
        local.Port == 0 && AddressRules.IsUnspecified(local.Address) && Array.Exists(_remotes, rule => rule.Protocol == protocol);

    /// <summary>True if the guest may listen at an end point, or receive datagrams of anybody there. Port 0 is any free one.</summary>
    internal bool MayListen(ProtocolType protocol, IPEndPoint local) =>
        Array.Exists(_locals, rule => rule.Protocol == protocol && rule.Covers(local.Address, local.Port));

    /// <summary>Looks up a name for the guest, which may reach the addresses from then on, as far as the name is granted.</summary>
    /// <param name="host">The name, or an address, which is its own answer.</param>
    internal async Task<NameAnswer> LookUpAsync(string host)
    {
        if (HostName.TryParseAddress(host, out var address))
        {
            return new NameAnswer(NameOutcome.Found, AddressRules.Plain(address));
        }

        if (!HostName.TryNormalize(host, out var name))
        {
            return new NameAnswer(NameOutcome.Invalid);
        }

        if (!Array.Exists(_names, pattern => pattern.Matches(name)) && !Array.Exists(_remotes, rule => rule.Names?.Matches(name) == true))
        {
            return new NameAnswer(NameOutcome.Denied);
        }

        var answer = await ResolveAsync(name).ConfigureAwait(false);
        return Keep(answer, candidate => IsAnswer(name, candidate) || IsInRange(candidate), name);
    }

    /// <summary>False if <see cref="FindAsync"/> denies a host's port, whatever addresses the host has.</summary>
    internal bool MayFind(string host, int port) => HostName.TryParseAddress(host, out var address)
        ? MayReach(ProtocolType.Tcp, new IPEndPoint(AddressRules.Plain(address), port))
        : HostName.TryNormalize(host, out var name)
            && (IsNamed(ProtocolType.Tcp, name, port) || Array.Exists(_names, pattern => pattern.Matches(name)));

    /// <summary>Finds the addresses at which the guest may connect to a host's port by TCP. Whoever connects for the guest asks this, and
    /// takes one of these addresses, not another that the name may have a moment later.</summary>
    /// <param name="host">A name, or an address without brackets.</param>
    /// <param name="port">The port.</param>
    internal async Task<NameAnswer> FindAsync(string host, int port)
    {
        if (HostName.TryParseAddress(host, out var address))
        {
            address = AddressRules.Plain(address);
            return MayReach(ProtocolType.Tcp, new IPEndPoint(address, port))
                ? new NameAnswer(NameOutcome.Found, address)
                : new NameAnswer(NameOutcome.Denied);
        }

        if (!HostName.TryNormalize(host, out var name))
        {
            return new NameAnswer(NameOutcome.Invalid);
        }

        var isNamed = IsNamed(ProtocolType.Tcp, name, port);
        if (!isNamed && !Array.Exists(_names, pattern => pattern.Matches(name)))
        {
            return new NameAnswer(NameOutcome.Denied);
        }

        var answer = await ResolveAsync(name).ConfigureAwait(false);
        return Keep(
            answer,
            candidate => (isNamed && IsAnswer(name, candidate)) || IsInRange(ProtocolType.Tcp, candidate, port),
            learntBy: null);
    }

    /// <summary>True if a grant by names covers a name and port.</summary>
    private bool IsNamed(ProtocolType protocol, string name, int port) =>
        Array.Exists(_remotes, rule => rule.Protocol == protocol && rule.Covers(name, port));

    /// <summary>True if a grant by addresses covers an end point.</summary>
    private bool IsInRange(ProtocolType protocol, IPAddress address, int port) =>
        Array.Exists(_remotes, rule => rule.Protocol == protocol && rule.Covers(address, port));

    private bool IsInRange(IPAddress address) => Array.Exists(_remotes, rule => rule.Covers(address));

    /// <summary>True if an address may be what a granted name stands for. One within the host's own network is what somebody answers who
    /// wants a guest to reach it (rebinding).</summary>
    private bool IsAnswer(string name, IPAddress address) =>
        _allowsPrivateAnswers
        || AddressRules.IsPublic(address)
        || (HostName.IsLocal(name) && IPAddress.IsLoopback(address));

    private NameAnswer Keep(NameAnswer answer, Predicate<IPAddress> mayBe, string? learntBy)
    {
        if (answer.Outcome != NameOutcome.Found)
        {
            return answer;
        }

        var kept = Array.FindAll(answer.Addresses, mayBe);
        if (learntBy is not null)
        {
            _learnt.Add(learntBy, Array.FindAll(kept, address => IsAnswer(learntBy, address)));
        }

        return kept.Length > 0 ? answer with { Addresses = kept } : new NameAnswer(NameOutcome.Denied);
    }

    private async Task<NameAnswer> ResolveAsync(string name)
    {
        if (HostName.IsLocal(name))
        {
            return new NameAnswer(NameOutcome.Found, Loopback);
        }

        if (!_pending.TryEnter())
        {
            return new NameAnswer(NameOutcome.TemporaryFailure);
        }

        // The guest cannot cancel this: the thread that asks would go on asking, uncounted.
        var finished = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var queue = (uint)Interlocked.Increment(ref _lookUps) % MaximumLookUps;
        await Interlocked.Exchange(ref _queues[queue], finished.Task).ConfigureAwait(false);
        try
        {
            var addresses = await (_resolver ?? Dns.GetHostAddressesAsync)(name, end).ConfigureAwait(false);
            return addresses.Length == 0
                ? new NameAnswer(NameOutcome.NotFound)
                : new NameAnswer(NameOutcome.Found, [.. addresses.Select(AddressRules.Plain).Distinct().Take(MaximumAddresses)]);
        }
        catch (SocketException exception)
        {
            return new NameAnswer(exception.SocketErrorCode switch
            {
                SocketError.HostNotFound or SocketError.NoData => NameOutcome.NotFound,
                SocketError.TryAgain or SocketError.TimedOut => NameOutcome.TemporaryFailure,
                _ => NameOutcome.PermanentFailure,
            });
        }
        catch (OperationCanceledException)
        {
            return new NameAnswer(NameOutcome.TemporaryFailure);
        }
        finally
        {
            _pending.Leave();
            finished.SetResult();
        }
    }
}
