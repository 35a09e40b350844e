using System.Diagnostics.CodeAnalysis;
using Lanner.Admission;
using Lanner.Components.Saving;
using Lanner.Components.Structure;
using Lanner.Libraries;

namespace Lanner.Components;

/// <content>Components whose core modules are compiled to an assembly of .NET.</content>
public sealed partial class Component
{
    /// <summary>Compiles all functions of all core modules and writes an assembly with a public class for the component, which other
    /// programs refer to like any other, and beside it its documentation, with the extension <c>.xml</c>. The class has the property
    /// <c>Engine</c>, an engine with the options that the component was compiled with, and the method <c>Load</c>, which makes the
    /// component in an engine, without validating or compiling anything: also in programs that are compiled with NativeAOT.</summary>
    /// <remarks>It has the options of the engine: whether it is interruptible, counts fuel, and is deterministic. It is for just this
    /// version of Lanner, and says so when it is used with another. Its code runs on every processor. Who refers to the assembly trusts
    /// it: it is code of .NET.</remarks>
    /// <param name="path">The file, whose name without its extension is that of the assembly. One that is there is replaced.</param>
    /// <param name="options">The choices.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ArgumentException">A name is no identifier.</exception>
    /// <exception cref="NotSupportedException">The component has no core module, so that there is nothing to compile.</exception>
    /// <exception cref="ResourceLimitException">The component is too large for one assembly.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    /// <exception cref="IOException">The file cannot be written; other exceptions of <see cref="FileStream"/> are possible too.</exception>
    [RequiresDynamicCode(NeedsJit)]
    public void SaveLibrary(string path, LibraryOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        var assemblyName = LibrarySaver.AssemblyNameOf(options, path);
        CoreModuleDefinition[] definitions = [.. ModulesOf(Validated.Definition)];
        if (definitions.Length == 0)
        {
            throw new NotSupportedException("the component has no core module, so that there is nothing to compile");
        }

        var modules = Array.ConvertAll(definitions, definition => (ModuleOf(definition).Definition, definition.Range.Offset));
        var writer = new ComponentLibraryWriter(options, assemblyName);
        var assembly = writer.Write(Binary, modules, Engine.CompilationOptions, cancellation);
        LibrarySaver.Write(path, assembly, writer.Document());
    }

    /// <summary>Makes a component of a library.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="bytes">The component in the binary format, which was valid when the library was compiled.</param>
    /// <param name="modules">Its core modules, in their order.</param>
    internal static Component FromLibrary(Engine engine, ReadOnlyMemory<byte> bytes, LibraryDefinition[] modules)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var compiled = Array.ConvertAll(modules, module => module.ModuleFor(engine));
        var admission = new ModuleAdmission(engine.Options.Limits);
        var component = new Component(engine, Check(modules[0].Features, bytes, admission, areModulesValid: true));
        component.Keep(compiled);
        return component;
    }
}
