using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Lanner.Admission;
using Lanner.Binary;
using Lanner.Compilation;
using Lanner.Compilation.Saving;
using Lanner.Libraries;
using Lanner.Linking;
using Lanner.Runtime;
using Lanner.Structure;
using Lanner.Text;
using Lanner.Validation;

namespace Lanner;

/// <summary>A module: decoded, validated, and compiled when its functions are called. Thread-safe; any number of stores can instantiate it,
/// and they share its code.
/// </summary>
public sealed class Module : IDisposable
{
    private const string NeedsJit = "The functions of a module are compiled while the program runs, which needs the JIT of the runtime.";

    private readonly Lazy<ModuleImport[]> _imports;
    private readonly Lazy<ModuleExport[]> _exports;
    private readonly Lazy<ModuleSection[]> _sections;
    private readonly Lazy<ModuleCustomSection[]> _customSections;
    private readonly Lazy<Dictionary<string, ExportDefinition>> _exportsByName;
    private readonly Lazy<long> _instanceBytes;
    private CodeIdentity? _identity;
    private bool _isDisposed;

    private Module(Engine engine, ModuleDefinition definition, CompiledModule compiled)
    {
        Engine = engine;
        Definition = definition;
        Names = new ModuleNames(definition);
        InitialData = new InitialData(definition, engine.MemoryMode);
        Compiled = compiled;
        Compiled.Names = Names;
        _imports = new(() => Array.ConvertAll(definition.Imports, import => new ModuleImport(import.ModuleName, import.Name, import.Type)));
        _exports = new(() => Array.ConvertAll(definition.Exports, export => new ModuleExport(export.Name, definition.TypeOf(export))));
        _instanceBytes = new(() => InstanceSize.Of(definition));
        _exportsByName = new(() => definition.Exports.ToDictionary(export => export.Name, StringComparer.Ordinal));
        _sections = new(() => ModuleSection.ListOf(definition));
        _customSections = new(() => Array.ConvertAll(
            definition.CustomSections,
            section => new ModuleCustomSection(section.Name, definition.Bytes.Slice(section.Content.Offset, section.Content.Length))));
    }

    /// <summary>Makes a module whose functions this process compiles.</summary>
    [RequiresDynamicCode(NeedsJit)]
    private static Module Compile(Engine engine, ModuleDefinition definition, ModuleAdmission admission)
    {
        var compiled = ModuleCompiler.Compile(definition, engine.CompilationOptions, engine.Account);
        var module = new Module(engine, definition, compiled);
        switch (engine.Options.Compilation)
        {
            case CompilationMode.Eager:
                var order = CompilationOrder.Of(definition, admission);
                var threads = int.Max(1, engine.Options.CompilationThreads ?? Environment.ProcessorCount);
                admission.Run(cancellation => compiled.PrepareAll(order, threads, cancellation));
                break;
            case CompilationMode.Background:
                engine.BackgroundCompiler.Add(compiled, CompilationOrder.Of(definition, admission));
                break;
        }

        return module;
    }

    /// <summary>Makes the module of a library.</summary>
    internal static Module FromLibrary(Engine engine, ModuleDefinition definition, CompiledModule compiled) =>
        new(engine, definition, compiled);

    /// <summary>The engine.</summary>
    public Engine Engine { get; }

    /// <summary>The name that the module's name section gives, or null.</summary>
    public string? Name => Names.Module;

    /// <summary>The imports of the module, in its order.</summary>
    public IReadOnlyList<ModuleImport> Imports => _imports.Value;

    /// <summary>The exports of an instance of the module, in the module's order.</summary>
    public IReadOnlyList<ModuleExport> Exports => _exports.Value;

    /// <summary>The module in the binary format: what it was made of, or what its text was translated to.</summary>
    public ReadOnlyMemory<byte> Binary => Definition.Bytes;

