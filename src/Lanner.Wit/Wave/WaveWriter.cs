using System.Globalization;
using System.Text;

namespace Lanner.Wit.Waves;

/// <summary>Writes the parts of a WAVE text, always in the same form, whatever the values are kept in.</summary>
/// <param name="most">The number of characters after which no item of a list and no character of a string is begun.</param>
internal sealed class WaveWriter(int most = int.MaxValue)
{
    private readonly StringBuilder _text = new();

    public override string ToString() => _text.ToString();

    /// <summary>Writes a part as it is: a bracket, a separator, a label that needs no escape.</summary>
    internal void Write(string part) => _text.Append(part);

    internal void WriteBool(bool value) => _text.Append(value ? "true" : "false");

    internal void WriteInteger(Int128 value) => _text.Append(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Writes an <c>f32</c>; a number that it cannot hold is infinite.</summary>
    internal void WriteFloat32(double value) => WriteFloat(value, ((float)value).ToString("R", CultureInfo.InvariantCulture));

    internal void WriteFloat64(double value) => WriteFloat(value, value.ToString("R", CultureInfo.InvariantCulture));

    internal void WriteChar(Rune value)
    {
        _text.Append('\'');
        WriteCharacter(value, '\'');
        _text.Append('\'');
    }

    internal void WriteString(string value)
    {
        _text.Append('"');
        for (var i = 0; i < value.Length && _text.Length <= most;)
        {
            if (!Rune.TryGetRuneAt(value, i, out var rune))
            {
                throw new WitException("half a surrogate pair is no character");
            }

            WriteCharacter(rune, '"');
            i += rune.Utf16SequenceLength;
        }

        _text.Append('"');
    }

    /// <summary>Writes a list, tuple or the like.</summary>
    /// <param name="open">The opening bracket.</param>
    /// <param name="close">The closing bracket.</param>
    /// <param name="count">The number of items.</param>
    /// <param name="write">Writes an item.</param>
    internal void WriteItems(char open, char close, int count, Action<int> write)
    {
        _text.Append(open);
        for (var i = 0; i < count && _text.Length <= most; i++)
        {
            _text.Append(i == 0 ? "" : ", ");
            write(i);
        }

        _text.Append(close);
    }

    /// <summary>Writes a record without the fields that are none, which readers put in.</summary>
    /// <param name="count">The number of fields.</param>
    /// <param name="labelOf">The label of a field, or null for one that is none.</param>
    /// <param name="write">Writes the value of a field.</param>
    internal void WriteRecord(int count, Func<int, string?> labelOf, Action<int> write)
    {
        var separator = "{";
        for (var i = 0; i < count && _text.Length <= most; i++)
        {
            if (labelOf(i) is { } label)
            {
                _text.Append(separator).Append(label).Append(": ");
                write(i);
                separator = ", ";
            }
        }

        _text.Append(separator == "{" ? "{:}" : "}");
    }

    internal void WriteFlags(IEnumerable<string> labels) => _text.Append('{').AppendJoin(", ", labels).Append('}');

    /// <summary>Writes a case that a type defines, whose name may be that of a keyword.</summary>
    internal void WriteCase(string label, Action? write) =>
        WriteKeyword((WaveRules.Keywords.Contains(label) ? "%" : "") + label, write);

    /// <summary>Writes a case of an option or result.</summary>
    internal void WriteKeyword(string keyword, Action? write)
    {
        _text.Append(keyword);
        if (write is not null)
        {
            _text.Append('(');
            write();
            _text.Append(')');
        }
    }

    private void WriteFloat(double value, string text) => _text.Append(value switch
    {
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        _ when double.IsNaN(value) => "nan",
        _ => text.Replace('E', 'e') switch
        {
            // A number that f32 cannot hold.
            "Infinity" or "∞" => "inf",
            "-Infinity" or "-∞" => "-inf",
            var number => number,
        },
    });

    private void WriteCharacter(Rune character, char quote)
    {
        _ = character.Value switch
        {
            '\n' => _text.Append("\\n"),
            '\r' => _text.Append("\\r"),
            '\t' => _text.Append("\\t"),
            '\\' => _text.Append("\\\\"),
            _ when character.Value == quote => _text.Append('\\').Append(quote),
            _ when Rune.IsControl(character) => _text.Append(CultureInfo.InvariantCulture, $"\\u{{{character.Value:x}}}"),
            _ => _text.Append(character.ToString()),
        };
    }
}
