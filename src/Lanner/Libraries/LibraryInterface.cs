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
    private readonly LibraryMember[] _imports;
    private readonly Dictionary<int, MethodReference> _methods = [];

    /// <summary>Adds the interface, if anything is imported.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="library">The choices for the library.</param>
    /// <param name="imports">Its members.</param>
    internal LibraryInterface(LibraryAssembly assembly, LibraryOptions library, LibraryMember[] imports)
    {
        _assembly = assembly;
        _imports = imports;
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

    /// <summary>Emits what finds the other objects that are imported by the places of their imports.</summary>
    /// <param name="count">The number of imports.</param>
    internal IlWriter EmitObjects(int count)
    {
        var items = new int[count];
        foreach (var import in _imports)
        {
            items[import.Index] = import.Function is null ? _methods[import.Index].Token : 0;
        }

        var il = new IlWriter();
        il.EmitLoadArgument(2);
        LibraryAssembly.EmitSwitch(il, items, ILOpCode.Ldnull, (body, getter) =>
        {
            if (getter == 0)
            {
                body.Emit(ILOpCode.Ldnull);
            }
            else
            {
                body.EmitLoadArgument(1);
                body.EmitCall(ILOpCode.Callvirt, getter, arguments: 1, returnsValue: true);
            }
        });
        return il;
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
