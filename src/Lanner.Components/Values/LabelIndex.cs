using System.Runtime.CompilerServices;

namespace Lanner.Components;

/// <summary>The labels of a record, variant, enum or flags, to be found by name: types of strangers can have very many.</summary>
internal sealed class LabelIndex
{
    private static readonly ConditionalWeakTable<ComponentValueType, LabelIndex> Known = [];

    private readonly Dictionary<string, int> _indices;

    private LabelIndex(string[] labels)
    {
        Labels = labels;
        _indices = new Dictionary<string, int>(labels.Length, StringComparer.Ordinal);
        for (var index = 0; index < labels.Length; index++)
        {
            _indices.Add(labels[index], index);
        }
    }

    /// <summary>The labels, first to last.</summary>
    internal string[] Labels { get; }

    internal static LabelIndex Of(ComponentValueType type) => Known.GetValue(type, static labeled => new LabelIndex(labeled switch
    {
        RecordType record => [.. record.Fields.Select(field => field.Label)],
        VariantType variant => [.. variant.Cases.Select(one => one.Label)],
        EnumType enumeration => [.. enumeration.Labels],
        FlagsType flags => [.. flags.Labels],
        _ => throw new InvalidOperationException($"A {labeled.Kind} has no labels."),
    }));

    /// <summary>The position of a label, or -1.</summary>
    internal int Find(string label) => _indices.GetValueOrDefault(label, -1);
}
