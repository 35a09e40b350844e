using Lanner.Components;
using Lanner.Wasi.Preview2.Cli;
using Lanner.Wasi.Preview2.Clocks;
using Lanner.Wasi.Preview2.Configuration;
using Lanner.Wasi.Preview2.Filesystem;
using Lanner.Wasi.Preview2.Http;
using Lanner.Wasi.Preview2.Io;
using Lanner.Wasi.Preview2.KeyValue;
using Lanner.Wasi.Preview2.Logging;
using Lanner.Wasi.Preview2.Randomness;
using Lanner.Wasi.Preview2.Sockets;

namespace Lanner.Wasi.Preview2;

/// <summary>The interfaces of WASI 0.2, a folder for each package.</summary>
/// <param name="linker">The linker that gets them.</param>
/// <param name="find">Finds the context of a store.</param>
/// <param name="trace">Takes a line about each call; null for none.</param>
internal sealed class WasiPreview2(ComponentLinker linker, Func<Store, WasiContext> find, Action<string>? trace)
{
    /// <summary>Defines all interfaces.</summary>
    internal void Define()
    {
        IoInterfaces.Define(Interface);
        ClockInterfaces.Define(Interface);
        RandomInterfaces.Define(Interface);
        CliInterfaces.Define(Interface);
        FilesystemInterfaces.Define(Interface);
        HttpInterfaces.Define(Interface);
        ConfigurationInterfaces.Define(Draft);
        LoggingInterfaces.Define(Draft);
        KeyValueInterfaces.Define(Draft);
        SocketInterfaces.Define(Interface);
    }

    /// <summary>Begins an interface that has no version of WASI yet.</summary>
    /// <param name="name">The name, with its version if it has one.</param>
    private InterfaceDefinition Draft(string name) => new(linker, find, trace, name, version: null);

    private InterfaceDefinition Interface(string name) => new(linker, find, trace, name);
}
