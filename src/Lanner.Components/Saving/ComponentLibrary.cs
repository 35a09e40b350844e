using Lanner.Libraries;

namespace Lanner.Components.Saving;

/// <summary>The component of a library and the code of its core modules. The class of the library has one.</summary>
internal sealed class ComponentLibrary
{
    private readonly LibraryDefinition[] _modules;
    private readonly ReadOnlyMemory<byte> _component;

    /// <param name="component">The address of the component in the binary format.</param>
    /// <param name="componentLength">The number of its bytes.</param>
    /// <param name="modules">Its core modules, in their order: at least one.</param>
    internal ComponentLibrary(nint component, int componentLength, LibraryDefinition[] modules)
    {
        _modules = modules;
        _component = new ImageMemory(modules, component, componentLength).Memory;
    }

    /// <summary>The engine with the options that the library was compiled with.</summary>
    internal Engine Engine => _modules[0].Engine;

    /// <summary>Makes the component in an engine.</summary>
    /// <exception cref="InvalidOperationException">The library was compiled for engines with other options.</exception>
    internal Component Load(Engine engine) => Component.FromLibrary(engine, _component, _modules);
}
