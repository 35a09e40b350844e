using System.Runtime.InteropServices;
using Lanner.Admission;

namespace Lanner;

/// <summary>Types that were defined together and may refer to each other (specification 2.3.9).</summary>
internal sealed class RecursionGroup
{
    internal RecursionGroup(DefinedType[] types) => Types = types;

    internal DefinedType[] Types { get; }

    /// <summary>Tells groups apart in the keys of others. Never used twice.</summary>
    internal long Identity { get; } = Interlocked.Increment(ref s_lastIdentity);

    private static long s_lastIdentity;
}

/// <summary>A type as a decoder has read it: its structure and what it declares about subtyping.</summary>
internal readonly record struct TypeDeclaration(DefinedType Type, DefinedType? Supertype, bool IsFinal);

/// <summary>Makes definitions canonical: recursion groups with the same structure become the same objects, in the whole process, so that
/// types of different modules and engines can be compared by reference. Groups that nobody uses any more are collected.
/// Thread-safe.</summary>
internal static class TypeRegistry
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<TypeKey, WeakReference<RecursionGroup>> Groups = [];

    /// <summary>Kept, since modules have many small groups.</summary>
    [ThreadStatic]
    private static TypeKey? t_key;

    private static int s_sweepAt = 1024;

    /// <summary>The canonical types of one recursion group. The types in <paramref name="declarations"/> may refer to each other; a
    /// supertype is either one that stands earlier in the group or already canonical.</summary>
    /// <exception cref="ResourceLimitException">It takes too long.</exception>
    internal static DefinedType[] Canonicalize(ReadOnlySpan<TypeDeclaration> declarations, ModuleAdmission? admission = null)
    {
        var group = MakeGroup(declarations);
        var key = t_key ??= new TypeKey();
        key.Start(group);
        foreach (var declaration in declarations)
        {
            admission?.Reach(key.Count);
            key.Write(declaration.IsFinal ? 1 : 0);
            key.Write(declaration.Supertype);
            declaration.Type.WriteKey(key);
        }

        var canonical = FindOrAdd(key, group);
        key.Clear();
        return canonical.Types;
    }

    /// <summary>Puts the types of a group together without looking for an equal one.</summary>
    internal static RecursionGroup MakeGroup(ReadOnlySpan<TypeDeclaration> declarations)
    {
        var types = new DefinedType[declarations.Length];
        for (var index = 0; index < types.Length; index++)
        {
            types[index] = declarations[index].Type;
        }

        var group = new RecursionGroup(types);
        for (var index = 0; index < types.Length; index++)
        {
            types[index].Place(group, index, declarations[index].Supertype, declarations[index].IsFinal);
        }

        return group;
    }

    private static RecursionGroup FindOrAdd(TypeKey key, RecursionGroup group)
    {
        // A key may be large, and others wait for the lock.
        key.Close();
        lock (Gate)
        {
            if (!Groups.TryGetValue(key, out var known))
            {
                Sweep();
                Groups.Add(key.Copy(), new WeakReference<RecursionGroup>(group));
            }
            else if (known.TryGetTarget(out var canonical))
            {
                return canonical;
            }
            else
            {
                known.SetTarget(group);
            }
        }

        return group;
    }

    private static void Sweep()
    {
        if (Groups.Count < s_sweepAt)
        {
            return;
        }

        foreach (var (key, group) in Groups)
        {
            if (!group.TryGetTarget(out _))
            {
                Groups.Remove(key);
            }
        }

        s_sweepAt = Math.Max(1024, Groups.Count * 2);
    }
}

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

    /// <summary>The number of words.</summary>
    internal int Count => _count;

    private ReadOnlySpan<int> Words => _words.AsSpan(0, _count);

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

    internal void Write(DefinedType? type)
    {
        if (type is null)
        {
            Write(-1);
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
