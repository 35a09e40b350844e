using Lanner.Cli.Messages;

namespace Lanner.Cli.Modules;

/// <summary>Reads the modules that command lines name, and tells what is wrong with them by file, line and column.</summary>
internal static class ModuleFiles
{
    /// <summary>The extension of compiled modules. It is Lanner's own: <c>.cwasm</c> is that of Wasmtime's, which mean something
    /// else, and <c>.dll</c> says nothing. A file is taken for one by its name alone, never by its content, since its code is
    /// trusted.</summary>
    internal const string CompiledExtension = ".lanner";

    /// <summary>Makes the module in a file, binary or text.</summary>
    /// <exception cref="FileException">There is no such file, or what is in it is not a module that the engine takes.</exception>
    internal static Module Load(Engine engine, string path) => Make(engine, path, InputFile.Read(path));

    /// <summary>Makes a module, binary or text.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="path">The file that it comes from, for messages.</param>
    /// <param name="bytes">The content of the file.</param>
    /// <exception cref="FileException">It is not a module that the engine takes.</exception>
    internal static Module Make(Engine engine, string path, byte[] bytes)
    {
        try
        {
            return TextFormat.IsText(bytes, path) ? Module.FromText(engine, bytes) : Module.FromBinary(engine, bytes);
        }
        catch (LannerException error) when (error is MalformedModuleException or InvalidModuleException)
        {
            throw FileException.Of(path, error, FeatureNames.SuggestMissing(engine, bytes, path));
        }
    }

    /// <summary>Tests whether a file is to hold a compiled module.</summary>
    internal static bool IsCompiled(string path) => path.EndsWith(CompiledExtension, StringComparison.Ordinal);

    /// <summary>Tests whether a compiled module can be interrupted.</summary>
    /// <exception cref="FileException">It is none.</exception>
    internal static bool IsInterruptible(string path) => ExplainCompiled(path, () => Module.IsCompiledInterruptible(path));

    /// <summary>Makes the compiled module in a file.</summary>
    /// <exception cref="FileException">It is none that the engine takes.</exception>
    internal static Module LoadCompiled(Engine engine, string path) =>
        ExplainCompiled(path, () => Module.FromCompiled(engine, path));

    /// <summary>Loads something compiled, and says of which file it is wrong.</summary>
    internal static T ExplainCompiled<T>(string path, Func<T> load)
    {
        InputFile.Require(path);
        try
        {
            return load();
        }
        catch (CompiledModuleException error)
        {
            throw new FileException(path, error.Reason + "; compile the module again with lanner compile", error);
        }
    }

    /// <summary>Makes something of a file, and says in which place of it the mistake is.</summary>
    internal static T Explain<T>(string path, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (LannerException error) when (error is MalformedModuleException or InvalidModuleException or MalformedTextException)
        {
            throw FileException.Of(path, error);
        }
    }

    /// <summary>Reads a module or a component in the binary format; from text it is translated. Whether it is valid is not asked.</summary>
    /// <exception cref="FileException">There is no such file, or what is in it is not a module.</exception>
    internal static byte[] ReadBinary(Engine engine, string path)
    {
        var bytes = InputFile.Read(path);
        return ComponentFiles.IsComponent(bytes) ? ComponentFiles.ToBinary(engine, path, bytes)
            : TextFormat.IsText(bytes, path) ? Explain(path, () => TextFormat.ToBinary(engine, bytes))
            : bytes;
    }
}
