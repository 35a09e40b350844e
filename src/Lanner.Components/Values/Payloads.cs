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

/// <summary>The labels of the record that a thread has made last: the next one mostly has the same, and then shares the array.</summary>
internal static class SharedLabels
{
    [ThreadStatic]
    private static string[]? t_last;

    internal static string[] Of(ReadOnlySpan<(string Label, ComponentValue Value)> fields)
    {
        if (t_last is not { } labels || !AreOf(labels, fields))
        {
            labels = new string[fields.Length];
            for (var index = 0; index < labels.Length; index++)
            {
                labels[index] = fields[index].Label ?? throw new ArgumentNullException(nameof(fields));
            }

            t_last = labels;
        }

        return labels;
    }

    private static bool AreOf(string[] labels, ReadOnlySpan<(string Label, ComponentValue Value)> fields)
    {
        if (labels.Length != fields.Length)
        {
            return false;
        }

        for (var index = 0; index < labels.Length; index++)
        {
            if (!ReferenceEquals(labels[index], fields[index].Label))
            {
                return false;
            }
        }

        return true;
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
