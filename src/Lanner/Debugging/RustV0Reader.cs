using System.Globalization;
using System.Numerics;
using System.Text;

namespace Lanner.Debugging;

/// <summary>Reads a symbol of Rust's own form (RFC 2603, "v0"), as <c>_RNvCs1234_7mycrate3foo</c>, into the path <c>mycrate::foo</c>.
/// Crates' hashes and constants' types are left
/// out.</summary>
/// <remarks>A symbol may refer back to its own parts, and so stand for far more than it holds: depth, steps and length are
/// bounded.</remarks>
/// <param name="symbol">The symbol behind <c>_R</c>.</param>
internal sealed class RustV0Reader(string symbol)
{
    private const int DeepestNesting = 128;
    private const int MostSteps = 20_000;

    private readonly StringBuilder _text = new();
    private int _position;
    private int _depth;
    private int _steps;

    /// <summary>The number of lifetimes that the binders around have named.</summary>
    private int _lifetimes;

    /// <summary>Above 0 while what is read is not shown.</summary>
    private int _silence;

    /// <summary>Reads it.</summary>
    /// <returns>The path, or null when the symbol is malformed or too large.</returns>
    internal string? Read()
    {
        try
        {
            ReadPath(isValue: true);
            if (_position < symbol.Length && char.IsAsciiLetterUpper(symbol[_position]))
            {
                // The crate that made the instance of a generic function.
                _silence++;
                ReadPath(isValue: false);
            }

            return _position == symbol.Length || symbol[_position] is '.' or '$' ? _text.ToString() : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private void ReadPath(bool isValue)
    {
        Enter();
        var tag = Next();
        switch (tag)
        {
            case 'C':
                ReadDisambiguator();
                Write(ReadIdentifier());
                break;
            case 'N':
                ReadNested();
                break;
            case 'M' or 'X':
                // Where the block of the implementation stands is not shown.
                _silence++;
                ReadDisambiguator();
                ReadPath(isValue: false);
                _silence--;
                ReadQualifiedType(hasTrait: tag == 'X');
                break;
            case 'Y':
                ReadQualifiedType(hasTrait: true);
                break;
            case 'I':
                ReadPath(isValue);
                Write(isValue ? "::<" : "<");
                ReadList(ReadGenericArgument);
                Write(">");
                break;
            case 'B':
                FollowReference(() => ReadPath(isValue));
                break;
            default:
                throw new FormatException();
        }

        _depth--;
    }

    /// <summary>Reads what is within a path: a function, a type, a closure.</summary>
    private void ReadNested()
    {
        var kind = Next();
        if (!char.IsAsciiLetter(kind))
        {
            throw new FormatException();
        }

        ReadPath(isValue: kind is not 't');
        var number = ReadDisambiguator();
        var name = ReadIdentifier();
        if (char.IsAsciiLetterUpper(kind))
        {
            var what = kind switch
            {
                'C' => "closure",
                'S' => "shim",
                _ => kind.ToString(),
            };
            Write(string.Create(CultureInfo.InvariantCulture, $"::{{{what}{(name.Length > 0 ? ":" : "")}{name}#{number}}}"));
        }
        else if (name.Length > 0)
        {
            Write("::");
            Write(name);
        }
    }

    private void ReadQualifiedType(bool hasTrait)
    {
        Write("<");
        ReadType();
        if (hasTrait)
        {
            Write(" as ");
            ReadPath(isValue: false);
        }

        Write(">");
    }

    private void ReadGenericArgument()
    {
        if (Accept('L'))
        {
            WriteLifetime(ReadNumber());
        }
        else if (Accept('K'))
        {
            ReadConstant();
        }
        else
        {
            ReadType();
        }
    }

    private void ReadType()
    {
        Enter();
        var tag = Next();
        if (BasicType(tag) is { } basic)
        {
            Write(basic);
            _depth--;
            return;
        }

        switch (tag)
        {
            case 'R' or 'Q':
                Write("&");
                if (Accept('L') && ReadNumber() is > 0 and var lifetime)
                {
                    WriteLifetime(lifetime);
                    Write(" ");
                }

                Write(tag == 'Q' ? "mut " : "");
                ReadType();
                break;
            case 'P' or 'O':
                Write(tag == 'P' ? "*const " : "*mut ");
                ReadType();
                break;
            case 'A' or 'S':
                Write("[");
                ReadType();
                if (tag == 'A')
                {
                    Write("; ");
                    ReadConstant();
                }

                Write("]");
                break;
            case 'T':
                Write("(");
                Write(ReadList(ReadType) == 1 ? ",)" : ")");
                break;
            case 'F':
                ReadBound(ReadFunctionType);
                break;
            case 'D':
                Write("dyn ");
                ReadBound(() => ReadList(ReadDynamicTrait, " + "));
                if (!Accept('L'))
                {
                    throw new FormatException();
                }

                if (ReadNumber() is > 0 and var bound)
                {
                    Write(" + ");
                    WriteLifetime(bound);
                }

                break;
            case 'B':
                FollowReference(ReadType);
                break;
            default:
                _position--;
                ReadPath(isValue: false);
                break;
        }

        _depth--;
    }

    private void ReadFunctionType()
    {
        Write(Accept('U') ? "unsafe " : "");
        if (Accept('K'))
        {
            Write($"extern \"{(Accept('C') ? "C" : ReadIdentifier().Replace('_', '-'))}\" ");
        }

        Write("fn(");
        ReadList(ReadType);
        Write(")");
        if (!Accept('u'))
        {
            Write(" -> ");
            ReadType();
        }
    }

    private void ReadDynamicTrait()
    {
        ReadPath(isValue: false);
        for (var isFirst = true; Accept('p'); isFirst = false)
        {
            Write(isFirst ? "<" : ", ");
            Write(ReadIdentifier());
            Write(" = ");
            ReadType();
            if (_position >= symbol.Length || symbol[_position] != 'p')
            {
                Write(">");
            }
        }
    }

    private void ReadConstant()
    {
        Enter();
        var tag = Next();
        switch (tag)
        {
            case 'p':
                Write("_");
                break;
            case 'B':
                FollowReference(ReadConstant);
                break;
            case 'b':
                Write(ReadHexadecimal() switch { "0" => "false", "1" => "true", _ => throw new FormatException() });
                break;
            case 'c':
                var number = (int)BigInteger.Min(ToNumber(ReadHexadecimal()), int.MaxValue);
                Write($"'{(Rune.TryCreate(number, out var rune) && !Rune.IsControl(rune) ? rune.ToString() : "\\u{…}")}'");
                break;
            case 'a' or 's' or 'l' or 'x' or 'n' or 'i' or 'h' or 't' or 'm' or 'y' or 'o' or 'j':
                Write(Accept('n') ? "-" : "");
                Write(ToNumber(ReadHexadecimal()).ToString(CultureInfo.InvariantCulture));
                break;
            default:
                throw new FormatException();
        }

        _depth--;
    }

    /// <summary>Reads something in front of which lifetimes may be named: <c>for&lt;'a, 'b&gt; …</c>.</summary>
    private void ReadBound(Action read)
    {
        var outside = _lifetimes;
        if (Accept('G'))
        {
            var count = ReadNumber() + 1;
            if (count > DeepestNesting)
            {
                throw new FormatException();
            }

            Write("for<");
            for (var index = 0; index < count; index++)
            {
                Write(index > 0 ? ", " : "");
                _lifetimes++;
                WriteLifetime(1);
            }

            Write("> ");
        }

        read();
        _lifetimes = outside;
    }

    /// <summary>Reads entries up to an <c>E</c>.</summary>
    private int ReadList(Action read, string separator = ", ")
    {
        var count = 0;
        for (; !Accept('E'); count++)
        {
            Write(count > 0 ? separator : "");
            read();
        }

        return count;
    }

    /// <summary>Reads again what stands earlier in the symbol.</summary>
    private void FollowReference(Action read)
    {
        var start = _position - 1;
        var target = ReadNumber();
        if (target >= start)
        {
            throw new FormatException();
        }

        if (_silence == 0)
        {
            var end = _position;
            _position = (int)target;
            read();
            _position = end;
        }
    }

    private long ReadDisambiguator() => Accept('s') ? ReadNumber() + 1 : 0;

    /// <summary>Reads a number of base 62, which ends with an underscore; the underscore alone is 0.</summary>
    private long ReadNumber()
    {
        if (Accept('_'))
        {
            return 0;
        }

        var number = 0L;
        for (var digit = Next(); digit != '_'; digit = Next())
        {
            var value = digit switch
            {
                >= '0' and <= '9' => digit - '0',
                >= 'a' and <= 'z' => digit - 'a' + 10,
                >= 'A' and <= 'Z' => digit - 'A' + 36,
                _ => throw new FormatException(),
            };
            number = number > (long.MaxValue - 100) / 62 ? throw new FormatException() : (number * 62) + value;
        }

        return number + 1;
    }

    private string ReadIdentifier()
    {
        var isEncoded = Accept('u');
        var start = _position;
        while (_position < symbol.Length && char.IsAsciiDigit(symbol[_position]))
        {
            _position++;
        }

        if (!int.TryParse(symbol.AsSpan(start, _position - start), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            throw new FormatException();
        }

        // An underscore parts the length from an identifier that begins with a digit or an underscore.
        Accept('_');
        if (length > symbol.Length - _position)
        {
            throw new FormatException();
        }

        var identifier = symbol.Substring(_position, length);
        _position += length;
        return isEncoded ? Punycode.Decode(identifier) ?? $"punycode{{{identifier}}}" : identifier;
    }

    private string ReadHexadecimal()
    {
        var start = _position;
        while (Next() is var digit && digit != '_')
        {
            if (!char.IsAsciiHexDigitLower(digit))
            {
                throw new FormatException();
            }
        }

        return symbol[start..(_position - 1)].TrimStart('0') is { Length: > 0 } digits ? digits : "0";
    }

    private static BigInteger ToNumber(string digits) => digits.Length <= 32
        ? BigInteger.Parse($"0{digits}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
        : throw new FormatException();

    /// <summary>Writes a lifetime by its distance from the innermost binder: 0 is the one that has no name.</summary>
    private void WriteLifetime(long distance)
    {
        if (distance == 0)
        {
            Write("'_");
            return;
        }

        var number = _lifetimes - distance;
        Write(number < 0 ? throw new FormatException() : number < 26 ? $"'{(char)('a' + number)}" : $"'_{number}");
    }

    private void Enter()
    {
        if (++_depth > DeepestNesting || ++_steps > MostSteps)
        {
            throw new FormatException();
        }
    }

    private char Next() => _position < symbol.Length ? symbol[_position++] : throw new FormatException();

    private bool Accept(char character)
    {
        var isIt = _position < symbol.Length && symbol[_position] == character;
        _position += isIt ? 1 : 0;
        return isIt;
    }

    private void Write(string text)
    {
        if (_silence == 0)
        {
            _text.Append(_text.Length + text.Length <= RustNames.LongestName ? text : throw new FormatException());
        }
    }

    private static string? BasicType(char tag) => tag switch
    {
        'a' => "i8",
        'b' => "bool",
        'c' => "char",
        'd' => "f64",
        'e' => "str",
        'f' => "f32",
        'h' => "u8",
        'i' => "isize",
        'j' => "usize",
        'l' => "i32",
        'm' => "u32",
        'n' => "i128",
        'o' => "u128",
        'p' => "_",
        's' => "i16",
        't' => "u16",
        'u' => "()",
        'v' => "...",
        'x' => "i64",
        'y' => "u64",
        'z' => "!",
        _ => null,
    };
}
