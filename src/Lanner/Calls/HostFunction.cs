using Lanner.Structure;

namespace Lanner.Calls;

/// <summary>A function of the host as the embedder defined it, independent of any store. When a module imports it, it is bound to the
/// importing instance.</summary>
internal sealed class HostFunction : Extern
{
    /// <summary>The delegate; null where the code is there from the start.</summary>
    private readonly Delegate? _callback;

    /// <summary>The shape of a delegate of the embedder's own types; null where the embedder gives a type.</summary>
    private readonly DelegateShape? _shape;

    private readonly FunctionType? _type;

    /// <summary>Found when first imported: most of what a linker defines never is.</summary>
    private HostThunk? _thunk;

    private HostFunction(Delegate? callback, DelegateShape? shape, FunctionType? type)
    {
        _callback = callback;
        _shape = shape;
        _type = type;
    }

    /// <summary>The type that the delegate has by itself. Imports of other types can fit it too when references are concerned.</summary>
    internal FunctionType NaturalType => _type ?? _shape!.NaturalType;

    private protected override ExternalType ExternalType => new FunctionExternalType(NaturalType);

    /// <summary>The place for the name of the first import; null if nobody wants it.</summary>
    internal ImportedName? Name { get; set; }

    /// <summary>True if calls pass the instance that calls.</summary>
    private bool HasCaller => _shape is null || _shape.HasCaller;

    /// <exception cref="ArgumentException">The delegate has parameters or results of types that WebAssembly does not know.</exception>
    internal static HostFunction FromDelegate(Delegate callback)
    {
        var shape = DelegateShape.Of(callback.GetType());
        shape.ThrowIfUnsupported();
        return new HostFunction(callback, shape, null);
    }

    /// <summary>A function that a library imports, and the code of the library that calls it.</summary>
    internal static HostFunction FromThunk(FunctionType type, HostThunk thunk) => new(null, null, type) { _thunk = thunk };

    internal static HostFunction FromCallback(FunctionType type, HostCallback callback) => new(callback, null, type);

    /// <summary>A function whose callback stands for a delegate of some shape.</summary>
    internal static HostFunction FromCallback(DelegateShape shape, HostCallback callback) => new(callback, shape, null);

    /// <summary>Tests whether the function can be imported as one of a type.</summary>
    internal bool Fits(FunctionType type) => _shape is null ? _type!.IsSubtypeOf(type) : _shape.Fits(type);

    /// <summary>Finds the code that calls the function, and makes it when it is not there.</summary>
    /// <param name="type">The type that the import has.</param>
    internal HostThunk Prepare(FunctionType type) => _thunk ??=
        _callback is HostCallback ? UntypedThunks.Find(_type ?? type, _callback)
        : TypedThunks.CanFind(_shape!) ? TypedThunks.Find(_shape!, _callback!)
        : UntypedThunks.Find(type, DynamicCallback.For(_callback!, _shape!));

    /// <summary>Makes the function that an instance sees.</summary>
    /// <param name="store">The store.</param>
    /// <param name="type">The type that the import has.</param>
    /// <param name="instance">The instance, or null when none imports the function yet.</param>
    internal Function Bind(Store store, FunctionType type, Instance? instance)
    {
        // A callback without types of its own fills in results of the type that it was defined with.
        type = _type ?? type;
        var thunk = Prepare(type);
        return new Function(type, new HostFunctionState(this, store, instance, type, thunk), thunk.Code);
    }

    /// <summary>Gives an instance its own object for a function that no instance had imported when it was made, so that the caller is
    /// known.</summary>
    internal static Function Rebind(Function function, Instance instance, ImportDefinition import)
    {
        if (function.State is not HostFunctionState { Instance: null } state)
        {
            return function;
        }

        state.Definition.Name?.Note(import);
        return state.Definition.HasCaller ? state.Definition.Bind(instance.Store, function.ExactType, instance) : function;
    }

    public override string ToString() => _shape is null ? _type!.ToString() : $"a delegate {_shape}";
}
