using System.Net;
using Lanner.Wasi;

namespace Lanner.Native;

/// <content>The functions of lanner.h that say what a program of WASI is granted.</content>
internal static unsafe partial class Exports
{
    internal static Item* lanner_wasi_new() =>
        Item.Make(ItemKind.Wasi, new WasiState());

    internal static byte lanner_wasi_add_argument(Item* wasi, byte* argument)
    {
        WasiOf(wasi).AddArgument(Text.Read(argument, nameof(argument)));
        return 1;
    }

    internal static byte lanner_wasi_add_environment(Item* wasi, byte* name, byte* value)
    {
        WasiOf(wasi).Builder.Environment[Text.Read(name, nameof(name))] = Text.Read(value, nameof(value));
        return 1;
    }

    internal static byte lanner_wasi_inherit_environment(Item* wasi)
    {
        WasiOf(wasi).InheritEnvironment();
        return 1;
    }

    internal static byte lanner_wasi_inherit_streams(Item* wasi, uint streams)
    {
        WasiOf(wasi).Inherit(streams);
        return 1;
    }

    internal static byte lanner_wasi_set_input(Item* wasi, Vector* content)
    {
        WasiOf(wasi).Builder.Input = WasiInput.FromBytes(BytesOf(content).ToArray());
        return 1;
    }

    internal static byte lanner_wasi_capture_streams(Item* wasi, uint streams, nuint maximum)
    {
        WasiOf(wasi).Capture(streams, maximum);
        return 1;
    }

    internal static byte lanner_wasi_captured(Item* wasi, uint stream, Vector* output)
    {
        RequireOutput(output);
        *output = default;
        Vectors.Set(output, WasiOf(wasi).Captured(stream));
        return 1;
    }

    internal static byte lanner_wasi_add_directory(Item* wasi, byte* hostPath, byte* guestPath, uint rights)
    {
        WasiOf(wasi).Builder.AddDirectory(
            Text.Read(hostPath, "host_path"), Text.Read(guestPath, "guest_path"), RightsOf(rights));
        return 1;
    }

    internal static byte lanner_wasi_add_files(Item* wasi, Item* files, byte* guestPath, uint rights)
    {
        WasiOf(wasi).Builder.AddFileSystem(FilesOf(files), Text.Read(guestPath, "guest_path"), RightsOf(rights));
        return 1;
    }

    internal static byte lanner_wasi_add_archive(Item* wasi, byte* hostPath, byte* guestPath)
    {
        WasiOf(wasi).AddArchive(Text.Read(hostPath, "host_path"), Text.Read(guestPath, "guest_path"));
        return 1;
    }

    internal static byte lanner_wasi_add_overlay(Item* wasi, byte* hostPath, byte* guestPath, ulong maximum)
    {
        WasiOf(wasi).AddOverlay(Text.Read(hostPath, "host_path"), Text.Read(guestPath, "guest_path"), maximum);
        return 1;
    }

    internal static byte lanner_wasi_add_listener(Item* wasi, byte* address)
    {
        var text = Text.Read(address, nameof(address));
        WasiOf(wasi).Builder.AddListener(
            IPEndPoint.TryParse(text, out var endPoint) && text.Contains(':', StringComparison.Ordinal)
                ? endPoint
                : throw new ArgumentException($"\"{text}\" is no address to listen at; one such as 127.0.0.1:8080 was expected."));
        return 1;
    }

    internal static byte lanner_wasi_allow_peers(Item* wasi, byte* addresses, uint port)
    {
        var text = Text.Read(addresses, nameof(addresses));
        var network = IPNetwork.TryParse(text, out var several) ? several
            : IPAddress.TryParse(text, out var one) ? new IPNetwork(one, one.GetAddressBytes().Length * 8)
            : throw new ArgumentException($"\"{text}\" are no addresses; 10.1.2.3 or 10.0.0.0/8 was expected.");
        if (port > ushort.MaxValue)
        {
            throw new ArgumentException($"There is no port {port}; 0 for any, or one of 1 to {ushort.MaxValue} was expected.");
        }

        WasiOf(wasi).Builder.AllowPeers(network, port == 0 ? null : (int)port);
        return 1;
    }

    internal static byte lanner_wasi_set_clock(Item* wasi, long start, ulong step)
    {
        // Beyond these there are no dates in .NET; a step of a century is no clock.
        if (start < DateTimeOffset.MinValue.ToUnixTimeMilliseconds() * 1000
            || start > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() * 1000
            || step > long.MaxValue / 10 / 1000)
        {
            throw new ArgumentException($"A clock cannot begin {start} microseconds after 1970 and go in steps of {step}.");
        }

        WasiOf(wasi).Builder.Time = new VirtualClock(
            DateTimeOffset.UnixEpoch.AddMicroseconds(start), TimeSpan.FromTicks((long)step * TimeSpan.TicksPerMicrosecond));
        return 1;
    }

    internal static byte lanner_wasi_set_most_descriptors(Item* wasi, uint most)
    {
        WasiOf(wasi).Builder.MaximumDescriptors = (int)Math.Min(most, int.MaxValue);
        return 1;
    }

    internal static byte lanner_wasi_set_random_seed(Item* wasi, long seed)
    {
        WasiOf(wasi).Builder.RandomSeed = seed;
        return 1;
    }

    internal static Item* lanner_files_new(ulong maximum) =>
        Item.Make(ItemKind.Files, new InMemoryFileSystem((long)Math.Min(maximum, long.MaxValue)));

    internal static byte lanner_files_create_directory(Item* files, byte* path)
    {
        FilesOf(files).CreateDirectory(Text.Read(path, nameof(path)));
        return 1;
    }

    internal static byte lanner_files_write(Item* files, byte* path, Vector* content)
    {
        FilesOf(files).WriteFile(Text.Read(path, nameof(path)), BytesOf(content));
        return 1;
    }

    internal static byte lanner_files_read(Item* files, byte* path, Vector* output)
    {
        RequireOutput(output);
        *output = default;
        Vectors.Set(output, FilesOf(files).ReadFile(Text.Read(path, nameof(path))));
        return 1;
    }

    private static WasiState WasiOf(Item* wasi) => Item.Get<WasiState>(wasi, ItemKind.Wasi);

    private static InMemoryFileSystem FilesOf(Item* files) => Item.Get<InMemoryFileSystem>(files, ItemKind.Files);

    private static DirectoryRights RightsOf(uint rights) => rights <= (uint)DirectoryRights.All
        ? (DirectoryRights)rights
        : throw new ArgumentException($"There are no such rights as {rights}; a sum of 1 (write), 2 (create) and 4 (link) was expected.");
}