    /// <summary>All sections, in their order: where they are in <see cref="Binary"/>, and how much is in them.</summary>
    public IReadOnlyList<ModuleSection> Sections => _sections.Value;

    /// <summary>The custom sections, in their order, with their content.</summary>
    public IReadOnlyList<ModuleCustomSection> CustomSections => _customSections.Value;

    internal ModuleDefinition Definition { get; }

    internal CompiledModule Compiled { get; }

    /// <summary>The identity of the module's saved code. Found once: all of the module is hashed.</summary>
    internal CodeIdentity Identity
    {
        get => _identity ??= CodeIdentity.Of(Definition.Bytes.Span, Definition.Features, Engine.CompilationOptions);
        private init => _identity = value;
    }

    internal ModuleNames Names { get; }

    internal InitialData InitialData { get; }

    /// <summary>The bytes that an instance takes that is large.</summary>
    internal long InstanceBytes => _instanceBytes.Value;

    /// <summary>Makes a module from the binary format.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="bytes">The module. It is copied, so that what happens to the bytes afterwards does not matter.</param>
    /// <exception cref="MalformedModuleException">The bytes are not a module.</exception>
    /// <exception cref="InvalidModuleException">The module is not valid.</exception>
    /// <exception cref="ObjectDisposedException">The engine is disposed of.</exception>
    /// <exception cref="PlatformNotSupportedException">The program was compiled ahead of time, and has no JIT.</exception>
    [RequiresDynamicCode(NeedsJit)]
    public static Module FromBinary(Engine engine, ReadOnlyMemory<byte> bytes) => FromOwnedBytes(engine, bytes.ToArray());

