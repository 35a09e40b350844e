namespace Lanner.Components;

/// <summary>A type with a label: a field or a parameter.</summary>
/// <param name="Label">The label, in kebab case.</param>
/// <param name="Type">The type.</param>
public sealed record LabeledType(string Label, ComponentValueType Type);

/// <summary>A case of a variant.</summary>
/// <param name="Label">The label, in kebab case.</param>
/// <param name="Type">The type of what goes with it, or null when nothing does.</param>
public sealed record VariantCase(string Label, ComponentValueType? Type);

/// <summary>Values of several types, by name.</summary>
public sealed class RecordType : ComponentValueType
{
    internal RecordType(LabeledType[] fields)
        : base(
            TypeShape.Of(fields.Select(field => field.Type), TypeTraits.Named),
            ElementLayout.OfRecord(fields.Select(field => field.Type))) =>
        Fields = fields;

    /// <summary>The fields, first to last.</summary>
    public IReadOnlyList<LabeledType> Fields { get; }

    internal override string Kind => "record";
}

/// <summary>A value of one of several types, which says of which.</summary>
public sealed class VariantType : ComponentValueType
{
    internal VariantType(VariantCase[] cases)
        : base(
            TypeShape.Of(cases.Select(one => one.Type), TypeTraits.Named),
            ElementLayout.OfVariant([.. cases.Select(one => one.Type)])) =>
        Cases = cases;

    /// <summary>The cases, first to last.</summary>
    public IReadOnlyList<VariantCase> Cases { get; }

    internal override string Kind => "variant";
}

/// <summary>One of several labels.</summary>
public sealed class EnumType : ComponentValueType
{
    internal EnumType(string[] labels)
        : base(new TypeShape(1 + labels.Length, 1, TypeTraits.Named), ElementLayout.OfDiscriminant(labels.Length)) => Labels = labels;

    /// <summary>The labels, first to last.</summary>
    public IReadOnlyList<string> Labels { get; }

    internal override string Kind => "enum";
}

/// <summary>Any of several labels.</summary>
public sealed class FlagsType : ComponentValueType
{
    internal FlagsType(string[] labels)
        : base(new TypeShape(1 + labels.Length, 1, TypeTraits.Named), ElementLayout.OfFlags(labels.Length)) => Labels = labels;

    /// <summary>The labels, first to last.</summary>
    public IReadOnlyList<string> Labels { get; }

    internal override string Kind => "flags";
}
