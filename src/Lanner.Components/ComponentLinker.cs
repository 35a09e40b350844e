using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Lanner.Components.Linking;

namespace Lanner.Components;

/// <summary>Finds what components import, by name, and makes instances of them. An import is also given what is defined under its name with
/// a compatible version. Not thread-safe while it is changed.</summary>
public sealed class ComponentLinker
{
    private readonly Definitions _definitions = new();

    /// <summary>Makes a linker that defines nothing.</summary>
    /// <param name="engine">The engine of the components.</param>
    public ComponentLinker(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        Engine = engine;
    }

    /// <summary>The engine of the components.</summary>
    public Engine Engine { get; }

    /// <summary>True if guests call each other through emitted code where that can be, and not by plans.</summary>
    internal bool EmitsAdapters { get; init; } = RuntimeFeature.IsDynamicCodeSupported;

    /// <summary>Defines a function that components import by its own name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="callback">The function.</param>
    /// <exception cref="ArgumentException">The name is defined already.</exception>
    public void Define(string name, ComponentCallback callback) => _definitions.Add(null, name, FunctionOf(callback));

    /// <summary>Defines a function of an interface.</summary>
    /// <param name="interfaceName">The name of the interface, such as <c>ns:pkg/interface@1.0.0</c>.</param>
    /// <param name="name">The name of the function.</param>
    /// <param name="callback">The function.</param>
    /// <exception cref="ArgumentException">The name is defined already.</exception>
    public void Define(string interfaceName, string name, ComponentCallback callback) =>
        _definitions.Add(Given(interfaceName), name, FunctionOf(callback));

    /// <summary>Defines a function that may wait. A guest whose type of it is <c>async</c> goes on meanwhile, if it can; any other
    /// waits.</summary>
    /// <param name="interfaceName">The name of the interface; null for a function that is imported by its own name.</param>
    /// <param name="name">The name of the function.</param>
    /// <param name="callback">The function.</param>
    /// <exception cref="ArgumentException">The name is defined already.</exception>
    public void DefineAsync(string? interfaceName, string name, ComponentAsyncCallback callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        _definitions.Add(interfaceName, name, new FunctionItem(new AsyncValueCallee(name, callback)));
    }

    /// <summary>Defines a function whose values are text in JSON. Handles of resources cannot be passed so.</summary>
    /// <param name="interfaceName">The name of the interface; null for a function that is imported by its own name.</param>
    /// <param name="name">The name of the function.</param>
    /// <param name="callback">The function. Where it returns what is no result of the type, the guest's call ends with
    /// <see cref="InvalidOperationException"/>.</param>
    /// <param name="options">The forms that the arguments have, or null for those that are usual.</param>
    /// <exception cref="ArgumentException">The name is defined already.</exception>
    public void DefineJson(string? interfaceName, string name, ComponentJsonCallback callback, ComponentJsonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(callback);
        _definitions.Add(interfaceName, name, new FunctionItem(new JsonCallee(callback, options)));
    }

    /// <summary>Defines a function that may wait, as <see cref="DefineAsync"/> does, whose values are text in JSON. Handles of resources
    /// cannot be passed so.</summary>
    /// <param name="interfaceName">The name of the interface; null for a function that is imported by its own name.</param>
    /// <param name="name">The name of the function.</param>
    /// <param name="callback">The function. Where it returns what is no result of the type, the guest's call ends with
    /// <see cref="InvalidOperationException"/>.</param>
    /// <param name="options">The forms that the arguments have, or null for those that are usual.</param>
    /// <exception cref="ArgumentException">The name is defined already.</exception>
    public void DefineJsonAsync(
        string? interfaceName, string name, ComponentJsonAsyncCallback callback, ComponentJsonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(callback);
        _definitions.Add(interfaceName, name, new FunctionItem(new JsonAsyncCallee(name, callback, options)));
    }

    /// <summary>Defines a function that an instance of a component exports. From then on the linker serves its store only.</summary>
    /// <param name="interfaceName">The name of the interface; null for a function that is imported by its own name.</param>
    /// <param name="name">The name of the function.</param>
    /// <param name="function">The function.</param>
    /// <exception cref="ArgumentException">The name is defined already, or the function belongs to another engine.</exception>
    public void DefineFunction(string? interfaceName, string name, ComponentFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        RequireEngine(function.Store.Engine, nameof(function));
        _definitions.Add(interfaceName, name, function);
    }

