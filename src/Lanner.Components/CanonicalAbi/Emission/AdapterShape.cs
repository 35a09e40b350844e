using Lanner.Components.Resources;

namespace Lanner.Components.CanonicalAbi.Emission;

/// <summary>The comparison of the plans that the two sides of a call have for its type: an adapter is written for plans that are alike, and
/// not too large for a method that the JIT compiles as a whole.</summary>
internal sealed class AdapterShape
{
    private const int MostPlans = 1000;

    private AdapterShape()
    {
    }

    /// <summary>The types of the handles that are passed, as the caller and the callee know them, each pair once.</summary>
    internal List<(ResourceIdentity OfCaller, ResourceIdentity OfCallee)> Handles { get; } = [];

    /// <summary>The number of plans, with the cases of variants.</summary>
    internal int Plans { get; private set; }

    /// <summary>Compares the plans for a function, or returns null if no adapter can be written.</summary>
    internal static AdapterShape? Of(FunctionPlan caller, FunctionPlan callee)
    {
        var shape = new AdapterShape();
        var fits = caller.SpillsParameters == callee.SpillsParameters && caller.SpillsResult == callee.SpillsResult
            && shape.Fits(caller.Parameters, callee.Parameters)
            && (caller.Result is null ? callee.Result is null : callee.Result is not null && shape.Fits(caller.Result, callee.Result));
        return fits ? shape : null;
    }

    private bool Fits(ValuePlan caller, ValuePlan callee)
    {
        if (++Plans > MostPlans || caller.FlatCount != callee.FlatCount)
        {
            return false;
        }

        switch (caller, callee)
        {
            case (NumberPlan one, NumberPlan other):
                return one.Kind == other.Kind;
            case (StringPlan, StringPlan):
                return true;
            case (FlagsPlan one, FlagsPlan other):
                return one.Labels.AsSpan().SequenceEqual(other.Labels);
            case (HandlePlan one, HandlePlan other):
                return one.IsOwn == other.IsOwn && Add(one.Resource, other.Resource);
            case (ListPlan one, ListPlan other):
                return Fits(one.Element, other.Element);
            case (FixedListPlan one, FixedListPlan other):
                return one.Length == other.Length && Fits(one.Element, other.Element);
            case (AggregatePlan one, AggregatePlan other):
                return one.Count == other.Count && one.Labels.AsSpan().SequenceEqual(other.Labels)
                    && Enumerable.Range(0, one.Count).All(index => Fits(one.PartAt(index), other.PartAt(index)));
            case (VariantPlan one, VariantPlan other):
                Plans += one.Labels.Length;
                return Plans <= MostPlans && one.Labels.AsSpan().SequenceEqual(other.Labels)
                    && Enumerable.Range(0, one.Labels.Length).All(index => FitsOptional(one.PayloadAt(index), other.PayloadAt(index)));
            default:
                return false;
        }
    }

    private bool FitsOptional(ValuePlan? caller, ValuePlan? callee) =>
        caller is null ? callee is null : callee is not null && Fits(caller, callee);

    private bool Add(ResourceIdentity caller, ResourceIdentity callee)
    {
        if (!Handles.Contains((caller, callee)))
        {
            Handles.Add((caller, callee));
        }

        return true;
    }
}
