using System.ComponentModel;
using Lanner.Components.CanonicalAbi;
using Lanner.Components.Linking;
using Lanner.Components.Resources;

namespace Lanner.Components.Bindings;

/// <summary>Generated code of a function of the host: lifts the arguments, calls the implementation and lowers the result.</summary>
/// <param name="call">The call.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate void ImportBody(ref ImportCall call);

/// <summary>Generated code of a function of the host that passes streams, futures or error contexts.</summary>
/// <param name="side">The guest's types of resources.</param>
/// <param name="arguments">The arguments.</param>
/// <returns>The result, or null where the type has none.</returns>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate ComponentValue? ValueImportBody(ValueSide side, ReadOnlySpan<ComponentValue> arguments);

/// <summary>Generated code of a function of the host that may wait.</summary>
/// <param name="side">The guest's types of resources.</param>
/// <param name="arguments">The arguments.</param>
/// <param name="cancellation">Is cancelled when the guest does not want the result any more.</param>
/// <returns>The result, or null where the type has none.</returns>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate ValueTask<ComponentValue?> AsyncImportBody(
    ValueSide side, ReadOnlyMemory<ComponentValue> arguments, CancellationToken cancellation);

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
        linker.Define(interfaceName, name, new Callee(signature, body, resources));
    }

    /// <summary>Defines a function that may wait: guests go on meanwhile.</summary>
    /// <param name="linker">The linker.</param>
    /// <param name="interfaceName">The name of the interface, or null for a function of the world.</param>
    /// <param name="name">The name of the function.</param>
    /// <param name="signature">The hash of the type that the code was generated for.</param>
    /// <param name="body">The code.</param>
    /// <param name="resources">The places of types of resources in the type.</param>
    /// <exception cref="ArgumentException">The name is defined already.</exception>
    public static void DefineAsync(
        ComponentLinker linker, string? interfaceName, string name, ulong signature, AsyncImportBody body, params string[] resources)
    {
        ArgumentNullException.ThrowIfNull(linker);
        linker.Define(interfaceName, name, new ValueCallee(
            signature,
            side => new AsyncValueCallee(name, (_, arguments, cancellation) => body(side, arguments, cancellation)),
            resources));
    }

    /// <summary>Defines a function that passes streams, futures or error contexts, and does not wait.</summary>
    /// <param name="linker">The linker.</param>
    /// <param name="interfaceName">The name of the interface, or null for a function of the world.</param>
    /// <param name="name">The name of the function.</param>
    /// <param name="signature">The hash of the type that the code was generated for.</param>
    /// <param name="body">The code.</param>
    /// <param name="resources">The places of types of resources in the type.</param>
    /// <exception cref="ArgumentException">The name is defined already.</exception>
    public static void DefineValues(
        ComponentLinker linker, string? interfaceName, string name, ulong signature, ValueImportBody body, params string[] resources)
    {
        ArgumentNullException.ThrowIfNull(linker);
        linker.Define(interfaceName, name, new ValueCallee(
            signature, side => new HostCallee((_, arguments) => body(side, arguments)), resources));
    }

    /// <summary>A function that takes and gives values, which it is bound for to the types of resources of each guest.</summary>
    private sealed class ValueCallee(ulong signature, Func<ValueSide, ComponentCallee> bind, string[] resources) : GeneratedCallee
    {
        internal override string? MistakeOf(ComponentFunctionType type) => TypeSignature.MistakeOf(type, signature);

        internal override ComponentCallee BindTo(InstanceNode instance, ComponentFunctionType type) =>
            bind(new ValueSide(ResourceTable.Find(type, instance, resources), owner: null));
    }

    private sealed class Callee(ulong signature, ImportBody body, string[] resources) : TypedCallee
    {
        internal override string? MistakeOf(ComponentFunctionType type) => TypeSignature.MistakeOf(type, signature);

        internal override HostCallback Lower(AbiContext context, ComponentFunctionType type)
        {
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
