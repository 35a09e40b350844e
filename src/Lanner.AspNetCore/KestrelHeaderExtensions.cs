using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Lanner.AspNetCore;

/// <summary>Has Kestrel keep the bytes of headers.</summary>
public static class KestrelHeaderExtensions
{
    /// <summary>Has the server read and write the values of headers byte by byte, so that guests receive and send any. The strings that the
    /// whole application sees then have a character for each byte (Latin-1), also where a client has sent UTF-8. Without this, the server
    /// answers a header that is not UTF-8 with 400, and a header of a guest that is not ASCII becomes a failure of the guest.</summary>
    /// <param name="options">The options of the server.</param>
    /// <returns>The options.</returns>
    public static KestrelServerOptions UseHeaderBytes(this KestrelServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
        options.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        return options;
    }
}
