using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Lanner.Abi;
using Lanner.Compilation.Cil;
using Lanner.Platform;
using Lanner.Runtime;

namespace Lanner.Compilation.Aggregates;

/// <summary>Makes classes for structure and array types: one for each canonical type of the process, so that modules share them and a cast
/// between modules is a cast of the CLR. The types of a recursion group go into one assembly, which is emitted when one of them is first
/// used, and named by what they are, so that code which was saved finds them in another process. Thread-safe.</summary>
/// <remarks>The assemblies of which a module is the first user are in one load context, which is unloaded when none of their types is used
/// any more: a context takes the CLR several times the memory of such an assembly. Types that code uses which is never unloaded are
/// never unloaded either: the CLR demands it.</remarks>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Trimming.Emitted)]
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Trimming.Emitted)]
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = Trimming.NeedsJit)]
internal static class AggregateClasses
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Lock Gate = new();
    private static readonly ConcurrentDictionary<string, WeakReference<Assembly>> Assemblies = new(StringComparer.Ordinal);

    /// <summary>The load contexts of modules, by their types.</summary>
    private static readonly ConditionalWeakTable<DefinedType[], AssemblyLoadContext> Contexts = [];

    /// <summary>The recursion groups whose assemblies, once they are emitted, stay loaded.</summary>
    private static readonly ConditionalWeakTable<RecursionGroup, RecursionGroup> Permanent = [];

    /// <summary>The recursion groups whose assemblies stay loaded: were one collected and an equal one made, its assembly could not be
    /// loaded again.</summary>
    private static readonly List<RecursionGroup> KeptGroups = [];

    private static AssemblyLoadContext? s_permanentContext;

    private static int s_sweepAt = 64;

    /// <summary>The class of a structure or array type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="module">The types of the module that asks.</param>
    /// <param name="cancellation">Ends it between two recursion groups.</param>
    internal static AggregateClass Of(DefinedType type, DefinedType[] module, CancellationToken cancellation = default)
    {
        if (type.Class is { } known)
        {
            return known;
        }

        EmitAll(type.Group, module, cancellation);
        lock (Gate)
        {
            return Bind(type);
        }
    }

    /// <summary>The class of a type that the host asks for.</summary>
    internal static AggregateClass Of(DefinedType type) => Of(type, [type]);

    /// <summary>The name of the assembly with the classes of a recursion group.</summary>
    internal static string AssemblyName(RecursionGroup group) => EmittedNames.AggregateAssembly + group.Fingerprint;

    internal static bool IsAssemblyName(string name) => name.StartsWith(EmittedNames.AggregateAssembly, StringComparison.Ordinal);

    /// <summary>The assembly with the class of a structure or array type.</summary>
    internal static Assembly AssemblyOf(DefinedType type, DefinedType[] module)
    {
        EmitAll(type.Group, module, CancellationToken.None);
        return type.ClassOrigin!.Assembly;
    }

    /// <summary>Emits the assembly of a recursion group, and those of its supertypes before.</summary>
    private static void EmitAll(RecursionGroup first, DefinedType[] module, CancellationToken cancellation)
    {
        // Lines of groups, each with a supertype of the one before, can be long: no stack is, and others can come in between.
        var groups = new Stack<RecursionGroup>([first]);
        while (groups.TryPeek(out var group))
        {
            cancellation.ThrowIfCancellationRequested();
            lock (Gate)
            {
                if (IsEmitted(group) || !PushSupertypes(group, groups))
                {
                    Emit(group, module);
                    groups.Pop();
                }
            }
        }
    }

    /// <summary>The assembly of a name, if it is one of those that were made here.</summary>
    internal static Assembly? FindAssembly(string name) =>
        Assemblies.TryGetValue(name, out var reference) && reference.TryGetTarget(out var assembly) ? assembly : null;

    /// <summary>Has the classes of a module's types stay loaded for ever, for code that does.</summary>
    /// <returns>False if it cannot be: a class was made before that can be unloaded.</returns>
    internal static bool TryMakePermanent(DefinedType[] module)
    {
        lock (Gate)
        {
            if (Array.Exists(module, static type => type.ClassOrigin is { Context.IsCollectible: true }))
            {
                return false;
            }

            foreach (var type in module)
            {
                if (type is not FunctionType)
                {
                    Permanent.AddOrUpdate(type.Group, type.Group);
                }
            }

            return true;
        }
    }

    /// <summary>The image of the assembly of a recursion group that was emitted.</summary>
    internal static byte[] ImageOf(RecursionGroup group) => new AggregateAssemblyWriter(AssemblyName(group), ClassesOf(group)).Write();

    /// <summary>The types of a group that have classes.</summary>
    private static DefinedType[] ClassesOf(RecursionGroup group) => Array.FindAll(group.Types, static type => type is not FunctionType);

    private static bool IsEmitted(RecursionGroup group) =>
        Array.Find(group.Types, static type => type is not FunctionType) is not { ClassOrigin: null };

    /// <summary>Pushes the groups of supertypes that have no assembly yet.</summary>
    /// <returns>True if there are any.</returns>
    private static bool PushSupertypes(RecursionGroup group, Stack<RecursionGroup> groups)
    {
        var count = groups.Count;
        foreach (var type in group.Types)
        {
            if (type is StructType && type.Supertype is { } supertype && supertype.Group != group && !IsEmitted(supertype.Group))
            {
                groups.Push(supertype.Group);
            }
        }

        return groups.Count > count;
    }

    /// <summary>Emits the assembly of a recursion group, unless that was done. Those of its supertypes are there.</summary>
    private static void Emit(RecursionGroup group, DefinedType[] module)
    {
        if (IsEmitted(group))
        {
            return;
        }

        Sweep();
        var name = AssemblyName(group);
        var isPermanent = Permanent.TryGetValue(group, out _);
        var context = isPermanent ? s_permanentContext ??= new Context(isCollectible: false)
            : Contexts.GetValue(module, static _ => new Context(isCollectible: true));
        var types = ClassesOf(group);
        var writer = new AggregateAssemblyWriter(name, types);
        var assembly = context.LoadFromStream(new MemoryStream(writer.Write()));
        Assemblies[name] = new WeakReference<Assembly>(assembly);
        for (var index = 0; index < types.Length; index++)
        {
            types[index].ClassOrigin = new AggregateOrigin(
                assembly, writer.Definitions[index].Class, writer.Definitions[index].FirstField, context);
        }

        if (isPermanent)
        {
            KeptGroups.Add(group);
        }
    }

    /// <summary>Finds the class in its assembly. Only then the CLR loads it: a module may have many types that it does not use.</summary>
    internal static AggregateClass Bind(DefinedType type)
    {
        if (type.Class is { } known)
        {
            return known;
        }

        var emitted = type.ClassOrigin!.Assembly.ManifestModule.ResolveType(type.ClassOrigin.Class);
        var made = type is StructType structure ? BindStructure(structure, emitted) : BindArray((ArrayType)type, emitted);
        AggregateTypes.Register(made.Type, type);
        type.Class = made;
        return made;
    }

    private static AggregateClass BindStructure(StructType type, Type emitted)
    {
        var inherited = type.Supertype is null ? [] : Bind(type.Supertype).Fields;
        var fields = new FieldInfo[type.FieldArray.Length];
        inherited.CopyTo(fields, 0);
        for (var index = inherited.Length; index < fields.Length; index++)
        {
            // By its token: by its name each would be searched among all fields.
            fields[index] = emitted.Module.ResolveField(type.ClassOrigin!.FirstField + index - inherited.Length)!;
        }

        return new AggregateClass
        {
            Type = emitted,
            Fields = fields,
            DefaultConstructor = emitted.GetConstructor(Declared, [])!,
            Constructor = Array.Find(emitted.GetConstructors(Declared), constructor => constructor.GetParameters().Length > 0),
            Size = AggregateSizes.OfStructure(type),
        };
    }

    private static AggregateClass BindArray(ArrayType type, Type emitted) => new()
    {
        Type = emitted.MakeArrayType(),
        Element = emitted,
        ArrayCreator = ArrayCreation.MethodFor(emitted),
        Fields = [emitted.Module.ResolveField(type.ClassOrigin!.FirstField)!],
        Size = AggregateSizes.Of(type.Element),
    };

    private static void Sweep()
    {
        if (Assemblies.Count < s_sweepAt)
        {
            return;
        }

        foreach (var (name, assembly) in Assemblies)
        {
            if (!assembly.TryGetTarget(out _))
            {
                Assemblies.TryRemove(name, out _);
            }
        }

        s_sweepAt = Math.Max(64, Assemblies.Count * 2);
    }

    /// <summary>Finds the assemblies in which the supertypes are.</summary>
    private sealed class Context(bool isCollectible) : AssemblyLoadContext("Lanner types", isCollectible)
    {
        protected override Assembly? Load(AssemblyName assemblyName) => FindAssembly(assemblyName.Name!);
    }
}
