using Lanner.Components.Resources;

namespace Lanner.Components.CanonicalAbi;

/// <summary>Lifts and lowers the parameters and the result of a function type (Canonical ABI, <c>lift_flat_values</c> and
/// <c>lower_flat_values</c>): made once for all functions of the type in a component.</summary>
internal sealed class FunctionPlan
{
    private readonly WasmValueKind[] _parameterKinds;
    private readonly WasmValueKind[] _resultKinds;

    /// <param name="type">The type.</param>
    /// <param name="is64">True if addresses have 64 bits.</param>
    /// <param name="cache">The plans for types of values.</param>
    /// <param name="isAsyncLower">True for a function that is lowered asynchronously: more of it is passed in memory.</param>
    internal FunctionPlan(ComponentFunctionType type, bool is64, PlanCache cache, bool isAsyncLower = false)
    {
        Type = type;
        Budget = cache.Budget;
        Parameters = new AggregatePlan([.. type.Parameters.Select(one => cache.PlanFor(one.Type, is64))], labels: null);
        Result = type.Result is { } result ? cache.PlanFor(result, is64) : null;
        HasOwned = type.Parameters.Any(one => one.Type.Shape.Has(TypeTraits.Own));
        HasBorrows = type.Parameters.Any(one => one.Type.Shape.Has(TypeTraits.Borrow));
        var pointer = is64 ? WasmValueType.I64 : WasmValueType.I32;
        var parameters = FlatTypes.Of(type.Parameters.Select(one => one.Type), pointer);
        SpillsParameters = parameters.Count > (isAsyncLower ? FlatTypes.MaximumAsyncParameters : FlatTypes.MaximumParameters);
        _parameterKinds = SpillsParameters ? [pointer.Kind] : [.. parameters.Types.Select(one => one.Kind)];
        var results = FlatTypes.Of(type.Result is null ? [] : [type.Result], pointer);
        SpillsResult = results.Count > (isAsyncLower ? 0 : FlatTypes.MaximumResults);
        _resultKinds = SpillsResult ? [pointer.Kind] : [.. results.Types.Select(one => one.Kind)];
        IsIdentity = !SpillsParameters && !SpillsResult && !isAsyncLower && Result is null or NumberPlan { IsIdentity: true }
            && Enumerable.Range(0, Parameters.Count).All(index => Parameters.PartAt(index) is NumberPlan { IsIdentity: true });
    }

    internal ComponentFunctionType Type { get; }

    /// <summary>The budget for code of calls of the function.</summary>
    internal AdapterBudget Budget { get; }

    /// <summary>True if every value is one core value with the same bits, so that core values can be passed as they are.</summary>
    internal bool IsIdentity { get; }

    internal AggregatePlan Parameters { get; }

    internal ValuePlan? Result { get; }

    /// <summary>True if owned handles are passed on by a call.</summary>
    internal bool HasOwned { get; }

    /// <summary>True if handles are lent for a call.</summary>
    internal bool HasBorrows { get; }

    /// <summary>True if parameters are passed in memory.</summary>
    internal bool SpillsParameters { get; }

    /// <summary>True if the result is passed in memory.</summary>
    internal bool SpillsResult { get; }

    /// <summary>The kinds of the core parameters of a function that is lifted.</summary>
    internal ReadOnlySpan<WasmValueKind> ParameterKinds => _parameterKinds;

    /// <summary>The kinds of the core results of a function that is lifted.</summary>
    internal ReadOnlySpan<WasmValueKind> ResultKinds => _resultKinds;

    /// <summary>The number of core parameters of a function that is lifted.</summary>
    internal int CoreParameters => _parameterKinds.Length;

    /// <summary>The number of core results of a function that is lifted.</summary>
    internal int CoreResults => _resultKinds.Length;

    /// <summary>Lifts the arguments that a guest gives.</summary>
    internal void LiftParameters(in AbiCall call, ReadOnlySpan<Value> core, ComponentValue[] values)
    {
        call.Context.BeginLift();
        if (SpillsParameters)
        {
            var address = call.Context.Narrow(core[0].Low);
            call.Context.Require(address, (uint)Parameters.Size, Parameters.Alignment, AbiTraps.PointerOutOfBounds);
            Parameters.LoadParts(call, address, values);
            return;
        }

        var reader = new CoreReader(core);
        Parameters.LiftParts(call, ref reader, values);
    }

    /// <summary>Lowers arguments to those of a guest's function.</summary>
    internal void LowerParameters(in AbiCall call, ReadOnlySpan<ComponentValue> values, Span<Value> core)
    {
        var writer = new CoreWriter(core, _parameterKinds);
        if (SpillsParameters)
        {
            var address = call.Context.Allocate(Parameters.Alignment, (uint)Parameters.Size);
            Parameters.StoreParts(call, values, address);
            writer.Write(address);
            return;
        }

        for (var index = 0; index < values.Length; index++)
        {
            Parameters.PartAt(index).LowerFlat(call, values[index], ref writer);
        }
    }

    /// <summary>Lifts the result of a guest's function.</summary>
    internal ComponentValue? LiftResult(in AbiCall call, ReadOnlySpan<Value> core)
    {
        if (Result is null)
        {
            return null;
        }

        call.Context.BeginLift();
        if (SpillsResult)
        {
            var address = call.Context.Narrow(core[0].Low);
            call.Context.Require(address, (uint)Result.Size, Result.Alignment, AbiTraps.PointerOutOfBounds);
            return Result.Load(call, address);
        }

        var reader = new CoreReader(core);
        return Result.LiftFlat(call, ref reader);
    }

    /// <summary>Lowers a result to a guest that has called.</summary>
    /// <param name="call">The guest's side.</param>
    /// <param name="value">The result.</param>
    /// <param name="arguments">The core arguments, of which the last says where a result is to be stored.</param>
    /// <param name="core">The core results.</param>
    internal void LowerResult(in AbiCall call, ComponentValue? value, ReadOnlySpan<Value> arguments, Span<Value> core)
    {
        if (Result is null)
        {
            return;
        }

        if (SpillsResult)
        {
            var address = call.Context.Narrow(arguments[^1].Low);
            call.Context.Require(address, (uint)Result.Size, Result.Alignment, AbiTraps.PointerOutOfBounds);
            Result.Store(call, value!.Value, address);
            return;
        }

        var writer = new CoreWriter(core, _resultKinds);
        Result.LowerFlat(call, value!.Value, ref writer);
    }
}
