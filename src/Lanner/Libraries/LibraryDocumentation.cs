using System.Runtime.Intrinsics;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Lanner.Calls;

namespace Lanner.Libraries;

/// <summary>Writes the documentation of a library: what each member is in the module, in the form that compilers of .NET write.</summary>
internal static class LibraryDocumentation
{
    private const string Wasi = "Lanner.Wasi.WasiContext";
    private const string Store = "Lanner.Store";

    /// <summary>The documentation.</summary>
    /// <param name="assemblyName">The name of the assembly.</param>
    /// <param name="library">The choices for the library.</param>
    /// <param name="exports">The members of the class.</param>
    /// <param name="imports">The members of the interface.</param>
    /// <param name="importsWasi">True if it imports functions of WASI too.</param>
    internal static string Of(
        string assemblyName, LibraryOptions library, LibraryMember[] exports, LibraryMember[] imports, bool importsWasi)
    {
        var prefix = library.Namespace.Length == 0 ? "" : library.Namespace + ".";
        var className = prefix + library.ClassName;
        var interfaceName = prefix + LibraryInterface.NameOf(library);
        var members = new List<XElement>
        {
            Member("T:" + className, "A WebAssembly module as a class: each object is an instance of it."),
            Member($"P:{className}.Engine", "The engine for stores that are given to the constructor."),
        };
        (string Type, string Name, string Text)[] parameters =
        [
            .. imports.Length > 0 ? [(interfaceName, "imports", "The functions and other things that the module imports.")] : NoParameters,
            .. importsWasi ? [(Wasi, "wasi", "What the instance may do and see of the system.")] : NoParameters,
        ];
        members.Add(Constructor(className, "Makes an instance in a store of its own.", parameters));
        members.Add(Constructor(
            className, "Makes an instance in a store.", [.. parameters, (Store, "store", "The store; null for one of its own.")]));
        foreach (var export in exports)
        {
            var kind = export.Function is null ? "P" : "M";
            members.Add(Member(
                $"{kind}:{className}.{export.Name}{Arguments(export, [])}", $"The {KindOf(export)} “{export.Original}”."));
        }

        if (imports.Length > 0)
        {
            members.Add(Member("T:" + interfaceName, $"The imports of {library.ClassName}."));
            foreach (var import in imports)
            {
                var kind = import.Function is null ? "P" : "M";
                members.Add(Member(
                    $"{kind}:{interfaceName}.{import.Name}{Arguments(import, ["Lanner.Caller"])}",
                    $"The imported {KindOf(import)} “{import.Original}”."));
            }
        }

        var document = new XDocument(new XElement(
            "doc", new XElement("assembly", new XElement("name", assemblyName)), new XElement("members", members)));
        var text = new StringBuilder();
        var settings = new XmlWriterSettings { Indent = true, CheckCharacters = false, OmitXmlDeclaration = true, NewLineChars = "\n" };
        using (var writer = XmlWriter.Create(text, settings))
        {
            document.Save(writer);
        }

        return text.Append('\n').ToString();
    }

    private static (string Type, string Name, string Text)[] NoParameters => [];

    private static XElement Constructor(string className, string summary, (string Type, string Name, string Text)[] parameters)
    {
        var arguments = parameters.Length == 0 ? "" : $"({string.Join(',', parameters.Select(parameter => parameter.Type))})";
        var member = Member($"M:{className}.#ctor{arguments}", summary);
        foreach (var (_, name, text) in parameters)
        {
            member.Add(new XElement("param", new XAttribute("name", name), text));
        }

        return member;
    }

    private static XElement Member(string name, string summary) =>
        new("member", new XAttribute("name", name), new XElement("summary", Clean(summary)));

    private static string KindOf(LibraryMember member) => member.Type switch
    {
        MemoryType => "memory",
        TableType => "table",
        GlobalType => "global",
        TagType => "tag",
        FunctionExternalType { Type: var type } => $"function {type}",
        var other => other.GetType().Name,
    };

    /// <summary>Names of modules may have anything in them.</summary>
    private static string Clean(string text) => string.Concat(text.Select(letter => XmlConvert.IsXmlChar(letter) ? letter : '\uFFFD'));

    private static string Arguments(LibraryMember member, string[] first)
    {
        if (member.Function is not { } type)
        {
            return "";
        }

        string[] types = [.. first, .. new DelegateShape(type, hasCaller: false).Parameters.Select(NameOf)];
        return types.Length == 0 ? "" : $"({string.Join(',', types)})";
    }

    private static string NameOf(Type type) =>
        type == typeof(Vector128<byte>) ? "System.Runtime.Intrinsics.Vector128{System.Byte}" : type.FullName!;
}