    /// <summary>Defines a type of resources of an interface.</summary>
    /// <param name="interfaceName">The name of the interface; null for a type that is imported by its own name.</param>
    /// <param name="name">The name of the type.</param>
    /// <param name="type">The type.</param>
    /// <exception cref="ArgumentException">The name is defined already.</exception>
    public void DefineResource(string? interfaceName, string name, HostResourceType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        _definitions.Add(interfaceName, name, new TypeItem(type.Runtime));
    }

    /// <summary>Defines a core module that components import.</summary>
    /// <param name="name">The name.</param>
    /// <param name="module">The module.</param>
    /// <exception cref="ArgumentException">The name is defined already, or the module belongs to another engine.</exception>
    public void DefineModule(string name, Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        RequireEngine(module.Engine, nameof(module));
        _definitions.Add(null, name, new ModuleItem(module));
    }

    /// <summary>Defines a component that components import.</summary>
    /// <param name="name">The name.</param>
    /// <param name="component">The component.</param>
    /// <exception cref="ArgumentException">The name is defined already, or the component belongs to another engine.</exception>
    public void DefineComponent(string name, Component component)
    {
        ArgumentNullException.ThrowIfNull(component);
        RequireEngine(component.Engine, nameof(component));
        _definitions.Add(null, name, new ComponentItem(component, component.Validated, null));
    }

    /// <summary>Defines an instance that components import: of a component, or that one exports. From then on the linker serves its store
    /// only.</summary>
    /// <param name="name">The name.</param>
    /// <param name="instance">The instance.</param>
    /// <exception cref="ArgumentException">The name is defined already, or the instance belongs to another engine.</exception>
    public void DefineInstance(string name, ComponentInstance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        RequireEngine(instance.Store.Engine, nameof(instance));
        _definitions.Add(null, name, instance);
    }

    /// <summary>Finds what a component imports, once for any number of instances.</summary>
    /// <param name="component">The component.</param>
    /// <returns>The component with its imports.</returns>
    /// <exception cref="ArgumentException">The component belongs to another engine.</exception>
    /// <exception cref="ComponentLinkException">An import is not defined, or is something else.</exception>
    public PreparedComponent Prepare(Component component)
    {
        ArgumentNullException.ThrowIfNull(component);
        RequireEngine(component.Engine, nameof(component));
        return new PreparedComponent(component, _definitions.Resolve(component), EmitsAdapters);
    }

    /// <summary>Makes an instance of a component. Who makes many of a component has it prepared: see <see cref="Prepare"/>.</summary>
    /// <param name="store">The store that it is to belong to.</param>
    /// <param name="component">The component.</param>
    /// <returns>The instance.</returns>
    /// <exception cref="ArgumentException">The store, the component and the linker do not have one engine.</exception>
    /// <exception cref="ComponentLinkException">An import is not defined, or is something else.</exception>
    /// <exception cref="ResourceLimitException">The component asks for too much.</exception>
    /// <exception cref="TrapException">The guest trapped.</exception>
    public ComponentInstance Instantiate(Store store, Component component)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(component);
        if (store.Engine != Engine || component.Engine != Engine)
        {
            throw new ArgumentException("The store, the component and the linker have to have one engine.", nameof(store));
        }

        return Prepare(component).Instantiate(store);
    }

    /// <summary>Defines a function of generated code.</summary>
    internal void Define(string? interfaceName, string name, GeneratedCallee callee) =>
        _definitions.Add(interfaceName, name, new FunctionItem(callee));

    private void RequireEngine(Engine engine, string parameter)
    {
        if (engine != Engine)
        {
            throw new ArgumentException("It belongs to another engine than the linker.", parameter);
        }
    }

    private static FunctionItem FunctionOf(ComponentCallback callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new FunctionItem(new HostCallee(callback));
    }

    private static string Given(string interfaceName)
    {
        ArgumentNullException.ThrowIfNull(interfaceName);
        return interfaceName;
    }
}
