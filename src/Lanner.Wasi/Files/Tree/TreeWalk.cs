namespace Lanner.Wasi.Files.Tree;

/// <summary>Says when a link in the place of a path's last name is followed.</summary>
internal enum LastLink
{
    /// <summary>Never: the name itself is meant.</summary>
    Keep,

    /// <summary>Followed if a slash stands behind it.</summary>
    FollowBeforeSlash,

    Follow,
}

/// <summary>The kinds of the last part of a path.</summary>
internal enum LastPart
{
    Name,
    Dot,
    DotDot,
}

/// <summary>The place in a tree that a path leads to.</summary>
/// <param name="Parent">The directory that holds the last name.</param>
/// <param name="Name">The last name.</param>
/// <param name="Node">The node that it names, or null when there is nothing of that name.</param>
/// <param name="Part">The kind of the last part; without a name there is always a directory.</param>
/// <param name="HasSlash">True if slashes follow.</param>
internal readonly record struct TreePlace(TreeDirectory? Parent, byte[] Name, TreeNode? Node, LastPart Part, bool HasSlash)
{
    internal bool IsTooLong => Name.Length > PathRules.MaximumNameLength;
}

/// <summary>Resolves paths in a tree.</summary>
internal static class TreeWalk
{
    /// <summary>Finds where a path leads. When only its last name is too long, the place is told with the error, for whoever looks at other
    /// things first.</summary>
    internal static WasiError Resolve(TreeDirectory start, ReadOnlySpan<byte> path, LastLink lastLink, out TreePlace place)
    {
        place = default;
        var current = start;
        var links = 0;
        while (true)
        {
            var slash = path.IndexOf((byte)'/');
            var hasSlash = slash >= 0;
            var name = hasSlash ? path[..slash] : path;
            path = hasSlash ? path[slash..].TrimStart((byte)'/') : default;
            var isLast = path.IsEmpty;
            TreeNode? node = current;
            var part = LastPart.Name;
            if (name.SequenceEqual("."u8))
            {
                part = LastPart.Dot;
            }
            else if (name.SequenceEqual(".."u8))
            {
                if (current == start)
                {
                    return WasiError.NotPermitted;
                }

                part = LastPart.DotDot;
                node = current.Parent;
            }
            else if (name.Length > PathRules.MaximumNameLength)
            {
                place = isLast ? new TreePlace(current, name.ToArray(), null, part, hasSlash) : default;
                return WasiError.NameTooLong;
            }
            else
            {
                node = current.Find(name);
            }

            if (node is TreeLink link && (!isLast || lastLink == LastLink.Follow || (lastLink == LastLink.FollowBeforeSlash && hasSlash)))
            {
                if (++links > PathRules.MaximumLinks)
                {
                    return WasiError.Loop;
                }

                if (link.Target[0] == '/')
                {
                    return WasiError.NotPermitted;
                }

                path = hasSlash ? (byte[])[.. link.Target, (byte)'/', .. path] : link.Target;
                continue;
            }

            if (isLast)
            {
                place = new TreePlace(current, name.ToArray(), node, part, hasSlash);
                return WasiError.Success;
            }

            if (node is not TreeDirectory next)
            {
                return node is null ? WasiError.NoEntry : WasiError.NotDirectory;
            }

            current = next;
        }
    }
}
