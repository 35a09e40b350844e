using System.Runtime.InteropServices;

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

/// <summary>Makes definitions canonical: recursion groups with the same structure become the same objects, in the whole process, so that types of different
/// modules and engines can be compared by reference. Groups that nobody uses any more are collected. Thread-safe.</summary>
internal static class TypeRegistry
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<TypeKey, WeakReference<RecursionGroup>> Groups = new(TypeKey.Comparer.Instance);
    private static readonly Dictionary<TypeKey, WeakReference<RecursionGroup>>.AlternateLookup<ReadOnlySpan<int>> GroupsByWords =
        Groups.GetAlternateLookup<ReadOnlySpan<int>>();

    /// <summary>Kept, since modules have many small groups.</summary>
    [ThreadStatic]
    private static TypeKeyWriter? t_writer;

    private static int s_sweepAt = 1024;

    /// <summary>The canonical types of one recursion group. The types in <paramref name="declarations"/> may refer to each other; a supertype is either one
    /// that stands earlier in the group or already canonical.</summary>
    internal static DefinedType[] Canonicalize(ReadOnlySpan<TypeDeclaration> declarations)
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

        var writer = t_writer ??= new TypeKeyWriter();
        writer.Start(group);
        foreach (var declaration in declarations)
        {
            writer.Write(declaration.IsFinal ? 1 : 0);
            writer.Write(declaration.Supertype);
            declaration.Type.WriteKey(writer);
        }

        var canonical = FindOrAdd(writer.Words, group);
        writer.Finish();
        return canonical.Types;
    }

    private static RecursionGroup FindOrAdd(ReadOnlySpan<int> words, RecursionGroup group)
    {
        lock (Gate)
        {
            if (!GroupsByWords.TryGetValue(words, out var known))
            {
                Sweep();
                GroupsByWords.TryAdd(words, new WeakReference<RecursionGroup>(group));
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

/// <summary>The structure of a recursion group as a sequence of numbers, for use as a key.</summary>
internal readonly struct TypeKey(int[] words)
{
    private readonly int[] _words = words;
    private readonly int _hash = Hash(words);

    private static int Hash(ReadOnlySpan<int> words)
    {
        var hash = new HashCode();
        hash.AddBytes(MemoryMarshal.AsBytes(words));
        return hash.ToHashCode();
    }

    /// <summary>Compares keys, also with words that are no key yet, so that looking up a known group allocates nothing.</summary>
    internal sealed class Comparer : IEqualityComparer<TypeKey>, IAlternateEqualityComparer<ReadOnlySpan<int>, TypeKey>
    {
        internal static readonly Comparer Instance = new();

        public bool Equals(TypeKey x, TypeKey y) => x._hash == y._hash && x._words.AsSpan().SequenceEqual(y._words);

        public int GetHashCode(TypeKey obj) => obj._hash;

        public bool Equals(ReadOnlySpan<int> alternate, TypeKey other) => other._words.AsSpan().SequenceEqual(alternate);

        public int GetHashCode(ReadOnlySpan<int> alternate) => Hash(alternate);

        public TypeKey Create(ReadOnlySpan<int> alternate) => new(alternate.ToArray());
    }
}

/// <summary>Writes the structure of a group as the words of a <see cref="TypeKey"/>. Used for one group after another.</summary>
internal sealed class TypeKeyWriter
{
    /// <summary>More words than this are not kept for the next group.</summary>
    private const int KeptWords = 4096;

    private readonly List<int> _words = [];
    private RecursionGroup? _group;

    internal ReadOnlySpan<int> Words => CollectionsMarshal.AsSpan(_words);

    internal void Start(RecursionGroup group) => _group = group;

    internal void Finish()
    {
        _group = null;
        _words.Clear();
        if (_words.Capacity > KeptWords)
        {
            _words.Capacity = 0;
        }
    }

    internal void Write(int word) => _words.Add(word);

    internal void Write(DefinedType? type)
    {
        if (type is null)
        {
            _words.Add(-1);
        }
        else
        {
            // 0 marks a reference inside the group; identities of other groups start at 1. The high word, which is never -1, comes first.
            var identity = ReferenceEquals(type.Group, _group) ? 0 : type.Group.Identity;
            _words.Add((int)(identity >> 32));
            _words.Add((int)identity);
            _words.Add(type.GroupIndex);
        }
    }

    internal void Write(WasmValueType type)
    {
        _words.Add((int)type.Kind | (type.IsNullable ? 0x100 : 0) | ((int)type.HeapKind << 16));
        if (type.IsReference && type.HeapKind == HeapTypeKind.Defined)
        {
            Write(type.HeapType.Definition);
        }
    }

    internal void Write(WasmValueType[] types)
    {
        _words.Add(types.Length);
        foreach (var type in types)
        {
            Write(type);
        }
    }

    internal void Write(FieldType field)
    {
        _words.Add((field.IsMutable ? 1 : 0) | ((int)field.Packed << 8));
        Write(field.Type);
    }
}