    /// <summary>Makes a module from the text format.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="text">The module, such as <c>(module …)</c>.</param>
    /// <exception cref="MalformedTextException">The text is not a module.</exception>
    /// <exception cref="InvalidModuleException">The module is not valid.</exception>
    /// <exception cref="ObjectDisposedException">The engine is disposed of.</exception>
    /// <exception cref="PlatformNotSupportedException">The program was compiled ahead of time, and has no JIT.</exception>
    [RequiresDynamicCode(NeedsJit)]
    public static Module FromText(Engine engine, string text)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(text);
        var admission = new ModuleAdmission(engine.Options.Limits);
        admission.CheckText(text.Length);
        return FromText(engine, TextModule.Encode(text), admission);
    }

    /// <summary>Makes a module from the text format in UTF-8.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="utf8">The module, such as <c>(module …)</c>.</param>
    /// <exception cref="MalformedTextException">The text is not a module.</exception>
    /// <exception cref="InvalidModuleException">The module is not valid.</exception>
    /// <exception cref="ObjectDisposedException">The engine is disposed of.</exception>
    /// <exception cref="PlatformNotSupportedException">The program was compiled ahead of time, and has no JIT.</exception>
    [RequiresDynamicCode(NeedsJit)]
    public static Module FromText(Engine engine, ReadOnlySpan<byte> utf8)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return FromText(engine, utf8, new ModuleAdmission(engine.Options.Limits));
    }

    /// <summary>Makes a module from a file, in the binary format or the text format.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="path">The file. It is text when its name ends with <c>.wat</c>, or when it begins like text.</param>
    /// <exception cref="IOException">The file cannot be read; other exceptions of <see cref="File.ReadAllBytes"/> are possible
    /// too.</exception>
    /// <exception cref="MalformedModuleException">The file is not a module.</exception>
    /// <exception cref="InvalidModuleException">The module is not valid.</exception>
    /// <exception cref="ObjectDisposedException">The engine is disposed of.</exception>
    /// <exception cref="PlatformNotSupportedException">The program was compiled ahead of time, and has no JIT.</exception>
    [RequiresDynamicCode(NeedsJit)]
    public static Module FromFile(Engine engine, string path)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(path);
        return FromEitherFormat(engine, File.ReadAllBytes(path), path);
    }

    /// <summary>Makes a module from a stream, in the binary format or the text format.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="stream">The stream, which is read to its end. It is text when it begins like text.</param>
    /// <exception cref="MalformedModuleException">The stream does not hold a module.</exception>
    /// <exception cref="InvalidModuleException">The module is not valid.</exception>
    /// <exception cref="ObjectDisposedException">The engine is disposed of.</exception>
    /// <exception cref="PlatformNotSupportedException">The program was compiled ahead of time, and has no JIT.</exception>
    [RequiresDynamicCode(NeedsJit)]
    public static Module FromStream(Engine engine, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(stream);
        var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return FromEitherFormat(engine, buffer.ToArray(), path: null);
    }

    /// <summary>Makes a module from a file that <see cref="SaveCompiled"/> has written, with the code that is there: nothing is validated,
    /// and no function is compiled before it runs.</summary>
    /// <remarks>The code of the file becomes part of this process, outside of any sandbox: <b>who can write the file can do whatever the
    /// process can</b>. It is for files that the program itself or its user has written; a module from others comes in by
    /// <see cref="FromBinary"/>. The code stays loaded until the process ends, also when the module is disposed of; modules from equal
    /// files share it. Another file is not loaded from the same path: the CLR knows files by their paths, so that each version needs a name
    /// of its own. Where other modules of the process have classes for structures of the same types that can be unloaded, the module
    /// is compiled as by <see cref="FromBinary"/>.</remarks>
    /// <param name="engine">The engine. Its options are to be those that the module was compiled with.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="CompiledModuleException">The file is no compiled module, or was cut or changed, or it was compiled for other
    /// options, another version of Lanner or .NET, or another processor.</exception>
    /// <exception cref="IOException">The file cannot be read; other exceptions of <see cref="FileStream"/> are possible too.</exception>
    /// <exception cref="ObjectDisposedException">The engine is disposed of.</exception>
    /// <exception cref="PlatformNotSupportedException">The program was compiled ahead of time, and has no JIT.</exception>
    [RequiresDynamicCode(NeedsJit)]
    public static Module FromCompiled(Engine engine, string path)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(path);
        engine.ThrowIfDisposed();
        ThrowIfNoJit();
        var file = CompiledFile.Read(path);
        var admission = new ModuleAdmission(engine.Options.Limits);
        admission.CheckSize(file.Module.Length);
        var identity = CodeIdentity.Of(file.Module, engine.Options.Features, engine.CompilationOptions);
        if (identity.DifferenceFrom(file.Identity) is { } difference)
        {
            throw new CompiledModuleException(difference);
        }

        return Load(engine, file, path, identity, admission) ?? FromOwnedBytes(engine, file.Module, admission);
    }

    /// <summary>Tests whether a compiled module was compiled with <see cref="EngineOptions.Interruptible"/>, so that an engine for it can
    /// be made.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CompiledModuleException">The file is no compiled module, or was cut or changed.</exception>
    /// <exception cref="IOException">The file cannot be read; other exceptions of <see cref="FileStream"/> are possible too.</exception>
    public static bool IsCompiledInterruptible(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return CodeIdentity.SaysInterruptible(CompiledFile.Read(path).Identity);
    }

    /// <summary>Compiles all functions and writes the module with their code to a file, for <see cref="FromCompiled"/> with the same
    /// options, versions and kind of processor.</summary>
    /// <remarks>Machine code is made by crossgen2, which is looked for in the folder <c>crossgen2</c> beside the program, where the command
    /// <c>lanner</c> has it. Without it the file has CIL, which still spares validation and emission.</remarks>
    /// <param name="path">The file. One that is there is replaced, and if anything fails, it is as it was.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>True if the file has machine code.</returns>
    /// <exception cref="CompiledModuleException">crossgen2 failed.</exception>
    /// <exception cref="ResourceLimitException">The module is too large for one assembly: it has more than 65,535 functions, those counted
    /// that large functions are divided into.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    /// <exception cref="IOException">The file cannot be written; other exceptions of <see cref="FileStream"/> are possible too.</exception>
    /// <exception cref="ObjectDisposedException">The module is disposed of.</exception>
    [RequiresDynamicCode(NeedsJit)]
    public bool SaveCompiled(string path, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ThrowIfDisposed();
        var compiler = MachineCodeCompiler.Find();
        ModuleSaver.Save(Definition, Engine.CompilationOptions, Identity, path, compiler, isPrivate: false, cancellation);
        return compiler is not null;
    }

    /// <summary>Compiles all functions and writes an assembly with a public class for the module (<see cref="WasmLibrary"/>), which
    /// other programs refer to like any other, and beside it its documentation, with the extension <c>.xml</c>.</summary>
    /// <remarks>The class has the options of the engine: whether it is interruptible, counts fuel, and is deterministic. It is for just
    /// this version of Lanner, and says so when it is used with another. Its code runs on every processor; the JIT, crossgen2 or NativeAOT
    /// of the program that uses it make the machine code. Who refers to the assembly trusts it: it is code of .NET.</remarks>
    /// <param name="path">The file, whose name without its extension is that of the assembly. One that is there is replaced.</param>
    /// <param name="options">The choices.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ArgumentException">A name is no identifier.</exception>
    /// <exception cref="ResourceLimitException">The module is too large for one assembly.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    /// <exception cref="IOException">The file cannot be written; other exceptions of <see cref="FileStream"/> are possible too.</exception>
    /// <exception cref="ObjectDisposedException">The module is disposed of.</exception>
    [RequiresDynamicCode(NeedsJit)]
    public void SaveLibrary(string path, LibraryOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        ThrowIfDisposed();
        LibrarySaver.Save(Definition, Engine.CompilationOptions, options, path, cancellation);
    }

    /// <summary>All that an instance of the module offers of a kind, by name and in the module's order.</summary>
    /// <typeparam name="T">The kind, such as <see cref="FunctionExternalType"/>; <see cref="ExternalType"/> for everything.</typeparam>
    public IReadOnlyList<KeyValuePair<string, T>> GetExports<T>()
        where T : ExternalType =>
        [.. from export in Exports where export.Type is T select KeyValuePair.Create(export.Name, (T)export.Type)];

    /// <summary>Says whether bytes are a valid module, without making one.</summary>
    /// <param name="engine">The engine, whose features decide.</param>
    /// <param name="bytes">The module in the binary format.</param>
    /// <returns>The description of the mistake, or null when the module is valid.</returns>
    public static string? Validate(Engine engine, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(engine);
        try
        {
            Check(engine, bytes, new ModuleAdmission(engine.Options.Limits));
            return null;
        }
        catch (LannerException error)
        {
            return error.Message;
        }
    }

    /// <summary>Finds the features that a module needs, without making one: those without which it would not be valid.</summary>
    /// <param name="engine">The engine, whose limits hold. Its features need not be enough; where either of two features would do, one that
    /// the engine has is named.</param>
    /// <param name="bytes">The module in the binary format.</param>
    /// <returns>The features; <see cref="WasmFeatures.None"/> when the first version of WebAssembly is enough.</returns>
    /// <exception cref="MalformedModuleException">The bytes are not a module.</exception>
    /// <exception cref="InvalidModuleException">The module is not valid, whatever the features.</exception>
    /// <exception cref="ResourceLimitException">The module is too large, or it takes too long: it is validated several times.</exception>
    public static WasmFeatures GetRequiredFeatures(Engine engine, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return RequiredFeatures.Find(bytes, engine.Options.Features, new ModuleAdmission(engine.Options.Limits));
    }

    /// <summary>Keeps the module from being instantiated again. Its instances go on to work; the code is unloaded when none of them is
    /// left.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            Compiled.Dispose();
            InitialData.Dispose();
        }
    }

    /// <summary>True if no instance can be made.</summary>
    internal bool IsDisposed => _isDisposed;

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);

    internal ExportDefinition? FindExport(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _exportsByName.Value.GetValueOrDefault(name);
    }

    [RequiresDynamicCode(NeedsJit)]
    private static Module FromEitherFormat(Engine engine, byte[] bytes, string? path) =>
        TextModule.IsText(bytes, path) ? FromText(engine, bytes) : FromOwnedBytes(engine, bytes);

    [RequiresDynamicCode(NeedsJit)]
    private static Module FromText(Engine engine, ReadOnlySpan<byte> utf8, ModuleAdmission admission)
    {
        admission.CheckText(utf8.Length);
        var binary = TextModule.ToBinary(utf8, engine.Options.Features, admission);
        try
        {
            return FromOwnedBytes(engine, binary, admission);
        }
        catch (LannerException error) when (error is InvalidModuleException or MalformedModuleException)
        {
            throw TextModule.Locate(utf8, engine.Options.Features, error, admission);
        }
    }

    [RequiresDynamicCode(NeedsJit)]
    private static Module FromOwnedBytes(Engine engine, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return FromOwnedBytes(engine, bytes, new ModuleAdmission(engine.Options.Limits));
    }

    [RequiresDynamicCode(NeedsJit)]
    private static Module FromOwnedBytes(Engine engine, byte[] bytes, ModuleAdmission admission)
    {
        engine.ThrowIfDisposed();
        ThrowIfNoJit();
        if (engine.Options.Cache is not { } cache)
        {
            return Compile(engine, Check(engine, bytes, admission), admission);
        }

        admission.CheckSize(bytes.Length);
        var identity = CodeIdentity.Of(bytes, engine.Options.Features, engine.CompilationOptions);
        if (FromCache(engine, cache, bytes, identity, admission) is { } cached)
        {
            return cached;
        }

        var module = Compile(engine, Check(engine, bytes, admission), admission);
        module._identity = identity;
        cache.Miss(module);
        return module;
    }

    /// <summary>Makes a module of what the cache has; null if it has nothing, or nothing of use.</summary>
    [RequiresDynamicCode(NeedsJit)]
    private static Module? FromCache(Engine engine, CodeCache cache, byte[] bytes, CodeIdentity identity, ModuleAdmission admission)
    {
        if (cache.Read(identity, bytes) is not { } file)
        {
            return null;
        }

        try
        {
            return Load(engine, file, cache.PathOf(identity), identity, admission);
        }
        catch (CompiledModuleException)
        {
            cache.Remove(identity);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ResourceLimitException)
        {
            // Another process has deleted it, or there is no room for code that stays. What is emitted can be unloaded.
            return null;
        }
    }

    /// <summary>Makes a module of a file whose identity was compared: the module was valid when it was compiled, with the same
    /// features. Null if the code is of no use in this process.</summary>
    [RequiresDynamicCode(NeedsJit)]
    private static Module? Load(Engine engine, CompiledFile file, string path, CodeIdentity identity, ModuleAdmission admission)
    {
        var definition = ModuleDecoder.Decode(file.Module, engine.Options.Features, admission);
        admission.CheckDefinition(definition);
        return ModuleCompiler.Load(definition, engine.CompilationOptions, file, path, identity, engine.Account) is { } compiled
            ? new Module(engine, definition, compiled) { Identity = identity }
            : null;
    }

    private static void ThrowIfNoJit()
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            throw new PlatformNotSupportedException(NeedsJit);
        }
    }

    /// <summary>Decodes and validates a module.</summary>
    internal static ModuleDefinition Check(Engine engine, ReadOnlyMemory<byte> bytes, ModuleAdmission admission)
    {
        admission.CheckSize(bytes.Length);
        var definition = ModuleDecoder.Decode(bytes, engine.Options.Features, admission);
        admission.CheckDefinition(definition);
        ModuleValidator.Validate(definition, admission);
        return definition;
    }
}
