using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Lanner;

/// <summary>Finds the fingerprints of recursion groups. Groups refer to others, whose fingerprints are part of theirs, so they are found
/// first; lines of such references can be as long as a module has types, and no stack is.</summary>
internal sealed class TypeFingerprints
{
    private readonly Stack<RecursionGroup> _groups = [];

    /// <summary>True if a group that was referred to has no fingerprint yet.</summary>
    private bool _isIncomplete;

    private TypeFingerprints()
    {
    }

    /// <summary>The SHA-256 of a group's structure.</summary>
    internal static byte[] Of(RecursionGroup group) => group.FingerprintBytes ?? new TypeFingerprints().Find(group);

    private byte[] Find(RecursionGroup group)
    {
        var key = new TypeKey(this);
        _groups.Push(group);
        while (_groups.TryPeek(out var next))
        {
            _isIncomplete = false;
            key.Start(next);
            TypeRegistry.WriteKey(key, next);
            if (!_isIncomplete)
            {
                // Threads that find the same one at the same time find the same bytes.
                next.FingerprintBytes ??= SHA256.HashData(MemoryMarshal.AsBytes(key.Words));
                while (_groups.TryPeek(out var done) && done.FingerprintBytes is not null)
                {
                    _groups.Pop();
                }
            }
        }

        return group.FingerprintBytes!;
    }

    /// <summary>Writes the fingerprint of another group to a key, or takes note that it is to be found before.</summary>
    internal void Write(TypeKey key, RecursionGroup group)
    {
        if (group.FingerprintBytes is { } bytes)
        {
            foreach (var word in MemoryMarshal.Cast<byte, int>(bytes))
            {
                key.Write(word);
            }
        }
        else
        {
            _isIncomplete = true;
            _groups.Push(group);
        }
    }
}
