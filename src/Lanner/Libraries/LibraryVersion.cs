using System.Text;
using Lanner.Platform;

namespace Lanner.Libraries;

/// <summary>The first that a library asks the engine for. It never changes, so that libraries of any version find it.</summary>
internal static class LibraryVersion
{
    /// <summary>Refuses a library that was compiled by another engine.</summary>
    /// <param name="sources">The address of the hash of that engine's sources (<see cref="EngineSources"/>).</param>
    /// <param name="length">The number of its bytes.</param>
    /// <exception cref="InvalidOperationException">It was another one.</exception>
    internal static unsafe void Require(nint sources, int length)
    {
        if (Encoding.UTF8.GetString((byte*)sources, length) != EngineSources.Hash)
        {
            throw new InvalidOperationException(
                "The library was compiled by another version of Lanner than the one that is here. Build it again.");
        }
    }
}
