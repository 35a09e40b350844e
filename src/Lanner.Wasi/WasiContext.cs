using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Lanner.Wasi.Files;
using Lanner.Wasi.Preview1;
using Lanner.Wasi.Preview2;
using Lanner.Wasi.Preview3.Streams;
using Lanner.Wasi.Randomness;
using Lanner.Wasi.Sockets;
using Lanner.Wasi.Streams;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi;

/// <summary>The part of the host's system that one guest was given, and everything that it has open. Made by
/// <see cref="WasiContextBuilder"/>. The threads of a guest may use it at once.</summary>
public sealed class WasiContext : IDisposable
{
    private List<Socket>? _listeners;
    private readonly long? _hashSeed;
    private byte[]? _hashKey;
    private Tuple<ulong, ulong>? _insecureSeed;
    private NetworkAccess? _network;
    private readonly CancellationTokenSource _end = new();
    private readonly GrantedServices? _services;
    private bool _isDisposed;

    internal WasiContext(WasiContextBuilder builder, List<Preopen> preopens, NetworkGrants? network)
    {
        Arguments = new byte[builder.Arguments.Count][];
        for (var index = 0; index < Arguments.Length; index++)
        {
            Arguments[index] = ToBytes(builder.Arguments[index]);
        }

        var environment = new List<byte[]>();
        foreach (var (name, value) in builder.Environment)
        {
            environment.Add(ToBytes(name + "=" + value));
        }

        Environment = [.. environment];
        Time = builder.Time;
        Trace = builder.Trace;
        Start = Time.GetTimestamp();
        End = _end.Token;
        Random = builder.RandomSeed is { } seed ? RandomSource.FromSeed(seed) : RandomSource.System;
        Descriptors = new DescriptorTable(builder.MaximumDescriptors);
        Resources = new ResourceTable(builder.MaximumResources, builder.MaximumResourceBytes);
        OpenNodes = new BoundedCount(builder.MaximumDescriptors);
        _hashSeed = ~builder.RandomSeed;
        Log = builder.Log;
        _services = builder.HasServices ? new GrantedServices(builder, network) : null;
        try
        {
            Output = builder.Output.Open(1);
            Input = new OrderedFile(builder.Input.Open(), Output);
            Descriptors.Add(new Descriptor(Input));
            Descriptors.Add(new Descriptor(Output));
            Error = new OrderedFile(builder.Error.Open(2), Output);
            Descriptors.Add(new Descriptor(Error));
            foreach (var preopen in preopens)
            {
                var directory = preopen.FileSystem.OpenRoot();
                directory.Rights = preopen.Rights;
                Grant(directory, preopen.GuestPath);
            }

            // Were it there beside a directory that takes all paths, C libraries would look there first.
            if (builder.NoticesMissingPaths && !preopens.Exists(preopen => preopen.GuestPath is "/" or "." or "./"))
            {
                Grant(new NothingGranted(this), "/");
            }

            if (network is not null)
            {
                _network = new NetworkAccess(network, builder.MaximumSockets, End);
                OpenListeners(network);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private byte[] MakeHashKey()
    {
        var key = new byte[32];
        (_hashSeed is { } seed ? RandomSource.FromSeed(seed) : Random).Fill(key);
        return key;
    }

    private void Grant(OpenDirectory directory, string guestPath)
    {
        var descriptor = new Descriptor(directory) { GrantedAs = guestPath };
        Descriptors.Add(descriptor);
        Directories.Add(descriptor);
    }

    private void OpenListeners(NetworkGrants network)
    {
        _listeners = [];
        foreach (var open in network.Listeners)
        {
            var socket = open();
            _listeners.Add(socket);
            Descriptors.Add(new Descriptor(new Listener(socket, _network!.Peers)));
        }
    }

    /// <summary>The key under which a store carries the context of its guest, for linkers that serve many guests: see
    /// <see cref="WasiLinkerExtensions.DefineWasi(Linker)"/>.</summary>
    public static StoreKey<WasiContext> Key { get; } = new("WASI context");

    /// <summary>The addresses of the granted listeners, in their order.</summary>
    public IReadOnlyList<IPEndPoint> ListenerEndPoints => _listeners is null
        ? []
        : [.. _listeners.Select(listener => (IPEndPoint)listener.LocalEndPoint!)];

    /// <summary>The first path that the guest asked for and that no grant covers, or null: to explain why a guest failed. See
    /// <see cref="WasiContextBuilder.NoticesMissingPaths"/>.</summary>
    public string? MissingPath { get; private set; }

    internal byte[][] Arguments { get; }

    internal byte[][] Environment { get; }

    internal TimeProvider Time { get; }

    /// <summary>The time when the context was made, as a timestamp of <see cref="Time"/>.</summary>
    internal long Start { get; }

    /// <summary>Is cancelled when the context ends.</summary>
    internal CancellationToken End { get; }

    /// <summary>The streams of guests of WASI 0.3 that the host takes.</summary>
    internal Transfers Transfers { get; } = new();

    internal RandomSource Random { get; }

    /// <summary>The seed that guests of WASI 0.3 get, always the same.</summary>
    internal Tuple<ulong, ulong> InsecureSeed =>
        LazyInitializer.EnsureInitialized(ref _insecureSeed, () => Tuple.Create(Random.NextNumber(), Random.NextNumber()));

    /// <summary>Takes a line about each call of the guest; null for none.</summary>
    internal Action<string>? Trace { get; }

    internal DescriptorTable Descriptors { get; }

    /// <summary>The resources of guests that are components.</summary>
    internal ResourceTable Resources { get; }

    /// <summary>The files and directories that guests that are components have open.</summary>
    internal BoundedCount OpenNodes { get; }

    /// <summary>The descriptors of the granted directories.</summary>
    internal List<Descriptor> Directories { get; } = [];

    /// <summary>The secret in hashes of the metadata of files.</summary>
    internal byte[] HashKey => LazyInitializer.EnsureInitialized(ref _hashKey, MakeHashKey);

    internal OpenFile Input { get; }

    /// <summary>Says what the guest may do in the network. Without a grant, it is made when somebody asks.</summary>
    internal NetworkAccess Network => _network ??= new NetworkAccess(new NetworkGrants(), maximumSockets: 0);

    /// <summary>The services that guests that are components are given beside what a system has. Programs start sooner where there are
    /// none.</summary>
    internal GrantedServices Services => _services ?? GrantedServices.None;

    /// <summary>Takes the records of the log; null where nobody does.</summary>
    internal Action<WasiLogRecord>? Log { get; }

    internal OpenFile Output { get; }

    internal OpenFile Error { get; }

    /// <summary>The activity of the host that the guest's requests of HTTP belong to: each says so (<c>traceparent</c> and
    /// <c>tracestate</c> of W3C Trace Context), unless the guest itself says something else. Null, the default, for none; always null
    /// where the guest is granted no requests. May be set at any time, for the requests that come then.</summary>
    public Activity? Activity
    {
        get => Services.Http?.Activity;
        set
        {
            if (Services.Http is { } http)
            {
                http.Activity = value;
            }
        }
    }

    /// <summary>Hands on what the guest has written to standard output and is still waiting.</summary>
    public void Flush()
    {
        Transfers.Settle();
        Output.Flush(default);
    }

    /// <summary>Flushes the output and closes what the guest left open. Streams that were given to the builder stay open.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            Transfers.Settle();
            Output?.Flush(default);
            _end.Cancel();
            _end.Dispose();
            Resources.Dispose();
            _services?.Dispose();
            Descriptors.Dispose();
        }
    }

    /// <summary>Remembers a path that the guest asked for in vain.</summary>
    internal void NoteMissing(string directory, ReadOnlySpan<byte> path) =>
        MissingPath ??= directory == "/" ? $"/{Encoding.UTF8.GetString(path)}" : $"{Encoding.UTF8.GetString(path)} from {directory}";

    private static byte[] ToBytes(string text) => [.. Encoding.UTF8.GetBytes(text), 0];
}
