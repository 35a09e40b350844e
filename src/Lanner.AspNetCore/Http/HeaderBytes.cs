using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Lanner.AspNetCore.Http;

/// <summary>Fields as guests have them, in bytes, and as ASP.NET Core has them, in strings: the server's options say which encoding it
/// reads and writes them in.</summary>
/// <param name="server">The options of the server.</param>
internal sealed class HeaderBytes(KestrelServerOptions server)
{
    /// <summary>The fields of a server.</summary>
    /// <param name="services">The services of the application.</param>
    internal static HeaderBytes Of(IServiceProvider services) =>
        new(services.GetRequiredService<IOptions<KestrelServerOptions>>().Value);

    /// <summary>The bytes that the server has read: without an encoding of its own, it takes nothing but UTF-8.</summary>
    internal KeyValuePair<string, byte[]>[] Encode(IEnumerable<KeyValuePair<string, StringValues>> fields)
    {
        var encoded = new List<KeyValuePair<string, byte[]>>();
        foreach (var (name, values) in fields)
        {
            var encoding = server.RequestHeaderEncodingSelector(name) ?? Encoding.UTF8;
            foreach (var value in values)
            {
                encoded.Add(KeyValuePair.Create(name, encoding.GetBytes(value ?? "")));
            }
        }

        return [.. encoded];
    }

    /// <summary>The string that the server writes as certain bytes: without an encoding of its own, it writes nothing but ASCII.</summary>
    /// <exception cref="FieldException">The server cannot write them.</exception>
    internal string Decode(string name, byte[] value)
    {
        var encoding = server.ResponseHeaderEncodingSelector(name) ?? Encoding.ASCII;
        var text = encoding.GetString(value);
        return encoding == Encoding.Latin1 || value.AsSpan().SequenceEqual(encoding.GetBytes(text))
            ? text
            : throw new FieldException(
                $"The value of `{name}` has bytes that the server does not write; KestrelServerOptions.{nameof(KestrelHeaderExtensions
                    .UseHeaderBytes)} has it write all.");
    }
}
