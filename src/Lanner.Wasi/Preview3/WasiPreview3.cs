using Lanner.Components;
using Lanner.Wasi.Preview2;
using Lanner.Wasi.Preview2.Randomness;
using Lanner.Wasi.Preview3.Cli;
using Lanner.Wasi.Preview3.Clocks;
using Lanner.Wasi.Preview3.Filesystem;
using Lanner.Wasi.Preview3.Http;
using Lanner.Wasi.Preview3.Sockets;

namespace Lanner.Wasi.Preview3;

/// <summary>The interfaces of WASI 0.3, a folder for each package. What is as in WASI 0.2 stands there.</summary>
/// <param name="linker">The linker that gets them.</param>
/// <param name="find">Finds the context of a store.</param>
/// <param name="trace">Takes a line about each call; null for none.</param>
internal sealed class WasiPreview3(ComponentLinker linker, Func<Store, WasiContext> find, Action<string>? trace)
{
    private const string Version = "0.3.0";

    /// <summary>Defines all interfaces.</summary>
    internal void Define()
    {
        Preview3CliInterfaces.Define(Interface);
        Preview3ClockInterfaces.Define(Interface);
        RandomInterfaces.DefinePreview3(Interface);
        Preview3FilesystemInterfaces.Define(Interface);
        Preview3SocketInterfaces.Define(Interface);
        Preview3HttpInterfaces.Define(Interface);
    }

    private InterfaceDefinition Interface(string name) => new(linker, find, trace, name, Version);
}
