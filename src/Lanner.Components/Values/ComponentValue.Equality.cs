using System.Globalization;
using System.Text;

namespace Lanner.Components;

/// <content>Equality and text.</content>
public readonly partial struct ComponentValue
{
    /// <summary>Longer texts are cut.</summary>
    private const int MostCharacters = 4096;

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

    /// <summary>The value as WAVE writes it, such as <c>{name: "x", sizes: [1, 2]}</c>. A very long text is cut.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text);
        return text.Length <= MostCharacters ? text.ToString() : text.ToString(0, MostCharacters) + "…";
    }

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

    private void Append(StringBuilder text)
    {
        if (text.Length > MostCharacters)
        {
            return;
        }

        switch (Kind)
        {
            case ComponentValueKind.Bool:
                text.Append(Bits != 0 ? "true" : "false");
                break;
            case ComponentValueKind.S8 or ComponentValueKind.S16 or ComponentValueKind.S32 or ComponentValueKind.S64:
                text.Append(CultureInfo.InvariantCulture, $"{(long)Bits}");
                break;
            case ComponentValueKind.F32:
                text.Append(AsF32() is var single && float.IsNaN(single) ? "nan" : single.ToString("R", CultureInfo.InvariantCulture));
                break;
            case ComponentValueKind.F64:
                text.Append(AsF64() is var wide && double.IsNaN(wide) ? "nan" : wide.ToString("R", CultureInfo.InvariantCulture));
                break;
            case ComponentValueKind.Char:
                text.Append('\'').Append(AsChar().ToString()).Append('\'');
                break;
            case ComponentValueKind.String:
                AppendText(text);
                break;
            case ComponentValueKind.List:
                AppendElements(text, '[', ']');
                break;
            case ComponentValueKind.Tuple:
                AppendElements(text, '(', ')');
                break;
            case ComponentValueKind.Record:
                AppendFields(text);
                break;
            case ComponentValueKind.Variant:
                AppendCase(text, AsVariant().Label, AsVariant().Value);
                break;
            case ComponentValueKind.Enum:
                text.Append(AsEnum());
                break;
            case ComponentValueKind.Option:
                AppendCase(text, Payload is null ? "none" : "some", AsOption());
                break;
            case ComponentValueKind.Result:
                AppendCase(text, Bits == 0 ? "ok" : "err", AsResult().Value);
                break;
            case ComponentValueKind.Flags:
                text.Append('{').AppendJoin(", ", AsFlags()).Append('}');
                break;
            case ComponentValueKind.Own or ComponentValueKind.Borrow:
                text.Append(Kind == ComponentValueKind.Own ? "own" : "borrow");
                break;
            default:
                text.Append(CultureInfo.InvariantCulture, $"{Bits}");
                break;
        }
    }

    private static void AppendCase(StringBuilder text, string label, ComponentValue? value)
    {
        text.Append(label);
        if (value is { } payload)
        {
            text.Append('(');
            payload.Append(text);
            text.Append(')');
        }
    }

    private void AppendText(StringBuilder text)
    {
        text.Append('"');
        if (Payload is string content)
        {
            text.Append(content.AsSpan(0, int.Min(content.Length, MostCharacters)));
        }

        text.Replace("\n", "\\n").Append('"');
    }

    private void AppendElements(StringBuilder text, char open, char close)
    {
        text.Append(open);
        for (var index = 0; index < Count && text.Length <= MostCharacters; index++)
        {
            text.Append(index == 0 ? "" : ", ");
            ElementAt(index).Append(text);
        }

        text.Append(close);
    }

    private void AppendFields(StringBuilder text)
    {
        var record = (RecordPayload)Payload!;
        text.Append('{');
        for (var index = 0; index < record.Labels.Length; index++)
        {
            text.Append(index == 0 ? "" : ", ").Append(record.Labels[index]).Append(": ");
            record.Values[index].Append(text);
        }

        text.Append('}');
    }
}
