using Lanner.Components.Binary;
using Lanner.Components.CanonicalAbi;
using Lanner.Components.Resources;
using Lanner.Components.Validation;

namespace Lanner.Components.Linking;

/// <summary>The built-in that takes the result of a function that is lifted asynchronously (Canonical ABI,
/// <c>canon task.return</c>).</summary>
internal sealed class TaskReturn(AbiContext context, ComponentValueType? result, PlanCache plans)
{
    private readonly FunctionPlan _plan = new(
        new ComponentFunctionType(false, result is null ? [] : [new LabeledType("result", result)], null), context.Is64, plans);

    internal void Invoke(Caller caller, ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        _ = caller;
        _ = results;
        var instance = context.Instance;
        instance.RequireMayLeave();
        var task = instance.Task as ActiveTask ?? throw AbiTraps.Of("task.return called by a function that is not asynchronous");
        task.RequireMayReturn(context, HasTypeOf(task));
        var values = new ComponentValue[_plan.Parameters.Count];
        _plan.LiftParameters(new AbiCall(context, null, task.KeepsInMemory), arguments, values);
        task.Return(values.Length == 0 ? null : values[0]);
    }

    private bool HasTypeOf(ActiveTask task)
    {
        var expected = task.Plan.Type.Result;
        if (ReferenceEquals(expected, result))
        {
            return true;
        }

        return expected is not null && result is not null
            && new TypeComparer(new TypeWork(ComponentLimits.TypeSteps)).CompareValues(result, expected) is null;
    }
}
