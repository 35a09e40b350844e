using System.Runtime.InteropServices;

namespace Lanner;

/// <summary>The structure of a recursion group as a sequence of numbers: equal for groups that are the same type. One key is written for
/// one group after another to look them up; what the registry keeps are copies.</summary>
internal sealed class TypeKey : IEquatable<TypeKey>
{
    /// <summary>More words than this are not kept for the next group.</summary>
    private const int KeptWords = 4096;

    private int[] _words = [];
    private int _count;
    private RecursionGroup? _group;

    private int _hash;

    /// <summary>If there are any, other groups are named by them, and not by their identities.</summary>
    private readonly TypeFingerprints? _fingerprints;

    internal TypeKey(TypeFingerprints? fingerprints = null) => _fingerprints = fingerprints;

    /// <summary>The number of words.</summary>
    internal int Count => _count;

    internal ReadOnlySpan<int> Words => _words.AsSpan(0, _count);

    /// <summary>Begins a key. The one before may have been left in the midst.</summary>
    internal void Start(RecursionGroup group)
    {
        _group = group;
        _count = 0;
    }

    internal void Clear()
    {
        _group = null;
        _count = 0;
        if (_words.Length > KeptWords)
        {
            _words = [];
        }
    }

    /// <summary>Ends the writing of a key that is going to be looked up.</summary>
    internal void Close()
    {
        var hash = new HashCode();
        hash.AddBytes(MemoryMarshal.AsBytes(Words));
        _hash = hash.ToHashCode();
    }

    internal TypeKey Copy() => new() { _words = Words.ToArray(), _count = _count, _hash = _hash };

    public bool Equals(TypeKey? other) => other is not null && _hash == other._hash && Words.SequenceEqual(other.Words);

    public override bool Equals(object? obj) => Equals(obj as TypeKey);

    public override int GetHashCode() => _hash;

    internal void Write(int word)
    {
        if (_count == _words.Length)
        {
            Array.Resize(ref _words, Math.Max(16, _count * 2));
        }

        _words[_count++] = word;
    }

    /// <summary>Writes a reference to a type.</summary>
    internal void Write(DefinedType? type)
    {
        if (type is null)
        {
            Write(-1);
        }
        else if (_fingerprints is not null && !ReferenceEquals(type.Group, _group))
        {
            Write(1);
            _fingerprints.Write(this, type.Group);
            Write(type.GroupIndex);
        }
        else
        {
            // 0 marks a reference inside the group; identities of other groups start at 1. The high word, which is never -1, comes first.
            var identity = ReferenceEquals(type.Group, _group) ? 0 : type.Group.Identity;
            Write((int)(identity >> 32));
            Write((int)identity);
            Write(type.GroupIndex);
        }
    }

    internal void Write(WasmValueType type)
    {
        Write((int)type.Kind | (type.IsNullable ? 0x100 : 0) | ((int)type.HeapKind << 16));
        if (type.IsReference && type.HeapKind == HeapTypeKind.Defined)
        {
            Write(type.HeapType.Definition);
        }
    }

    internal void Write(WasmValueType[] types)
    {
        Write(types.Length);
        foreach (var type in types)
        {
            Write(type);
        }
    }

    internal void Write(FieldType field)
    {
        Write((field.IsMutable ? 1 : 0) | ((int)field.Packed << 8));
        Write(field.Type);
    }
}
