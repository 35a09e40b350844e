using Lanner.Components.Async;
using Lanner.Components.CanonicalAbi;
using Lanner.Components.Resources;

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
        var task = instance.CurrentThread.Task;
        task.RequireMayReturn(context, HasTypeOf(task));
        var values = new ComponentValue[_plan.Parameters.Count];
        _plan.LiftParameters(new AbiCall(context, null, task.KeepsInMemory), arguments, values);
        task.Return(values.Length == 0 ? null : values[0]);
    }

    private bool HasTypeOf(ComponentTask task) => TypeEquality.AreEqual(task.Type?.Result, result);
}
