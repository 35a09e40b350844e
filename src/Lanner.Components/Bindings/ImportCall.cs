using System.ComponentModel;
using Lanner.Components.CanonicalAbi;
using Lanner.Components.Resources;

namespace Lanner.Components.Bindings;

/// <summary>A call of a function of the host by a guest (Canonical ABI, <c>canon_lower</c>). For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct ImportCall
{
    private readonly AbiCall _call;
    private readonly RuntimeResource?[] _resources;
    private readonly ReadOnlySpan<Value> _arguments;
    private readonly Span<Value> _results;
    private readonly WasmValueKind _resultKind;

    internal ImportCall(AbiCall call, RuntimeResource?[] resources, ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        _call = call;
        _resources = resources;
        _arguments = arguments;
        _results = results;

        // What is there before is a zero of the right type.
        _resultKind = results.IsEmpty ? default : results[0].Kind;
    }

    /// <summary>The guest's side.</summary>
    public GuestSide Side => new(_call, _resources, owner: null);

    /// <summary>Begins lifting the core arguments.</summary>
    public FlatReader Lift() => new(_arguments);

    /// <summary>The address of arguments that the guest has put into its memory.</summary>
    /// <param name="size">Their size.</param>
    /// <param name="alignment">Their alignment.</param>
    /// <exception cref="TrapException">It is not within the memory, or not aligned.</exception>
    public ulong ArgumentAddress(int size, int alignment) => Address(_arguments[0], size, alignment);

    /// <summary>The address where the guest wants the result.</summary>
    /// <param name="size">Its size.</param>
    /// <param name="alignment">Its alignment.</param>
    /// <exception cref="TrapException">It is not within the memory, or not aligned.</exception>
    public ulong ResultAddress(int size, int alignment) => Address(_arguments[^1], size, alignment);

    /// <summary>Begins lowering the result to a core value.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public FlatWriter Lower() => new(_results, new ReadOnlySpan<WasmValueKind>(in _resultKind));

    private ulong Address(Value pointer, int size, int alignment)
    {
        var address = _call.Context.Narrow(pointer.Low);
        _call.Context.Require(address, (ulong)size, alignment, AbiTraps.PointerOutOfBounds);
        return address;
    }
}
