using Lanner.Components;

namespace Lanner.Cli.Modules;

/// <summary>Reads the components that command lines name, and tells what is wrong with them by file, line and column.</summary>
internal static class ComponentFiles
{
    /// <summary>Tests whether the content of a file is a component, and not a core module: by its first bytes or its first word.</summary>
    internal static bool IsComponent(byte[] bytes) => !IsBinaryModule(bytes) && Component.IsComponent(bytes);

    /// <summary>Tests whether a compiled file holds a component, and not a core module.</summary>
    internal static bool IsCompiledComponent(string path) =>
        ModuleFiles.IsCompiled(path) && File.Exists(path) && !IsAssembly(path) && Component.IsCompiled(path);

    /// <summary>Makes the component in a file, binary or text.</summary>
    /// <exception cref="Messages.FileException">There is no such file, or what is in it is not a component.</exception>
    internal static Component Load(Engine engine, string path) => Make(engine, path, InputFile.Read(path));

    /// <summary>Makes a component, binary or text.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="path">The file that it comes from, for messages.</param>
    /// <param name="bytes">The content of the file.</param>
    /// <exception cref="Messages.FileException">It is not a component that the engine takes.</exception>
    internal static Component Make(Engine engine, string path, byte[] bytes) => ModuleFiles.Explain(path, () =>
        TextFormat.IsText(bytes, path) ? Component.FromText(engine, TextOf(bytes)) : Component.FromBinary(engine, bytes));

    /// <summary>The component in the binary format; from text it is translated. Whether it is valid is not asked.</summary>
    /// <exception cref="Messages.FileException">It is not a component.</exception>
    internal static byte[] ToBinary(Engine engine, string path, byte[] bytes) =>
        TextFormat.IsText(bytes, path) ? ModuleFiles.Explain(path, () => Component.ToBinary(engine, TextOf(bytes))) : bytes;

    /// <summary>Makes the compiled component in a file.</summary>
    /// <exception cref="Messages.FileException">It is none that the engine takes.</exception>
    internal static Component LoadCompiled(Engine engine, string path) =>
        ModuleFiles.ExplainCompiled(path, () => Component.FromCompiled(engine, path));

    /// <summary>Tests whether a compiled component can be interrupted.</summary>
    /// <exception cref="Messages.FileException">It is none.</exception>
    internal static bool IsInterruptible(string path) =>
        ModuleFiles.ExplainCompiled(path, () => Component.IsCompiledInterruptible(path));

    /// <summary>The text, of which bytes that are no UTF-8 become something that is no component either.</summary>
    private static string TextOf(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);

    /// <summary>Tests for the first bytes of a module, so that what most runs are for needs no library for components.</summary>
    private static bool IsBinaryModule(byte[] bytes) => bytes is [0, (byte)'a', (byte)'s', (byte)'m', 1, 0, 0, 0, ..];

    /// <summary>Tests for the first bytes of an assembly, with which a compiled module begins, for the same reason.</summary>
    private static bool IsAssembly(string path)
    {
        using var file = File.OpenRead(path);
        return file.ReadByte() == 'M' && file.ReadByte() == 'Z';
    }
}
