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
/// between modules is a cast of the CLR. The types that a module is the first to use go into one assembly, which is unloaded when none of
/// them is used any more. Thread-safe.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Trimming.Emitted)]
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Trimming.Emitted)]
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = Trimming.NeedsJit)]
internal static class AggregateClasses
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Lock Gate = new();
    private static readonly ConcurrentDictionary<string, WeakReference<Assembly>> Assemblies = new(StringComparer.Ordinal);

    private static int s_lastAssembly;

    /// <summary>The class of a structure or array type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="module">The types of the module that asks, supertypes before their subtypes: they get their classes together.</param>
    internal static AggregateClass Of(DefinedType type, DefinedType[] module)
    {
        if (type.Class is { } known)
        {
            return known;
        }

        lock (Gate)
        {
            if (type.ClassOrigin is null)
            {
                Emit(module);
            }

            return Bind(type);
        }
    }

    /// <summary>The class of a type that the host asks for.</summary>
    internal static AggregateClass Of(DefinedType type)
    {
        var line = new List<DefinedType>();
        for (var next = type; next is not null; next = next.Supertype)
        {
            line.Insert(0, next);
        }

        return Of(type, [.. line]);
    }

    /// <summary>The assembly of a name, if it is one of those that were made here.</summary>
    internal static Assembly? FindAssembly(string name) =>
        Assemblies.TryGetValue(name, out var reference) && reference.TryGetTarget(out var assembly) ? assembly : null;

    private static void Emit(DefinedType[] module)
    {
        DefinedType[] missing = [.. module.Where(type => type is not FunctionType && type.ClassOrigin is null).Distinct()];
        Sweep();
        var name = $"{EmittedNames.AggregateAssembly}{++s_lastAssembly}";
        var context = new Context(name);
        var writer = new AggregateAssemblyWriter(name, missing);
        var assembly = context.LoadFromStream(new MemoryStream(writer.Write()));
        Assemblies[name] = new WeakReference<Assembly>(assembly);
        for (var index = 0; index < missing.Length; index++)
        {
            missing[index].ClassOrigin = new AggregateOrigin(
                assembly, writer.Definitions[index].Class, writer.Definitions[index].FirstField, context);
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
        Fields = [emitted.Module.ResolveField(type.ClassOrigin!.FirstField)!],
        Size = AggregateSizes.Of(type.Element),
    };

    private static void Sweep()
    {
        foreach (var (name, assembly) in Assemblies)
        {
            if (!assembly.TryGetTarget(out _))
            {
                Assemblies.TryRemove(name, out _);
            }
        }
    }

    /// <summary>Finds the assemblies in which the supertypes are.</summary>
    private sealed class Context(string name) : AssemblyLoadContext(name, isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName assemblyName) => FindAssembly(assemblyName.Name!);
    }
}
