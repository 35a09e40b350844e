using System.Reflection;
using Lanner.Compilation.Saving;
using Lanner.Libraries;

namespace Lanner.Wast;

/// <summary>The form in which scripts have their modules saved.</summary>
public enum SavedForm
{
    /// <summary>As CIL.</summary>
    Cil,

    /// <summary>As machine code, which crossgen2 makes.</summary>
    Native,

    /// <summary>As a library of .NET.</summary>
    Library,
}

/// <summary>Modules that are saved with their code and loaded again. Their files stay until the process ends, since the code in them is
/// in use until then.</summary>
internal sealed class SavedModules
{
    private static readonly Lazy<string> Folder = new(() =>
    {
        var folder = Directory.CreateTempSubdirectory("lanner-wast-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    });

    private static int s_count;

    private readonly MachineCodeCompiler? _compiler;

    /// <exception cref="NotSupportedException">Machine code is asked for, and nothing is here that makes it.</exception>
    internal SavedModules(SavedForm form)
    {
        IsLibrary = form == SavedForm.Library;
        if (form == SavedForm.Native)
        {
            _compiler = MachineCodeCompiler.Find() ?? throw new NotSupportedException("crossgen2 is not here");
        }
    }

    /// <summary>True if modules become libraries, whose classes of structures and arrays stay loaded.</summary>
    internal bool IsLibrary { get; }

    internal Module SaveAndLoad(Module module)
    {
        if (IsLibrary)
        {
            return SaveAndLoadLibrary(module);
        }

        var path = Path.Combine(Folder.Value, $"{Interlocked.Increment(ref s_count)}.lanner");
        ModuleSaver.Save(
            module.Definition, module.Engine.CompilationOptions, module.Identity, path, _compiler, isPrivate: true, CancellationToken.None);
        return Module.FromCompiled(module.Engine, path);
    }

    /// <summary>Goes the way of a program that refers to the library, up to the instance, which the script makes.</summary>
    private static Module SaveAndLoadLibrary(Module module)
    {
        var name = $"Library{Interlocked.Increment(ref s_count)}";
        var path = Path.Combine(Folder.Value, name + ".dll");
        module.SaveLibrary(path, new LibraryOptions { ClassName = name, MemoryMode = module.Engine.MemoryMode });
        var definition = Assembly.LoadFrom(path).GetType(name, throwOnError: true)!
            .GetField("definition", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null)!;
        return ((LibraryDefinition)definition).ModuleFor(module.Engine);
    }
}
