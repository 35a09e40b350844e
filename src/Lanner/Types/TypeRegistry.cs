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
    private static readonly Dictionary<TypeKey, WeakReference<RecursionGroup>> Groups = [];
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

        var writer = new TypeKeyWriter(group);
        foreach (var declaration in declarations)
        {
            writer.Write(declaration.IsFinal ? 1 : 0);
            writer.Write(declaration.Supertype);
            declaration.Type.WriteKey(writer);
        }

        var key = writer.ToKey();
        lock (Gate)
        {
            if (Groups.TryGetValue(key, out var known))
            {
                if (known.TryGetTarget(out var canonical))
                {
                    return canonical.Types;
                }

                known.SetTarget(group);
            }
            else
            {
                Sweep();
                Groups.Add(key, new WeakReference<RecursionGroup>(group));
            }
        }

        return types;
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
internal readonly struct TypeKey(long[] words) : IEquatable<TypeKey>
{
    private readonly long[] _words = words;
    private readonly int _hash = Hash(words);

    public bool Equals(TypeKey other) => _hash == other._hash && _words.AsSpan().SequenceEqual(other._words);

    public override bool Equals(object? obj) => obj is TypeKey other && Equals(other);

    public override int GetHashCode() => _hash;

    private static int Hash(long[] words)
    {
        var hash = new HashCode();
        hash.AddBytes(MemoryMarshal.AsBytes(words.AsSpan()));
        return hash.ToHashCode();
    }
}

/// <summary>Writes the structure of a group into a <see cref="TypeKey"/>.</summary>
internal sealed class TypeKeyWriter(RecursionGroup group)
{
    private readonly List<long> _words = [];

    internal TypeKey ToKey() => new([.. _words]);

    internal void Write(long word) => _words.Add(word);

    internal void Write(DefinedType? type)
    {
        if (type is null)
        {
            _words.Add(-1);
        }
        else
        {
            // 0 marks a reference inside the group; identities of other groups start at 1.
            _words.Add(ReferenceEquals(type.Group, group) ? 0 : type.Group.Identity);
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
