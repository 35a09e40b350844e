using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;
using Lanner.Compilation.Aggregates;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Code;
using Lanner.Platform;
using Lanner.Runtime;

namespace Lanner.Compilation.Saving;

/// <summary>Code from the file of a compiled module: one assembly, which stays loaded as long as the process lives, since the CLR uses
/// machine code that was compiled ahead of time nowhere else. All modules of the process with the same identity share it.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Trimming.Emitted)]
internal sealed class SavedCode : ICodeSource
{
    private static readonly Lock Gate = new();

    /// <summary>By the keys of their identities.</summary>
    private static readonly Dictionary<string, SavedCode> Loaded = new(StringComparer.Ordinal);

    /// <summary>The paths from which code was loaded. The CLR knows files by their paths.</summary>
    private static readonly HashSet<string> Paths = new(StringComparer.Ordinal);

    private readonly Assembly _assembly;
    private readonly int[] _outlinedFrom;
    private readonly CodeShare _share;

    private SavedCode(Assembly assembly, int[] outlinedFrom, CodeShare share)
    {
        _assembly = assembly;
        _outlinedFrom = outlinedFrom;
        _share = share;
    }

    /// <summary>The name of the assembly with the code of an identity.</summary>
    internal static string AssemblyName(CodeIdentity identity) => EmittedNames.Assembly + identity.Key;

    /// <summary>Loads the code of a module, unless that was done.</summary>
    /// <param name="identity">The identity of the code.</param>
    /// <param name="path">The file.</param>
    /// <param name="file">The content of the file, but for the assembly.</param>
    /// <param name="types">The types of the module.</param>
    /// <param name="account">The account in which the code counts: that of the first engine that loads it, for good.</param>
    /// <returns>The code; null if it cannot be used here, since other modules have classes for its types that can be unloaded.</returns>
    /// <exception cref="ResourceLimitException">There is no room for it in the account.</exception>
    /// <exception cref="CompiledModuleException">The CLR has loaded something else from there before, or cannot load it.</exception>
    internal static SavedCode? Load(CodeIdentity identity, string path, CompiledFile file, DefinedType[] types, EngineAccount account)
    {
        lock (Gate)
        {
            if (Loaded.TryGetValue(identity.Key, out var known))
            {
                return known;
            }

            if (!AggregateClasses.TryMakePermanent(types))
            {
                return null;
            }

            var share = account.AddCode(file.IsNative ? file.AssemblyBytes : CodeSize.OfAssembly(file.AssemblyBytes, methods: 0));
            if (!Paths.Add(Path.GetFullPath(path)))
            {
                throw new CompiledModuleException("the process has loaded another one from this path before");
            }

            var assembly = LoadAssembly(path, types);
            if (assembly.GetName().Name != AssemblyName(identity))
            {
                throw new CompiledModuleException("it is the code of something else");
            }

            var code = new SavedCode(assembly, file.OutlinedFrom, share);
            Loaded.Add(identity.Key, code);
            return code;
        }
    }

    public void AddUser(CompiledModule module) => GuestAssemblies.Register(_assembly, module, _share);

    public Assembly Part(int part) => _assembly;

    public Assembly Part(int part, CancellationToken cancellation) => _assembly;

    public int? PartOf(Assembly assembly) => assembly == _assembly ? 0 : null;

    public int[] OutlinedFrom(int part) => _outlinedFrom;

    public void Unload()
    {
        // It is not possible.
    }

    private static Assembly LoadAssembly(string path, DefinedType[] types)
    {
        try
        {
            return new Context(types).LoadFromAssemblyPath(Path.GetFullPath(path));
        }
        catch (Exception exception) when (exception is BadImageFormatException or FileLoadException or FileNotFoundException)
        {
            throw new CompiledModuleException("the CLR cannot load it", exception);
        }
    }

    /// <summary>Finds the assemblies of the classes of structures and arrays, which are emitted when the code first needs them.</summary>
    private sealed class Context(DefinedType[] types) : AssemblyLoadContext("Lanner saved code", isCollectible: false)
    {
        private readonly AggregateAssemblies _assemblies = new(types);

        protected override Assembly? Load(AssemblyName assemblyName) => _assemblies.Find(assemblyName.Name!);
    }
}
