namespace Lanner.Components.CanonicalAbi;

/// <summary>Lifts and lowers records, tuples and the parameters of a function: several values after each other.</summary>
internal sealed class AggregatePlan : ValuePlan
{
    private readonly ValuePlan[] _parts;
    private readonly int[] _offsets;
    private readonly string[]? _labels;

    /// <summary>Labels that were found to be those of the type, in their order.</summary>
    private string[]? _knownLabels;

    internal AggregatePlan(ValuePlan[] parts, string[]? labels)
    {
        _parts = parts;
        _labels = labels;
        _offsets = new int[parts.Length];
        var size = 0;
        var sum = 0;
        Alignment = 1;
        for (var index = 0; index < parts.Length; index++)
        {
            var part = parts[index];
            _offsets[index] = Align(size, part.Alignment);
            size = _offsets[index] + part.Size;
            sum += part.Size;
            Alignment = int.Max(Alignment, part.Alignment);
            FlatCount = int.Min(FlatCount + part.FlatCount, FlatTypes.MaximumParameters + 1);
        }

        Size = Align(size, Alignment);
        IsPlain = sum == Size && Array.TrueForAll(parts, part => part.IsPlain);
    }

    internal override int Size { get; }

    internal override int Alignment { get; }

    internal override int FlatCount { get; }

    internal override bool IsPlain { get; }

    internal int Count => _parts.Length;

    /// <summary>The labels of a record; null for a tuple.</summary>
    internal string[]? Labels => _labels;

    internal ValuePlan PartAt(int index) => _parts[index];

    /// <summary>The offset of a part in a memory.</summary>
    internal int OffsetAt(int index) => _offsets[index];

    internal static int Align(int offset, int alignment) => (offset + alignment - 1) & -alignment;

    internal override bool Accepts(in ComponentValue value, AbiContext context)
    {
        if (value.Kind != (_labels is null ? ComponentValueKind.Tuple : ComponentValueKind.Record) || PartsOf(value) != _parts.Length)
        {
            return false;
        }

        if (value.Payload is RecordPayload record && !HasKnownLabels(record) && record.Labels.AsSpan().SequenceEqual(_labels))
        {
            _knownLabels = record.Labels;
        }

        var ordered = PartsInOrder(value);
        for (var index = 0; index < _parts.Length; index++)
        {
            var isRight = ordered.IsEmpty
                ? TryGet(value, index, out var part) && _parts[index].Accepts(part, context)
                : _parts[index].Accepts(ordered[index], context);
            if (!isRight)
            {
                return false;
            }
        }

        return true;
    }

    internal override ComponentValue Load(in AbiCall call, ulong address)
    {
        var values = NewValues(call);
        LoadParts(call, address, values);
        return Make(values);
    }

    internal void LoadParts(in AbiCall call, ulong address, ComponentValue[] values)
    {
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = _parts[index].Load(call, address + (uint)_offsets[index]);
        }
    }

    internal override void Store(in AbiCall call, in ComponentValue value, ulong address)
    {
        if (PartsInOrder(value) is { IsEmpty: false } ordered)
        {
            StoreParts(call, ordered, address);
            return;
        }

        for (var index = 0; index < _parts.Length; index++)
        {
            TryGet(value, index, out var part);
            _parts[index].Store(call, part, address + (uint)_offsets[index]);
        }
    }

    internal void StoreParts(in AbiCall call, ReadOnlySpan<ComponentValue> values, ulong address)
    {
        for (var index = 0; index < _parts.Length; index++)
        {
            _parts[index].Store(call, values[index], address + (uint)_offsets[index]);
        }
    }

    internal override ComponentValue LiftFlat(in AbiCall call, ref CoreReader reader)
    {
        var values = NewValues(call);
        LiftParts(call, ref reader, values);
        return Make(values);
    }

    internal void LiftParts(in AbiCall call, ref CoreReader reader, ComponentValue[] values)
    {
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = _parts[index].LiftFlat(call, ref reader);
        }
    }

    internal override void LowerFlat(in AbiCall call, in ComponentValue value, ref CoreWriter writer)
    {
        for (var index = 0; index < _parts.Length; index++)
        {
            TryGet(value, index, out var part);
            _parts[index].LowerFlat(call, part, ref writer);
        }
    }

    private ComponentValue[] NewValues(in AbiCall call)
    {
        call.Context.Charge((_parts.Length * 24L) + 64);
        return new ComponentValue[_parts.Length];
    }

    private ComponentValue Make(ComponentValue[] values) =>
        _labels is null ? ComponentValue.OfTuple(values) : ComponentValue.OfRecord(_labels, values);

    private static int PartsOf(in ComponentValue value) => value.Payload is RecordPayload record ? record.Values.Length : value.Count;

    /// <summary>The parts of a value, if they are known to be in the order of the type; otherwise nothing.</summary>
    private ReadOnlySpan<ComponentValue> PartsInOrder(in ComponentValue value) => value.Payload switch
    {
        RecordPayload record => HasKnownLabels(record) ? record.Values : default,
        ComponentValue[] parts => parts,
        _ => default,
    };

    private bool TryGet(in ComponentValue value, int index, out ComponentValue part)
    {
        if (_labels is null)
        {
            part = value.ElementAt(index);
            return true;
        }

        return ((RecordPayload)value.Payload!).TryFind(_labels[index], index, out part);
    }

    /// <summary>Tests whether the fields of a record are known to be in the order of the type.</summary>
    private bool HasKnownLabels(RecordPayload record) =>
        ReferenceEquals(record.Labels, _labels) || ReferenceEquals(record.Labels, _knownLabels);
}
