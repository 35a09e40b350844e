using Lanner.Admission;

namespace Lanner;

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
        WriteKey(key, group, admission);
        var canonical = FindOrAdd(key, group);
        key.Clear();
        return canonical.Types;
    }

    /// <summary>Writes the structure of a group.</summary>
    /// <exception cref="ResourceLimitException">It takes too long.</exception>
    internal static void WriteKey(TypeKey key, RecursionGroup group, ModuleAdmission? admission = null)
    {
        foreach (var type in group.Types)
        {
            admission?.Reach(key.Count);
            key.Write(type.IsFinal ? 1 : 0);
            key.Write(type.Supertype);
            type.WriteKey(key);
        }
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
