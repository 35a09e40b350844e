namespace Lanner.Wasi;

/// <summary>The kind of a record that a guest logs.</summary>
public enum WasiLogLevel
{
    /// <summary>Values of variables, and the way of a program.</summary>
    Trace,

    /// <summary>For whoever debugs the program.</summary>
    Debug,

    /// <summary>For whoever watches the program.</summary>
    Info,

    /// <summary>Something that may become an error.</summary>
    Warn,

    /// <summary>An error.</summary>
    Error,

    /// <summary>An error that ends the program.</summary>
    Critical,
}
