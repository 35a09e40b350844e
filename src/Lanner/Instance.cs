using System.Diagnostics.CodeAnalysis;
using Lanner.Runtime;
using Lanner.Structure;

namespace Lanner;

/// <summary>A module, instantiated (specification 4.2.4): its code with memories, tables and globals to work on. Made by
/// <see cref="Linker.Instantiate"/> or <see cref="PreparedModule.Instantiate"/>. Belongs to a
/// store, and like everything in it is used by one thread at a time.</summary>
public sealed class Instance
{
    private Caller? _caller;

    internal Instance(Store store, Module module, InstanceState state)
    {
        Store = store;
        Module = module;
        State = state;
    }

    /// <summary>The store that the instance belongs to.</summary>
    public Store Store { get; }

    /// <summary>The module that this is an instance of.</summary>
    public Module Module { get; }

    /// <summary>The exports of the instance: the names and the types that the module gives.</summary>
    public IReadOnlyList<ModuleExport> Exports => Module.Exports;

    internal InstanceState State { get; }

    /// <summary>The object that stands for the instance when it calls functions of the host.</summary>
    internal Caller Caller => _caller ??= new Caller(Store, this);

    /// <summary>Something that the instance exports.</summary>
    /// <param name="name">The export's name.</param>
    /// <returns>A <see cref="Function"/>, <see cref="Table"/>, <see cref="Memory"/>, <see cref="Global"/> or <see cref="Tag"/>, always the
    /// same object, or null when there is no such export.</returns>
    public Extern? GetExport(string name) => Module.FindExport(name) is { } export ? GetExport(export) : null;

    /// <summary>All that the instance exports of a kind, by name and in the module's order.</summary>
    /// <typeparam name="T">The kind, such as <see cref="Function"/>; <see cref="Extern"/> for everything.</typeparam>
    /// <example><code>
    /// foreach (var (name, function) in instance.GetExports&lt;Function&gt;())
    /// </code></example>
    public IReadOnlyList<KeyValuePair<string, T>> GetExports<T>()
        where T : Extern
    {
        var exports = new List<KeyValuePair<string, T>>();
        foreach (var export in Module.Definition.Exports)
        {
            if (GetExport(export) is T value)
            {
                exports.Add(new(export.Name, value));
            }
        }

        return exports;
    }

    /// <summary>A function that the instance exports, as a delegate.</summary>
    /// <typeparam name="TDelegate">The type of the delegate, such as <c>Func&lt;int, int&gt;</c>; see
    /// <see cref="Function.ToDelegate"/>.</typeparam>
    /// <param name="name">The export's name.</param>
    /// <exception cref="ArgumentException">There is no such function, or the delegate's type does not fit it.</exception>
    [RequiresDynamicCode(Function.NeedsJit)]
    public TDelegate GetFunction<TDelegate>(string name)
        where TDelegate : Delegate => GetFunction(name).ToDelegate<TDelegate>();

    /// <summary>A function that the instance exports.</summary>
    /// <param name="name">The export's name.</param>
    /// <exception cref="ArgumentException">There is no such function.</exception>
    public Function GetFunction(string name) => FindFunction(name) ?? throw Missing("function", name);

    /// <summary>A memory that the instance exports.</summary>
    /// <param name="name">The export's name.</param>
    /// <exception cref="ArgumentException">There is no such memory.</exception>
    public Memory GetMemory(string name) => FindMemory(name) ?? throw Missing("memory", name);

    /// <summary>A table that the instance exports.</summary>
    /// <param name="name">The export's name.</param>
    /// <exception cref="ArgumentException">There is no such table.</exception>
    public Table GetTable(string name) => FindTable(name) ?? throw Missing("table", name);

    /// <summary>A global that the instance exports.</summary>
    /// <param name="name">The export's name.</param>
    /// <exception cref="ArgumentException">There is no such global.</exception>
    public Global GetGlobal(string name) => FindGlobal(name) ?? throw Missing("global", name);

    /// <summary>A tag that the instance exports.</summary>
    /// <param name="name">The export's name.</param>
    /// <exception cref="ArgumentException">There is no such tag.</exception>
    public Tag GetTag(string name) => FindTag(name) ?? throw Missing("tag", name);

    /// <summary>A function that the instance exports, or null when it exports none of that name.</summary>
    /// <param name="name">The export's name.</param>
    public Function? FindFunction(string name) => GetExport(name) as Function;

    /// <summary>A memory that the instance exports, or null when it exports none of that name.</summary>
    /// <param name="name">The export's name.</param>
    public Memory? FindMemory(string name) => GetExport(name) as Memory;

    /// <summary>A table that the instance exports, or null when it exports none of that name.</summary>
    /// <param name="name">The export's name.</param>
    public Table? FindTable(string name) => GetExport(name) as Table;

    /// <summary>A global that the instance exports, or null when it exports none of that name.</summary>
    /// <param name="name">The export's name.</param>
    public Global? FindGlobal(string name) => GetExport(name) as Global;

    /// <summary>A tag that the instance exports, or null when it exports none of that name.</summary>
    /// <param name="name">The export's name.</param>
    public Tag? FindTag(string name) => GetExport(name) as Tag;

    internal Extern GetExport(ExportDefinition export) => export.Kind switch
    {
        ExternalKind.Function => FunctionReferences.GetFunction(State, export.Index),
        ExternalKind.Table => State.Tables[export.Index],
        ExternalKind.Memory => State.Memories[export.Index],
        ExternalKind.Global => State.Globals[export.Index]!,
        _ => State.Tags[export.Index],
    };

    private ArgumentException Missing(string kind, string name)
    {
        var hint = Module.Exports.Count switch
        {
            0 => "it exports nothing",
            > 20 => $"it has {Module.Exports.Count} exports",
            _ => $"its exports are {string.Join(", ", Module.Exports.Select(export => DisplayedName.Of(export.Name)))}",
        };
        return new ArgumentException($"The instance exports no {kind} named \"{name}\"; {hint}.", nameof(name));
    }
}
