namespace Lanner.Wit;

/// <summary>A <c>list</c>.</summary>
public sealed class WitListType : WitType
{
    internal WitListType(WitType element, uint? length)
        : base(element)
    {
        Element = element;
        Length = length;
        Layout = length is { } count ? element.Layout.Times(count) : ValueLayout.Slice;
    }

    /// <summary>The type of the elements.</summary>
    public WitType Element { get; }

    /// <summary>The number of elements, or null when each list has its own.</summary>
    public uint? Length { get; }

    /// <inheritdoc/>
    internal override ValueLayout Layout { get; }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WitListType other && Length == other.Length && Element.Equals(other.Element);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(typeof(WitListType), Element, Length);
}

/// <summary>A <c>map</c>.</summary>
public sealed class WitMapType : WitType
{
    internal WitMapType(WitType key, WitType value)
        : base(key, value)
    {
        Key = key;
        Value = value;
    }

    /// <summary>The type of the keys.</summary>
    public WitType Key { get; }

    /// <summary>The type of the values.</summary>
    public WitType Value { get; }

    /// <inheritdoc/>
    internal override ValueLayout Layout => ValueLayout.Slice;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WitMapType other && Key.Equals(other.Key) && Value.Equals(other.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(typeof(WitMapType), Key, Value);

    /// <summary>Tells whether a type can be that of keys.</summary>
    internal static bool IsKey(WitType type) =>
        type.Underlying is WitPrimitiveType
        {
            Primitive: not (WitPrimitive.F32 or WitPrimitive.F64 or WitPrimitive.ErrorContext)
        };
}

/// <summary>An <c>option</c>.</summary>
public sealed class WitOptionType : WitType
{
    internal WitOptionType(WitType some)
        : base(some)
    {
        Some = some;
        Layout = ValueLayout.OfVariant(2, [some]);
    }

    /// <summary>The type of the value that may be there.</summary>
    public WitType Some { get; }

    /// <inheritdoc/>
    internal override ValueLayout Layout { get; }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WitOptionType other && Some.Equals(other.Some);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(typeof(WitOptionType), Some);
}

/// <summary>A <c>result</c>.</summary>
public sealed class WitResultType : WitType
{
    internal WitResultType(WitType? ok, WitType? error)
        : base(ok, error)
    {
        Ok = ok;
        Error = error;
        Layout = ValueLayout.OfVariant(2, [ok, error]);
    }

    /// <summary>The type of the value of a success, or null when it has none.</summary>
    public WitType? Ok { get; }

    /// <summary>The type of the value of a failure, or null when it has none.</summary>
    public WitType? Error { get; }

    /// <inheritdoc/>
    internal override ValueLayout Layout { get; }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WitResultType other && Equals(Ok, other.Ok) && Equals(Error, other.Error);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(typeof(WitResultType), Ok, Error);
}

/// <summary>A <c>tuple</c>.</summary>
public sealed class WitTupleType : WitType
{
    internal WitTupleType(IReadOnlyList<WitType> elements)
        : base([.. elements])
    {
        Elements = elements;
        Layout = ValueLayout.OfRecord(elements);
    }

    /// <summary>The types of the elements.</summary>
    public IReadOnlyList<WitType> Elements { get; }

    /// <inheritdoc/>
    internal override ValueLayout Layout { get; }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WitTupleType other && Elements.SequenceEqual(other.Elements);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var element in Elements)
        {
            hash.Add(element);
        }

        return hash.ToHashCode();
    }
}

/// <summary>A <c>future</c>.</summary>
public sealed class WitFutureType : WitType
{
    internal WitFutureType(WitType? element)
        : base(element) => Element = element;

    /// <summary>The type of the value, or null when it has none.</summary>
    public WitType? Element { get; }

    /// <inheritdoc/>
    internal override ValueLayout Layout => ValueLayout.Handle;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WitFutureType other && Equals(Element, other.Element);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(typeof(WitFutureType), Element);
}

/// <summary>A <c>stream</c>.</summary>
public sealed class WitStreamType : WitType
{
    internal WitStreamType(WitType? element)
        : base(element) => Element = element;

    /// <summary>The type of the elements, or null when they have no value.</summary>
    public WitType? Element { get; }

    /// <inheritdoc/>
    internal override ValueLayout Layout => ValueLayout.Handle;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WitStreamType other && Equals(Element, other.Element);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(typeof(WitStreamType), Element);
}

/// <summary>A handle of a resource.</summary>
public sealed class WitHandleType : WitType
{
    internal WitHandleType(WitDefinedType resource, bool isBorrow)
        : base(resource)
    {
        Resource = resource;
        IsBorrow = isBorrow;
        ContainsBorrow = isBorrow;
    }

    /// <summary>The resource, by the name that the handle has for it: a <see cref="WitResourceType"/>, or an alias of one.</summary>
    public WitDefinedType Resource { get; }

    /// <summary>True for <c>borrow</c>, false for a handle that owns the resource.</summary>
    public bool IsBorrow { get; }

    /// <inheritdoc/>
    internal override ValueLayout Layout => ValueLayout.Handle;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WitHandleType other && IsBorrow == other.IsBorrow && Resource == other.Resource;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(typeof(WitHandleType), Resource, IsBorrow);
}
