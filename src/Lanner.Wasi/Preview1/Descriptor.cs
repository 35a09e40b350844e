using Lanner.Wasi.Files;
using Lanner.Wasi.Sockets;

namespace Lanner.Wasi.Preview1;

/// <summary>Something that a guest has open. It is closed when nobody uses it any more: another thread of the guest may close what this one
/// reads from.</summary>
internal sealed class Descriptor
{
    /// <summary>The table's own use and those of the threads that are inside.</summary>
    private int _uses = 1;

    /// <summary>Makes a descriptor with all rights that apply to what is open.</summary>
    internal Descriptor(OpenNode node)
        : this(node, ApplicableTo(node), node is OpenDirectory ? Rights.Directory | Rights.File : Rights.None)
    {
    }

    internal Descriptor(OpenNode node, Rights baseRights, Rights inheritingRights)
    {
        Node = node;
        BaseRights = baseRights;
        InheritingRights = inheritingRights;
    }

    internal OpenNode Node { get; }

    /// <summary>For a directory granted by the host, its name for the guest.</summary>
    internal string? GrantedAs { get; init; }

    /// <summary>The rights of the descriptor itself.</summary>
    internal Rights BaseRights { get; set; }

    /// <summary>The rights of everything that is opened through the descriptor.</summary>
    internal Rights InheritingRights { get; set; }

    internal static Rights ApplicableTo(OpenNode node) => node switch
    {
        OpenDirectory => Rights.Directory,
        Listener => Rights.Listener,
        Connection => Rights.Connection,

        // isatty of C libraries looks for a character device that cannot seek.
        OpenFile file => Rights.File & ~((file.CanRead ? 0 : Rights.Read)
            | (file.CanWrite ? 0 : Rights.Write | Rights.Allocate | Rights.SetSize)
            | (file.CanSeek ? 0 : Rights.Seek | Rights.Tell)),
        _ => Rights.Common,
    };

    /// <summary>Begins to use it.</summary>
    /// <returns>True if it is still open.</returns>
    internal bool TryEnter()
    {
        var uses = Volatile.Read(ref _uses);
        while (uses > 0)
        {
            var found = Interlocked.CompareExchange(ref _uses, uses + 1, uses);
            if (found == uses)
            {
                return true;
            }

            uses = found;
        }

        return false;
    }

    /// <summary>Ends a use, or the table's own.</summary>
    internal void Leave()
    {
        if (Interlocked.Decrement(ref _uses) == 0)
        {
            Node.Dispose();
        }
    }
}
