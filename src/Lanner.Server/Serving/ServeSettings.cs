using Lanner.Hosting;
using Lanner.Server.Schedules;

namespace Lanner.Server.Serving;

/// <summary>All that a server is told: by a command line, or by a manifest.</summary>
internal sealed record ServeSettings
{
    /// <summary>The addresses.</summary>
    internal required ListenSettings Listen { get; init; }

    /// <summary>Adds the guests.</summary>
    internal required Action<ILannerBuilder> AddGuests { get; init; }

    /// <summary>The paths.</summary>
    internal required IReadOnlyList<RouteSettings> Routes { get; init; }

    /// <summary>The calls by the clock.</summary>
    internal IReadOnlyList<ScheduleSettings> Schedules { get; init; } = [];

    /// <summary>The folder from which relative paths count.</summary>
    internal required string Folder { get; init; }

    /// <summary>The files of which all of it is made.</summary>
    internal required IReadOnlyList<FileStamp> Files { get; init; }

    /// <summary>Says where a setting stands that a guest cannot have: makes an exception of a message that begins with its path.</summary>
    internal required Func<string, Exception> Explain { get; init; }
}
