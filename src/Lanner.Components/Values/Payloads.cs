namespace Lanner.Components;

/// <summary>The fields of a record. The labels are shared by the records of a type.</summary>
internal sealed class RecordPayload(string[] labels, ComponentValue[] values)
{
    internal string[] Labels { get; } = labels;

    internal ComponentValue[] Values { get; } = values;

    /// <summary>Finds the field with a label, which is mostly at the place where the type has it.</summary>
    internal bool TryFind(string label, int likely, out ComponentValue value)
    {
        var index = likely < Labels.Length && Labels[likely] == label ? likely : Array.IndexOf(Labels, label);
        value = index < 0 ? default : Values[index];
        return index >= 0;
    }
}

/// <summary>The case of a variant.</summary>
internal sealed class CasePayload(string label, ComponentValue? value)
{
    internal string Label { get; } = label;

    internal ComponentValue? Value { get; } = value;
}

/// <summary>The value in an option or result.</summary>
internal sealed class BoxedValue(ComponentValue value)
{
    internal ComponentValue Value { get; } = value;
}
