using System.Reflection;
using Lanner.Calls;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Metadata;

namespace Lanner.Libraries;

/// <summary>The interface of what a library imports: a method for each function, which is told who calls, and a property for anything
/// else.</summary>
internal sealed class LibraryInterface
{
    private readonly LibraryAssembly _assembly;
    private readonly Dictionary<int, MethodReference> _methods = [];

    /// <summary>Adds the interface, if anything is imported.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="library">The choices for the library.</param>
    /// <param name="imports">Its members.</param>
    internal LibraryInterface(LibraryAssembly assembly, LibraryOptions library, LibraryMember[] imports)
    {
        _assembly = assembly;
        if (imports.Length == 0)
        {
            return;
        }

        Token = assembly.AddType(
            TypeAttributes.Public | TypeAttributes.Interface | TypeAttributes.Abstract, library.Namespace, NameOf(library), null);
        var properties = new List<(LibraryMember Member, int Getter)>();
        foreach (var import in imports)
        {
            if (import.Function is { } type)
            {
                _methods.Add(import.Index, AddMethod(import, type));
            }
            else
            {
                properties.Add((import, AddGetter(import)));
            }
        }

        if (properties.Count > 0)
        {
            assembly.Metadata.Tables.AddPropertyMap(Token);
            foreach (var (member, getter) in properties)
            {
                assembly.AddProperty(member.Name, member.PropertyType, getter, setter: 0);
            }
        }
    }

    /// <summary>The interface; 0 if nothing is imported.</summary>
    internal int Token { get; }

    internal static string NameOf(LibraryOptions library) => $"I{library.ClassName}Imports";

    /// <summary>The method of an imported function.</summary>
    internal MethodReference MethodOf(LibraryMember import) => _methods[import.Index];

    /// <summary>Adds a method that reads the property of another import from the user's object.</summary>
    /// <returns>Its token.</returns>
    internal int AddReader(LibraryMember import)
    {
        var il = new IlWriter();
        il.EmitLoadArgument(0);
        il.EmitCall(ILOpCode.Callvirt, MethodOf(import));
        il.Emit(ILOpCode.Ret);
        return _assembly.AddMethod(
            MethodAttributes.Assembly | MethodAttributes.Static, $"Import{import.Index}",
            _assembly.Metadata.MethodSignature(typeof(object), [typeof(object)]), il);
    }

    private MethodReference AddMethod(LibraryMember import, FunctionType type)
    {
        var shape = new DelegateShape(type, hasCaller: true);
        Type[] parameters = [typeof(Caller), .. shape.Parameters];
        var token = AddAbstract(import.Name, default, _assembly.Metadata.InstanceMethodSignature(shape.ReturnType, parameters));
        _assembly.AddParameters(["caller", .. import.Parameters]);
        return new MethodReference(token, 1 + parameters.Length, shape.ReturnType != typeof(void));
    }

    private int AddGetter(LibraryMember import)
    {
        var token = AddAbstract(
            "get_" + import.Name, MethodAttributes.SpecialName, _assembly.Metadata.InstanceMethodSignature(import.PropertyType, []));
        _methods.Add(import.Index, new MethodReference(token, 1, true));
        return token;
    }

    private int AddAbstract(string name, MethodAttributes attributes, int signature) => _assembly.Metadata.Tables.AddMethod(
        attributes | MethodAttributes.Public | MethodAttributes.Abstract | MethodAttributes.Virtual | MethodAttributes.NewSlot
            | MethodAttributes.HideBySig,
        MethodImplAttributes.IL, name, signature, body: -1);
}
