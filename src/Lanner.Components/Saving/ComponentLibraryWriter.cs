using System.Globalization;
using System.Reflection;
using System.Text;
using System.Xml.Linq;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Metadata;
using Lanner.Libraries;
using Lanner.Platform;
using Lanner.Structure;

namespace Lanner.Components.Saving;

/// <summary>Writes the assembly of a component: the code of its core modules, and a class that makes the component of them.</summary>
/// <param name="library">The choices for the library.</param>
/// <param name="assemblyName">The name of the assembly.</param>
internal sealed class ComponentLibraryWriter(LibraryOptions library, string assemblyName)
{
    private readonly LibraryAssembly _assembly = new(assemblyName, typeof(ComponentLibraryWriter).Assembly.GetName().Name!);
    private readonly LibraryData _data = new();

    private MetadataWriter Metadata => _assembly.Metadata;

    /// <summary>The assembly.</summary>
    /// <param name="component">The component in the binary format.</param>
    /// <param name="modules">Its core modules, and where in it they begin.</param>
    /// <param name="options">The options of the engine that it is to run on.</param>
    /// <param name="cancellation">Ends it.</param>
    internal byte[] Write(
        ReadOnlyMemory<byte> component, (ModuleDefinition Definition, int Offset)[] modules, CompilationOptions options,
        CancellationToken cancellation)
    {
        var writers = modules.Select((module, index) => new LibraryModuleWriter(
            module.Definition, options, library, _assembly, _data, index.ToString(CultureInfo.InvariantCulture), cancellation)).ToArray();
        foreach (var writer in writers)
        {
            writer.AddFunctions();
        }

        var version = _data.Add(Encoding.UTF8.GetBytes(EngineSources.Hash));
        var bytes = _data.Add(component.Span);
        _data.AddClass(_assembly);
        foreach (var writer in writers)
        {
            writer.AddClasses(imports: null, []);
        }

        AddClass(version, il =>
        {
            _data.EmitLoad(il, bytes);
            il.EmitConstant(writers.Length);
            il.EmitToken(ILOpCode.Newarr, Metadata.TypeOf(typeof(LibraryDefinition)));
            for (var index = 0; index < writers.Length; index++)
            {
                var (definition, offset) = modules[index];
                il.Emit(ILOpCode.Dup);
                il.EmitConstant(index);
                writers[index].EmitDefinition(il, il => _data.EmitLoadPart(il, bytes, offset, definition.Bytes.Length));
                il.Emit(ILOpCode.Stelem_ref);
            }
        });
        return _assembly.Write();
    }

    /// <summary>The documentation of the class, as a compiler of .NET writes it.</summary>
    internal string Document()
    {
        var name = library.Namespace.Length == 0 ? library.ClassName : $"{library.Namespace}.{library.ClassName}";
        return new XElement(
            "doc",
            new XElement("assembly", new XElement("name", assemblyName)),
            new XElement(
                "members",
                Member("T:" + name, "A WebAssembly component, compiled to code of .NET."),
                Member($"P:{name}.Engine", "An engine with the options that the component was compiled with."),
                Member(
                    $"M:{name}.Load(Lanner.Engine)", "Makes the component in an engine.",
                    new XElement("param", new XAttribute("name", "engine"), "The engine."),
                    new XElement(
                        "exception", new XAttribute("cref", "T:System.InvalidOperationException"),
                        "The component was compiled for engines with other options.")))).ToString();
    }

    private static XElement Member(string name, string summary, params XElement[] further) =>
        new("member", new XAttribute("name", name), new XElement("summary", summary), further);

    private void AddClass(int version, Action<IlWriter> emitArguments)
    {
        var type = _assembly.AddType(
            TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit, library.Namespace,
            library.ClassName, typeof(object));
        var field = _assembly.AddField(
            FieldAttributes.Private | FieldAttributes.Static | FieldAttributes.InitOnly, "library", typeof(ComponentLibrary));
        _assembly.AddStaticConstructor(field, typeof(ComponentLibrary), il => _data.EmitLoad(il, version), il =>
        {
            emitArguments(il);
            il.EmitCall(ILOpCode.Newobj, _assembly.Constructor(typeof(ComponentLibrary)));
        });
        var engine = AddMember(field, "get_" + nameof(Engine), typeof(Engine), [], MethodAttributes.SpecialName);
        AddMember(field, nameof(ComponentLibrary.Load), typeof(Component), [typeof(Engine)], default);
        _assembly.AddParameters(["engine"]);
        Metadata.Tables.AddPropertyMap(type);
        _assembly.AddProperty(nameof(Engine), typeof(Engine), engine, setter: 0, isStatic: true);
    }

    /// <summary>Adds a static method that calls that of the same name of the <see cref="ComponentLibrary"/>.</summary>
    private int AddMember(int field, string name, Type returnType, Type[] parameters, MethodAttributes attributes)
    {
        var il = new IlWriter();
        il.EmitToken(ILOpCode.Ldsfld, field);
        for (var index = 0; index < parameters.Length; index++)
        {
            il.EmitLoadArgument(index);
        }

        il.EmitCall(ILOpCode.Call, _assembly.Method(typeof(ComponentLibrary), name));
        il.Emit(ILOpCode.Ret);
        return _assembly.AddMethod(
            MethodAttributes.Public | MethodAttributes.Static | attributes, name, Metadata.MethodSignature(returnType, parameters), il);
    }
}
