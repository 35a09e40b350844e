namespace Lanner.Components.CanonicalAbi;

/// <summary>Lifts and lowers lists whose length the type gives: their elements are passed like those of a tuple.</summary>
internal sealed class FixedListPlan(ValuePlan element, int length) : ValuePlan
{
    internal ValuePlan Element => element;

    internal int Length => length;

    internal override int Size => element.Size * length;

    internal override int Alignment => element.Alignment;

    internal override int FlatCount { get; } =
        (int)long.Min((long)element.FlatCount * length, FlatTypes.MaximumParameters + 1);

    internal override bool IsPlain => element.IsPlain;

    internal override bool Accepts(in ComponentValue value, AbiContext context)
    {
        if (value.Kind != ComponentValueKind.List || value.Count != length)
        {
            return false;
        }

        for (var index = 0; index < length; index++)
        {
            if (!element.Accepts(value.ElementAt(index), context))
            {
                return false;
            }
        }

        return true;
    }

    internal override ComponentValue Load(in AbiCall call, ulong address)
    {
        var elements = NewElements(call);
        for (var index = 0; index < length; index++)
        {
            elements[index] = element.Load(call, address + ((uint)index * (ulong)element.Size));
        }

        return ComponentValue.OfList(elements);
    }

    internal override void Store(in AbiCall call, in ComponentValue value, ulong address)
    {
        for (var index = 0; index < length; index++)
        {
            element.Store(call, value.ElementAt(index), address + ((uint)index * (ulong)element.Size));
        }
    }

    internal override ComponentValue LiftFlat(in AbiCall call, ref CoreReader reader)
    {
        var elements = NewElements(call);
        for (var index = 0; index < length; index++)
        {
            elements[index] = element.LiftFlat(call, ref reader);
        }

        return ComponentValue.OfList(elements);
    }

    internal override void LowerFlat(in AbiCall call, in ComponentValue value, ref CoreWriter writer)
    {
        for (var index = 0; index < length; index++)
        {
            element.LowerFlat(call, value.ElementAt(index), ref writer);
        }
    }

    private ComponentValue[] NewElements(in AbiCall call)
    {
        call.Context.Charge((length * 24L) + 32);
        return new ComponentValue[length];
    }
}
