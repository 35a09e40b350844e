using System.Runtime.CompilerServices;
using Lanner.Hosting;
using Lanner.Wasi;

namespace Lanner.AspNetCore;

/// <summary>The ways in which guests handle requests.</summary>
internal enum GuestKind
{
    /// <summary>By <c>wasi:http</c>.</summary>
    Http,

    /// <summary>As programs, by CGI.</summary>
    Command,

    /// <summary>By functions.</summary>
    Functions,
}

/// <summary>Finds out of which kind guests are.</summary>
internal static class GuestKinds
{
    private static readonly ConditionalWeakTable<GuestCode, object> Kinds = [];

    /// <summary>Finds out of which kind a guest is, from what it exports.</summary>
    internal static GuestKind Of(GuestCode code) => (GuestKind)Kinds.GetValue(code, static code => Find(code));

    private static GuestKind Find(GuestCode code) => code switch
    {
        { Component: { } component } => WasiHttpHandler.IsHandler(component) ? GuestKind.Http
            : WasiCommand.IsCommand(component) ? GuestKind.Command
            : GuestKind.Functions,
        _ => code.Module!.Exports.Any(export => export is { Name: "_start", Type: FunctionExternalType }) ? GuestKind.Command
            : GuestKind.Functions,
    };
}
