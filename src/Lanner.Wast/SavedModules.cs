using Lanner.Compilation.Saving;

namespace Lanner.Wast;

/// <summary>The form in which scripts have their modules saved.</summary>
public enum SavedForm
{
    /// <summary>As CIL.</summary>
    Cil,

    /// <summary>As machine code, which crossgen2 makes.</summary>
    Native,
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
        if (form == SavedForm.Native)
        {
            _compiler = MachineCodeCompiler.Find() ?? throw new NotSupportedException("crossgen2 is not here");
        }
    }

    internal Module SaveAndLoad(Module module)
    {
        var path = Path.Combine(Folder.Value, $"{Interlocked.Increment(ref s_count)}.lanner");
        ModuleSaver.Save(
            module.Definition, module.Engine.CompilationOptions, module.Identity, path, _compiler, isPrivate: true, CancellationToken.None);
        return Module.FromCompiled(module.Engine, path);
    }
}
