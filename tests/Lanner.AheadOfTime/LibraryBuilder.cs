using Lanner.AheadOfTime.Running;
using Lanner.Compilation.Layout;
using Lanner.Wast;

namespace Lanner.AheadOfTime;

/// <summary>Makes the libraries of the modules of scripts, each module once.</summary>
/// <param name="folder">The folder that they go to.</param>
/// <param name="options">The options that they are compiled with.</param>
/// <param name="memory">The kind of memories that they are for; null for both.</param>
/// <param name="limits">The limits of the size of methods; null for those of the JIT.</param>
internal sealed class LibraryBuilder(string folder, SuiteOptions options, MemoryMode? memory, MethodLimits? limits)
{
    private readonly Dictionary<WasmFeatures, Engine> _engines = [];
    private readonly SortedSet<string> _libraries = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _leftOut = new(StringComparer.Ordinal);

    /// <summary>The keys of the modules that have a library, whose class and assembly <see cref="NameOf"/> names.</summary>
    internal IReadOnlyCollection<string> Libraries => _libraries;

    /// <summary>The keys of the valid modules that have none, with the reasons.</summary>
    internal IReadOnlyDictionary<string, string> LeftOut => _leftOut;

    /// <summary>The name of the class, and of the assembly, of a module.</summary>
    internal static string NameOf(string key) => $"Module{key}";

    /// <summary>Makes the libraries of a script, and of the modules of the host that it can import.</summary>
    internal void Add(string script)
    {
        ScriptCommand[] commands;
        try
        {
            commands = ScriptParser.Parse(File.ReadAllBytes(script));
        }
        catch (MalformedTextException)
        {
            // The run finds the same, as with modules that are not valid.
            return;
        }

        var features = ScriptFeatures.For(script);
        var modules = ScriptModules.Instantiated(commands).Select(source => ScriptModules.TryToBinary(source, features)).OfType<byte[]>();
        foreach (var binary in SpecTest.BinariesFor(features).Concat(modules))
        {
            Add(binary, features);
        }
    }

    private void Add(byte[] binary, WasmFeatures features)
    {
        var key = ScriptModules.KeyOf(binary, features);
        if (_libraries.Contains(key) || _leftOut.ContainsKey(key) || TryCompile(binary, features) is not { } module)
        {
            return;
        }

        using (module)
        {
            if (!Array.TrueForAll(module.Definition.Types, static type => type is FunctionType))
            {
                _leftOut.Add(key, "structures and arrays, whose classes are made at run time");
                return;
            }

            try
            {
                var name = NameOf(key);
                module.SaveLibrary(Path.Combine(folder, name + ".dll"), new LibraryOptions { ClassName = name, MemoryMode = memory });
                _libraries.Add(key);
            }
            catch (ResourceLimitException exception)
            {
                _leftOut.Add(key, $"too large for a library: {exception.Message}");
            }
        }
    }

    private Module? TryCompile(byte[] binary, WasmFeatures features)
    {
        if (!_engines.TryGetValue(features, out var engine))
        {
            engine = new Engine(options.ForEngine(features, memory) with { MethodLimits = limits });
            _engines.Add(features, engine);
        }

        try
        {
            return Module.FromBinary(engine, binary);
        }
        catch (LannerException)
        {
            return null;
        }
    }
}
