namespace Lanner.Wasi.Preview2.Logging;

/// <summary>The package <c>wasi:logging</c>, as it stands and in its draft.</summary>
internal static class LoggingInterfaces
{
    private static readonly string[] Names = ["wasi:logging/logging", "wasi:logging/logging@0.1.0-draft"];

    /// <summary>Defines the interfaces.</summary>
    /// <param name="define">Begins an interface.</param>
    internal static void Define(Func<string, InterfaceDefinition> define)
    {
        foreach (var name in Names)
        {
            define(name).Function("log", call =>
            {
                call.Context.Log?.Invoke(new WasiLogRecord(
                    Enum.Parse<WasiLogLevel>(call[0].AsEnum(), ignoreCase: true), call[1].AsString(), call[2].AsString()));
                return null;
            });
        }
    }
}
