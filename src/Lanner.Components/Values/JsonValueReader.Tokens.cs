using System.Text;
using System.Text.Json;
using Lanner.Wit.Waves;

namespace Lanner.Components;

/// <content>Tokens, and errors that say where they are.</content>
internal ref partial struct JsonValueReader
{
    /// <summary>So much of what was found is shown.</summary>
    private const int ShownCharacters = 40;

    private void Count(int values = 1)
    {
        _values += values;
        if (_values > MaximumValues)
        {
            throw Error("the text has too many values");
        }
    }

    private void Advance()
    {
        try
        {
            if (!_reader.Read())
            {
                throw ErrorAt(_text.Length, "the text ends before the value does");
            }
        }
        catch (JsonException error)
        {
            throw Malformed(error);
        }
    }

    private void ExpectEnd()
    {
        try
        {
            if (_reader.Read())
            {
                throw Unexpected("the end");
            }
        }
        catch (JsonException error)
        {
            throw Malformed(error);
        }
    }

    /// <summary>The error of a text that is no JSON. Its message ends with a place, which is told otherwise here.</summary>
    private readonly ComponentTextException Malformed(JsonException error)
    {
        var reason = error.Message;
        var end = reason.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return ErrorAt(PositionOf(error), $"this is no JSON: {(end < 0 ? reason : reason[..end])}");
    }

    private readonly long PositionOf(JsonException error)
    {
        var start = 0;
        for (var line = error.LineNumber ?? 0; line > 0; line--)
        {
            start += _text[start..].IndexOf((byte)'\n') + 1;
        }

        return start + (error.BytePositionInLine ?? 0);
    }

    private readonly void Expect(JsonTokenType token, string expected)
    {
        if (_reader.TokenType != token)
        {
            throw Unexpected(expected);
        }
    }

    /// <summary>The text of a string or of a property's name.</summary>
    private readonly string ReadText(string expected)
    {
        if (_reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
        {
            throw Unexpected(expected);
        }

        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Error("the string is not made of Unicode scalar values");
        }
    }

    private readonly ComponentTextException Unexpected(string expected) => Error($"expected {expected}, found {Found()}");

    private readonly ComponentTextException Error(string reason) => ErrorAt(_reader.TokenStartIndex, reason);

    private readonly ComponentTextException ErrorAt(long position, string reason) => ComponentTextException.At(_text, position, reason);

    /// <summary>The token, for messages.</summary>
    private readonly string Found() => _reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.EndObject => "the end of the object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.EndArray => "the end of the array",
        JsonTokenType.PropertyName or JsonTokenType.String => Quoted(Encoding.UTF8.GetString(_reader.ValueSpan)),
        _ => WaveRules.Shorten(Encoding.UTF8.GetString(_reader.ValueSpan), ShownCharacters),
    };

    private static string Quoted(string text) => $"\"{WaveRules.Shorten(text, ShownCharacters)}\"";
}
