using Lanner.Components;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>A <c>request-options</c>: how long a request may wait for its peer, in nanoseconds.</summary>
/// <param name="isMutable">True if the guest may change them.</param>
internal sealed class RequestOptions(bool isMutable = true) : HostResource
{
    /// <summary>The longest wait, also where the guest sets none: so nothing that it has forgotten stays for ever.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly ulong?[] _timeouts = new ulong?[3];

    /// <summary>The time for connecting.</summary>
    internal TimeSpan ConnectTimeout => Of(_timeouts[0]);

    /// <summary>The time from then to the head of the response.</summary>
    internal TimeSpan FirstByteTimeout => Of(_timeouts[1]);

    /// <summary>The time for each read of the body.</summary>
    internal TimeSpan BetweenBytesTimeout => Of(_timeouts[2]);

    internal static void Define(InterfaceDefinition types)
    {
        var type = HttpResourceTypes.RequestOptions;
        types.Resource(type);
        types.Function("[constructor]request-options", call => call.Own(type, new RequestOptions()));
        string[] names = ["connect-timeout", "first-byte-timeout", "between-bytes-timeout"];
        for (var index = 0; index < names.Length; index++)
        {
            var place = index;
            var getter = types.IsPreview3 ? $"get-{names[index]}" : names[index];
            types.Method(type, getter, call => call.Resource<RequestOptions>(0)._timeouts[place] is { } timeout
                ? ComponentValue.Some(ComponentValue.FromU64(timeout))
                : ComponentValue.None);
            types.Method(type, $"set-{names[index]}", call => call.Resource<RequestOptions>(0).Set(place, call[1].AsOption()?.AsU64()));
        }

        if (types.IsPreview3)
        {
            types.Method(type, "clone", call => call.Own(type, call.Resource<RequestOptions>(0).Copy(isMutable: true)));
        }
    }

    internal RequestOptions Copy(bool isMutable)
    {
        var copy = new RequestOptions(isMutable);
        _timeouts.CopyTo(copy._timeouts, 0);
        return copy;
    }

    private ComponentValue Set(int place, ulong? timeout)
    {
        if (!isMutable)
        {
            return ComponentValue.Error(ComponentValue.FromVariant("immutable"));
        }

        _timeouts[place] = timeout;
        return ComponentValue.Ok();
    }

    /// <summary>The time in whole milliseconds, none of them too few.</summary>
    private static TimeSpan Of(ulong? nanoseconds) =>
        nanoseconds is { } given && given < (ulong)Longest.Ticks * 100 ? TimeSpan.FromMilliseconds((given / 1_000_000) + 1) : Longest;
}
