namespace Lanner.Components;

/// <content>Equality and text.</content>
public readonly partial struct ComponentValue
{
    /// <summary>Tests whether two values are of the same kind and have equal parts. A NaN equals itself, and the two zeros differ; handles
    /// are equal if they are the same object.</summary>
    /// <param name="other">The other value.</param>
    public bool Equals(ComponentValue other)
    {
        if (Kind != other.Kind)
        {
            return false;
        }

        switch (Kind)
        {
            case ComponentValueKind.List or ComponentValueKind.Tuple:
                return EqualElements(other);
            case ComponentValueKind.Record:
                return EqualFields((RecordPayload)Payload!, (RecordPayload)other.Payload!);
            case ComponentValueKind.Variant:
                return AsVariant().Equals(other.AsVariant());
            case ComponentValueKind.Option:
                return Nullable.Equals(AsOption(), other.AsOption());
            case ComponentValueKind.Result:
                return AsResult().Equals(other.AsResult());
            case ComponentValueKind.Flags:
                return AsFlags().ToHashSet(StringComparer.Ordinal).SetEquals(other.AsFlags());
            case ComponentValueKind.String or ComponentValueKind.Enum:
                return Equals(Payload, other.Payload);
            default:
                return Bits == other.Bits && ReferenceEquals(Payload, other.Payload);
        }
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ComponentValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Kind switch
    {
        ComponentValueKind.String or ComponentValueKind.Enum => HashCode.Combine(Kind, Payload),
        ComponentValueKind.List or ComponentValueKind.Tuple => HashCode.Combine(Kind, Count),
        ComponentValueKind.Variant => HashCode.Combine(Kind, ((CasePayload)Payload!).Label),
        ComponentValueKind.Record or ComponentValueKind.Flags => HashCode.Combine(Kind),
        ComponentValueKind.Option or ComponentValueKind.Result => HashCode.Combine(Kind, Payload is null),
        _ => HashCode.Combine(Kind, Bits),
    };

    /// <summary>Tests whether the two values are equal.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(ComponentValue left, ComponentValue right) => left.Equals(right);

    /// <summary>Tests whether the two values differ.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(ComponentValue left, ComponentValue right) => !left.Equals(right);

    /// <summary>The value as WAVE writes it, such as <c>{name: "x", sizes: [1, 2]}</c>, for messages: a very long text is cut, and handles
    /// are
    /// there by their kind.</summary>
    public override string ToString() => WaveValues.Describe(this);

    private static bool EqualFields(RecordPayload one, RecordPayload other)
    {
        if (one.Values.Length != other.Values.Length)
        {
            return false;
        }

        for (var index = 0; index < one.Values.Length; index++)
        {
            if (!other.TryFind(one.Labels[index], index, out var value) || !value.Equals(one.Values[index]))
            {
                return false;
            }
        }

        return true;
    }

    private bool EqualElements(in ComponentValue other)
    {
        if (Count != other.Count)
        {
            return false;
        }

        for (var index = 0; index < Count; index++)
        {
            if (!ElementAt(index).Equals(other.ElementAt(index)))
            {
                return false;
            }
        }

        return true;
    }
}
