using System.ComponentModel;
using Lanner.Components.CanonicalAbi;
using Lanner.Components.Linking;
using Lanner.Components.Resources;

namespace Lanner.Components.Bindings;

/// <summary>Generated code of a function of the host: lifts the arguments, calls the implementation and lowers the result.</summary>
/// <param name="call">The call.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate void ImportBody(ref ImportCall call);

/// <summary>Functions of the host that generated code implements.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ImportedFunction
{
    /// <summary>Defines a function.</summary>
    /// <param name="linker">The linker.</param>
    /// <param name="interfaceName">The name of the interface, or null for a function of the world.</param>
    /// <param name="name">The name of the function.</param>
    /// <param name="signature">The hash of the type that the code was generated for.</param>
    /// <param name="body">The code.</param>
    /// <param name="resources">The places of types of resources in the type.</param>
    /// <exception cref="ArgumentException">The name is defined already.</exception>
    public static void Define(
        ComponentLinker linker, string? interfaceName, string name, ulong signature, ImportBody body, params string[] resources)
    {
        ArgumentNullException.ThrowIfNull(linker);
        linker.Define(interfaceName, name, new Callee(name, signature, body, resources));
    }

    private sealed class Callee(string name, ulong signature, ImportBody body, string[] resources) : TypedCallee
    {
        internal override string? MistakeOf(ComponentFunctionType type)
        {
            var actual = TypeSignature.Of(type);
            return actual.HasHash(signature) ? null : $"the component has another type for it than the world: {actual}";
        }

        internal override HostCallback Lower(AbiContext context, ComponentFunctionType type, bool isAsync)
        {
            if (isAsync)
            {
                throw new ComponentLinkException(name, "lowered asynchronously, which generated code does not support");
            }

            var found = ResourceTable.Find(type, context.Instance, resources);
            var hasBorrows = type.Parameters.Any(parameter => parameter.Type.Shape.Has(TypeTraits.Borrow));
            return (_, arguments, results) =>
            {
                context.Instance.RequireMayLeave();
                context.BeginLift();
                var scope = hasBorrows ? new CallScope() : null;
                try
                {
                    var call = new ImportCall(new AbiCall(context, scope), found, arguments, results);
                    body(ref call);
                }
                finally
                {
                    // However the call ends: what was lent for it to the host is worth nothing afterwards.
                    scope?.End();
                }
            };
        }
    }
}
