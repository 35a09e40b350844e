using System.Text;
using System.Text.Unicode;
using Lanner.Admission;

namespace Lanner.Text;

/// <summary>Takes a text apart into tokens (specification 6.3). Comments and white space vanish here; annotations are put aside.</summary>
internal ref struct Lexer
{
    private readonly ReadOnlySpan<byte> _source;
    private readonly ModuleAdmission? _admission;
    private readonly List<Token> _tokens = [];
    private readonly List<Annotation> _annotations = [];
    private int _position;

    private Lexer(ReadOnlySpan<byte> source, ModuleAdmission? admission)
    {
        _source = source;
        _admission = admission;
    }

    /// <exception cref="MalformedTextException">The text has characters that stand for nothing.</exception>
    /// <exception cref="ResourceLimitException">It takes too long.</exception>
    internal static TokenSequence Read(ReadOnlyMemory<byte> source, ModuleAdmission? admission = null)
    {
        var lexer = new Lexer(source.Span, admission);
        lexer.CheckEncoding();
        lexer.ReadAll();
        return new TokenSequence(source, [.. lexer._tokens], [.. lexer._annotations], admission);
    }

    private readonly void CheckEncoding()
    {
        if (Utf8.IsValid(_source))
        {
            return;
        }

        var offset = 0;
        while (Rune.DecodeFromUtf8(_source[offset..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            offset += length;
        }

        throw Malformed("malformed UTF-8 encoding", offset);
    }

    private void ReadAll()
    {
        var open = new Stack<int>();
        while (SkipSpace())
        {
            var start = _position;
            switch (_source[start])
            {
                case (byte)'(' when Peek(1) == '@':
                    ReadAnnotation();
                    break;
                case (byte)'(':
                    open.Push(_tokens.Count);
                    Add(TokenKind.LeftParenthesis, 1);
                    break;
                case (byte)')':
                    if (open.TryPop(out var opening))
                    {
                        _tokens[opening] = _tokens[opening] with { Match = _tokens.Count };
                    }

                    Add(TokenKind.RightParenthesis, 1);
                    break;
                default:
                    var token = ReadAtom();
                    if (token.Kind == TokenKind.Reserved && _source[token.Start..token.End] is [(byte)'$'])
                    {
                        throw Malformed("empty identifier", token.Start);
                    }

                    _tokens.Add(token);
                    break;
            }
        }

        // What is never closed reaches to the end of the text, where a reader stumbles.
        foreach (var opening in open)
        {
            _tokens[opening] = _tokens[opening] with { Match = _tokens.Count };
        }

        Add(TokenKind.End, 0);
    }

    /// <summary>Passes over white space and comments.</summary>
    /// <returns>False at the end of the text.</returns>
    private bool SkipSpace()
    {
        while (_position < _source.Length)
        {
            _admission?.Reach(_position);
            switch (_source[_position])
            {
                case (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r':
                    _position++;
                    break;
                case (byte)';' when Peek(1) == ';':
                    var length = _source[_position..].IndexOfAny((byte)'\n', (byte)'\r');
                    _position = length < 0 ? _source.Length : _position + length;
                    break;
                case (byte)'(' when Peek(1) == ';':
                    SkipBlockComment();
                    break;
                default:
                    return true;
            }
        }

        return false;
    }

    private void SkipBlockComment()
    {
        var start = _position;
        var depth = 0;
        do
        {
            _admission?.Reach(_position);
            var length = _source[_position..].IndexOfAny((byte)'(', (byte)';');
            if (length < 0)
            {
                throw Malformed("unclosed comment", start);
            }

            _position += length;
            if (_source[_position] == '(' && Peek(1) == ';')
            {
                depth++;
                _position += 2;
            }
            else if (_source[_position] == ';' && Peek(1) == ')')
            {
                depth--;
                _position += 2;
            }
            else
            {
                _position++;
            }
        }
        while (depth > 0);
    }

    /// <summary>Reads an annotation whole. Inside it only parentheses have a meaning, so <c>(@</c> is nothing special there.</summary>
    private void ReadAnnotation()
    {
        var start = _position;
        _position += 2;
        var name = ReadAnnotationName();
        var content = new List<Token>();
        var isKnown = name is AnnotationNames.Custom or AnnotationNames.Name or AnnotationNames.BranchHint;
        for (var depth = 1; depth > 0;)
        {
            if (!SkipSpace())
            {
                throw Malformed("unclosed annotation", start);
            }

            Token token;
            switch (_source[_position])
            {
                case (byte)'(':
                    depth++;
                    token = new Token(TokenKind.LeftParenthesis, _position, ++_position);
                    break;
                case (byte)')':
                    depth--;
                    token = new Token(depth == 0 ? TokenKind.End : TokenKind.RightParenthesis, _position, ++_position);
                    break;
                default:
                    token = ReadAtom();
                    break;
            }

            if (isKnown)
            {
                content.Add(token);
            }
        }

        _annotations.Add(new Annotation(name, _tokens.Count, start, [.. content]));
    }

    private string ReadAnnotationName()
    {
        var start = _position;
        if (Peek(0) == '"')
        {
            if (!StringLiteral.TryScan(_source, ref _position, out _, _admission))
            {
                throw Malformed("empty annotation id", start);
            }

            var name = StringLiteral.TryDecodeName(_source[start.._position], _admission)
                ?? throw Malformed("malformed UTF-8 encoding", start);
            return name.Length > 0 ? name : throw Malformed("empty annotation id", start);
        }

        while (_position < _source.Length && IsIdentifierCharacter(_source[_position]))
        {
            _position++;
        }

        return _position > start ? Encoding.ASCII.GetString(_source[start.._position]) : throw Malformed("empty annotation id", start);
    }

    /// <summary>Reads the longest run of characters and strings with no space between them, and says what it is.</summary>
    private Token ReadAtom()
    {
        var start = _position;
        var strings = 0;
        var stringStart = 0;
        var isIdentifier = true;
        while (_position < _source.Length)
        {
            _admission?.Reach(_position);
            var character = _source[_position];
            if (character == '"')
            {
                strings++;
                stringStart = _position;
                if (!StringLiteral.TryScan(_source, ref _position, out var reason, _admission))
                {
                    throw _position > start && _source[start] == '$' && stringStart == start + 1
                        ? Malformed("empty identifier", start)
                        : Malformed(reason, stringStart);
                }
            }
            else if (IsIdentifierCharacter(character))
            {
                _position++;
            }
            else if (character is (byte)',' or (byte)'[' or (byte)']' or (byte)'{' or (byte)'}' || (character == ';' && Peek(1) != ';'))
            {
                isIdentifier = false;
                _position++;
            }
            else
            {
                break;
            }
        }

        if (_position == start)
        {
            throw Malformed("illegal character", start);
        }

        return new Token(Classify(start, strings, stringStart, isIdentifier), start, _position);
    }

    private readonly TokenKind Classify(int start, int strings, int stringStart, bool isIdentifier)
    {
        var text = _source[start.._position];
        if (!isIdentifier || strings > 1 || (strings == 1 && text[^1] != '"'))
        {
            return TokenKind.Reserved;
        }

        if (strings == 1)
        {
            if (stringStart == start)
            {
                return TokenKind.String;
            }

            if (text[0] != '$' || stringStart != start + 1)
            {
                return TokenKind.Reserved;
            }

            var name = StringLiteral.TryDecodeName(text[1..], _admission)
                ?? throw Malformed("malformed UTF-8 encoding", start);
            return name.Length > 0 ? TokenKind.Identifier : throw Malformed("empty identifier", start);
        }

        return text[0] switch
        {
            (byte)'$' => text.Length > 1 ? TokenKind.Identifier : TokenKind.Reserved,
            >= (byte)'a' and <= (byte)'z' => NumberSyntax.Classify(text) is TokenKind.Float ? TokenKind.Float : TokenKind.Keyword,
            _ => NumberSyntax.Classify(text),
        };
    }

    /// <summary>Tests whether the character may be part of an identifier (specification 6.3.5, "idchar").</summary>
    private static bool IsIdentifierCharacter(byte character) =>
        character is > (byte)' ' and < 0x7F
            and not ((byte)'"' or (byte)'(' or (byte)')' or (byte)',' or (byte)';' or (byte)'[' or (byte)']' or (byte)'{' or (byte)'}');

    private readonly int Peek(int distance) => _position + distance < _source.Length ? _source[_position + distance] : -1;

    private void Add(TokenKind kind, int length)
    {
        _tokens.Add(new Token(kind, _position, _position + length));
        _position += length;
    }

    private readonly MalformedTextException Malformed(string reason, int offset) => TokenSequence.Malformed(_source, reason, offset);
}
