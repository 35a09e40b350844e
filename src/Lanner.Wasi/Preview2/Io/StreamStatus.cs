namespace Lanner.Wasi.Preview2.Io;

/// <summary>The outcome of an operation on a stream.</summary>
internal enum StreamStatus
{
    /// <summary>It was done, as far as it could be without waiting.</summary>
    Open,

    /// <summary>The stream is at its end, or nobody takes what is written.</summary>
    Closed,

    /// <summary>It has failed: the stream says why.</summary>
    Failed,
}
