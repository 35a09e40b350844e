using System.Collections.Concurrent;

namespace Lanner.Components.CanonicalAbi;

/// <summary>The plans for the types of a component. Thread-safe.</summary>
internal sealed class PlanCache(AdapterBudget budget)
{
    // Types are equal here if they are one object.
    private readonly ConcurrentDictionary<(ComponentValueType Type, bool Is64), ValuePlan> _plans = new();
    private readonly ConcurrentDictionary<(ComponentFunctionType Type, bool Is64), FunctionPlan> _functions = new();

    /// <summary>The budget for code of calls.</summary>
    internal AdapterBudget Budget => budget;

    internal FunctionPlan PlanFor(ComponentFunctionType type, bool is64)
    {
        if (!_functions.TryGetValue((type, is64), out var plan))
        {
            plan = _functions.GetOrAdd((type, is64), new FunctionPlan(type, is64, this));
        }

        return plan;
    }

    internal ValuePlan PlanFor(ComponentValueType type, bool is64)
    {
        if (!_plans.TryGetValue((type, is64), out var plan))
        {
            plan = _plans.GetOrAdd((type, is64), Make(type, is64));
        }

        return plan;
    }

    private ValuePlan Make(ComponentValueType type, bool is64)
    {
        switch (type)
        {
            case PrimitiveType { Primitive: PrimitiveKind.String }:
                return new StringPlan(is64);
            case PrimitiveType { Primitive: not PrimitiveKind.ErrorContext } primitive:
                return new NumberPlan(primitive.Primitive);
            case ListType { Length: { } length } list:
                return new FixedListPlan(PlanFor(list.Element, is64), (int)length);
            case ListType list:
                return new ListPlan(PlanFor(list.Element, is64), is64);
            case MapType map:
                return new ListPlan(new AggregatePlan([PlanFor(map.Key, is64), PlanFor(map.Value, is64)], labels: null), is64);
            case RecordType record:
                return new AggregatePlan(
                    [.. record.Fields.Select(field => PlanFor(field.Type, is64))], [.. record.Fields.Select(field => field.Label)]);
            case TupleType tuple:
                return new AggregatePlan([.. tuple.Types.Select(part => PlanFor(part, is64))], labels: null);
            case VariantType variant:
                return new VariantPlan(
                    ComponentValueKind.Variant,
                    [.. variant.Cases.Select(one => one.Label)],
                    [.. variant.Cases.Select(one => PlanForOptional(one.Type, is64))]);
            case EnumType labels:
                return new VariantPlan(ComponentValueKind.Enum, [.. labels.Labels], new ValuePlan?[labels.Labels.Count]);
            case OptionType option:
                return new VariantPlan(ComponentValueKind.Option, ["none", "some"], [null, PlanFor(option.Value, is64)]);
            case ResultType result:
                return new VariantPlan(
                    ComponentValueKind.Result,
                    ["ok", "error"],
                    [PlanForOptional(result.Ok, is64), PlanForOptional(result.Error, is64)]);
            case FlagsType flags:
                return new FlagsPlan([.. flags.Labels]);
            case OwnType own:
                return new HandlePlan(own.Resource.Identity, isOwn: true);
            case BorrowType borrow:
                return new HandlePlan(borrow.Resource.Identity, isOwn: false);
            case StreamType stream:
                return new EndPlan(stream.Element, isStream: true);
            case FutureType future:
                return new EndPlan(future.Element, isStream: false);
            default:
                return new ErrorContextPlan();
        }
    }

    private ValuePlan? PlanForOptional(ComponentValueType? type, bool is64) => type is null ? null : PlanFor(type, is64);
}
