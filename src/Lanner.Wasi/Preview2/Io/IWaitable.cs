namespace Lanner.Wasi.Preview2.Io;

/// <summary>Something that guests wait for.</summary>
internal interface IWaitable
{
    /// <summary>True if what is waited for has come about, also if that is an error. Never waits. It may begin what has to be done for
    /// it.</summary>
    bool IsReady { get; }

    /// <summary>Asked for after <see cref="IsReady"/> was false, anew for each wait: by what the wait can be ended. Whether it has come
    /// about is asked again then, so that it may be too early.</summary>
    WakeUp WakeUp { get; }
}
