using System.Diagnostics.CodeAnalysis;
using Lanner.Admission;
using Lanner.Components.Saving;

namespace Lanner.Components;

/// <content>Components with the code of their core modules in files.</content>
public sealed partial class Component
{
    /// <summary>Compiles all functions of all core modules and writes the component with their code to a file, for
    /// <see cref="FromCompiled"/> with the same options, versions and kind of processor.</summary>
    /// <param name="path">The file. One that is there is replaced, and if anything fails, it is as it was.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>True if the file has machine code, as <see cref="Module.SaveCompiled"/> says.</returns>
    /// <exception cref="CompiledModuleException">crossgen2 failed.</exception>
    /// <exception cref="ResourceLimitException">A module is too large for one assembly.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    /// <exception cref="IOException">The file cannot be written; other exceptions of <see cref="FileStream"/> are possible too.</exception>
    [RequiresDynamicCode(NeedsJit)]
    public bool SaveCompiled(string path, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        var modules = ModulesOf(Validated.Definition).Select(ModuleOf).ToArray();
        return CompiledComponent.Save(path, Binary, modules, Engine.Options.Interruptible, cancellation);
    }

    /// <summary>Makes a component from a file that <see cref="SaveCompiled"/> has written, with the code that is there: no function is
    /// validated or compiled before it runs.</summary>
    /// <remarks>The code of the file becomes part of this process, outside of any sandbox: <b>who can write the file can do whatever the
    /// process can</b>. It is for files that the program itself or its user has written; a component from others comes in by
    /// <see cref="FromBinary"/>. The code stays loaded until the process ends. The CLR takes machine code from files of one assembly each,
    /// so that the parts of the file are copied into a folder that only this user can read and write, and which is deleted when they are
    /// loaded; on Windows that is left to whoever cleans folders for temporary files.</remarks>
    /// <param name="engine">The engine. Its options are to be those that the component was compiled with.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="CompiledModuleException">The file is no compiled component, or was cut or changed, or it was compiled for other
    /// options, another version of Lanner or .NET, or another processor.</exception>
    /// <exception cref="IOException">The file cannot be read; other exceptions of <see cref="FileStream"/> are possible too.</exception>
    [RequiresDynamicCode(NeedsJit)]
    public static Component FromCompiled(Engine engine, string path)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(path);
        using var file = CompiledComponent.Open(path);
        var admission = new ModuleAdmission(engine.Options.Limits);
        var component = new Component(engine, Check(engine.Options.Features, file.Component, admission, areModulesValid: true));
        component.Keep(file.LoadModules(engine, component.CoreModules));
        return component;
    }

    /// <summary>Tests whether a file is one that <see cref="SaveCompiled"/> has written, by its beginning.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be read; other exceptions of <see cref="FileStream"/> are possible too.</exception>
    public static bool IsCompiled(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return CompiledComponent.IsOne(path);
    }

    /// <summary>Tests whether a compiled component was compiled with <see cref="EngineOptions.Interruptible"/>, so that an engine for it
    /// can be made.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CompiledModuleException">The file is no compiled component, or was cut or changed.</exception>
    /// <exception cref="IOException">The file cannot be read; other exceptions of <see cref="FileStream"/> are possible too.</exception>
    public static bool IsCompiledInterruptible(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var file = CompiledComponent.Open(path);
        return file.IsInterruptible;
    }

    /// <summary>Takes the core modules, in their order, which are compiled already.</summary>
    private void Keep(IEnumerable<Module> modules)
    {
        foreach (var (definition, module) in ModulesOf(Validated.Definition).Zip(modules))
        {
            _modules.TryAdd(definition, new Lazy<Module>(module));
        }
    }
}
