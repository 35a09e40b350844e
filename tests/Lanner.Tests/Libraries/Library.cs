using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Lanner.Tests.Libraries;

/// <summary>The class of a module, compiled and loaded as a program does that refers to it.</summary>
internal sealed class Library
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("lanner-library-").FullName;
    private static int s_count;

    static Library() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Folder, recursive: true);

    internal Library(string text, EngineOptions? options = null, LibraryOptions? library = null)
    {
        var engine = new Engine(options ?? new EngineOptions { UnloadsModules = false });
        using var module = Module.FromText(engine, text);
        Path = System.IO.Path.Combine(Folder, $"Library{Interlocked.Increment(ref s_count)}.dll");
        library ??= new LibraryOptions { Namespace = "Some.Place", ClassName = "Guest" };
        module.SaveLibrary(Path, library);
        Assembly = Assembly.LoadFrom(Path);
        Class = Assembly.GetType($"{library.Namespace}.{library.ClassName}".TrimStart('.'), throwOnError: true)!;
    }

    internal string Path { get; }

    internal Assembly Assembly { get; }

    internal Type Class { get; }

    internal Engine Engine => (Engine)Class.GetProperty("Engine")!.GetValue(null)!;

    internal WasmLibrary Make(params object?[] arguments)
    {
        try
        {
            return (WasmLibrary)Activator.CreateInstance(Class, arguments)!;
        }
        catch (TargetInvocationException exception)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception.InnerException!);
            throw;
        }
    }

    /// <summary>Makes an instance whose imported functions are one delegate, which gets the name and the arguments.</summary>
    internal object Imports(Func<MethodInfo, object?[], object?> function)
    {
        var proxy = (Proxy)DispatchProxy.Create(Assembly.GetType(Class.Namespace + ".IGuestImports", throwOnError: true)!, typeof(Proxy));
        proxy.Function = function;
        return proxy;
    }

    [SuppressMessage("Performance", "CA1852", Justification = "The proxy derives from it.")]
    internal class Proxy : DispatchProxy
    {
        internal Func<MethodInfo, object?[], object?> Function { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Function(targetMethod!, args ?? []);
    }
}
