namespace Lanner.Wit.Syntax;

/// <summary>Takes a file apart into tokens. White space vanishes here; comments and documentation are put aside.</summary>
internal ref struct Lexer
{
    private readonly SourceFile _file;
    private readonly string _text;
    private readonly List<Token> _tokens = [];
    private readonly List<Token> _comments = [];
    private readonly Dictionary<int, string> _documentation = [];
    private readonly List<string> _pending = [];
    private int _position;

    private Lexer(SourceFile file)
    {
        _file = file;
        _text = file.Text;
    }

    /// <summary>Reads all tokens of a file.</summary>
    internal static TokenSequence Read(SourceFile file)
    {
        var lexer = new Lexer(file);
        lexer.CheckCharacters();
        lexer.ReadAll();
        return new TokenSequence(file, lexer._tokens, lexer._comments, lexer._documentation);
    }

    private readonly void CheckCharacters()
    {
        var offset = _text.AsSpan().IndexOfAny(Characters.Forbidden);
        if (offset >= 0)
        {
            throw _file.Error($"the character {Characters.Describe(_text, offset)} is not allowed", offset);
        }

        offset = Characters.IndexOfLoneSurrogate(_text);
        if (offset >= 0)
        {
            throw _file.Error("half a surrogate pair is no character", offset);
        }
    }

    private void ReadAll()
    {
        // A mark of the byte order may stand first.
        _position = _text is ['\ufeff', ..] ? 1 : 0;
        while (SkipSpace())
        {
            if (_pending.Count > 0)
            {
                _documentation.Add(_tokens.Count, DocumentationText.Join(_pending));
                _pending.Clear();
            }

            ReadToken();
        }

        Add(TokenKind.End, 0);
    }

    /// <summary>Passes over white space and comments.</summary>
    /// <returns>False at the end of the text.</returns>
    private bool SkipSpace()
    {
        while (_position < _text.Length)
        {
            switch (_text[_position])
            {
                case ' ' or '\t' or '\r' or '\n':
                    _position++;
                    break;
                case '/' when Peek(1) == '/':
                    SkipLineComment();
                    break;
                case '/' when Peek(1) == '*':
                    SkipBlockComment();
                    break;
                default:
                    return true;
            }
        }

        return false;
    }

    private void SkipLineComment()
    {
        var length = _text.AsSpan(_position).IndexOf('\n');
        var comment = _text.AsSpan(_position, length < 0 ? _text.Length - _position : length);
        var isDocumentation = comment.StartsWith("///");
        if (isDocumentation)
        {
            _pending.Add(comment.TrimStart('/').TrimEnd().ToString());
        }

        AddComment(isDocumentation, _position, _position + comment.Length);
        _position += comment.Length;
    }

    private void SkipBlockComment()
    {
        var start = _position;
        var depth = 0;
        do
        {
            var next = _text.AsSpan(_position).IndexOfAny("/*");
            if (next < 0)
            {
                throw _file.Error("the comment has no end", start);
            }

            _position += next;
            var delimiter = (_text[_position], Peek(1));
            depth += delimiter switch
            {
                ('/', '*') => 1,
                ('*', '/') => -1,
                _ => 0,
            };
            _position += delimiter is ('/', '*') or ('*', '/') ? 2 : 1;
        }
        while (depth > 0);

        var comment = _text.AsSpan(start, _position - start);
        var isDocumentation = comment.StartsWith("/**") && comment.Length > 4;
        if (isDocumentation)
        {
            _pending.Add(comment[3..^2].ToString());
        }

        AddComment(isDocumentation, start, _position);
    }

    private readonly void AddComment(bool isDocumentation, int start, int end) =>
        _comments.Add(new Token(isDocumentation ? TokenKind.Documentation : TokenKind.Comment, start, end));

    private void ReadToken()
    {
        var character = _text[_position];
        switch (character)
        {
            case >= 'a' and <= 'z' or >= 'A' and <= 'Z' or '_':
                Add(TokenKind.Word, LengthOfWord(0));
                break;
            case '%':
                Add(TokenKind.EscapedWord, LengthOfWord(1));
                break;
            case >= '0' and <= '9':
                ReadNumber();
                break;
            case '"':
                Add(TokenKind.String, StringLiteral.LengthAt(_file, _position));
                break;
            case '-' when Peek(1) == '>':
                Add(TokenKind.Arrow, 2);
                break;
            default:
                var kind = KindOf(character);
                if (kind == TokenKind.End)
                {
                    throw _file.Error($"the character {Characters.Describe(_text, _position)} stands for nothing", _position);
                }

                Add(kind, 1);
                break;
        }
    }

    private static TokenKind KindOf(char character) => character switch
    {
        '=' => TokenKind.Equal,
        ',' => TokenKind.Comma,
        ':' => TokenKind.Colon,
        ';' => TokenKind.Semicolon,
        '(' => TokenKind.LeftParenthesis,
        ')' => TokenKind.RightParenthesis,
        '{' => TokenKind.LeftBrace,
        '}' => TokenKind.RightBrace,
        '<' => TokenKind.Less,
        '>' => TokenKind.Greater,
        '*' => TokenKind.Star,
        '/' => TokenKind.Slash,
        '.' => TokenKind.Period,
        '@' => TokenKind.At,
        _ => TokenKind.End,
    };

    private readonly int LengthOfWord(int length)
    {
        while (IsWordCharacter(Peek(length)) && !(Peek(length) == '-' && Peek(length + 1) == '>'))
        {
            length++;
        }

        return length;
    }

    /// <summary>Reads an integer, or a version if a point and a digit follow its digits.</summary>
    private void ReadNumber()
    {
        var length = 1;
        while (char.IsAsciiDigit(Peek(length)))
        {
            length++;
        }

        if (Peek(length) != '.' || !char.IsAsciiDigit(Peek(length + 1)))
        {
            Add(TokenKind.Integer, length);
            return;
        }

        // A point belongs to the version only if something of it follows: `use a:b/c@1.0.0.{d}` has one that does not.
        while (char.IsAsciiLetterOrDigit(Peek(length)) || Peek(length) is '-' or '+'
            || (Peek(length) == '.' && (char.IsAsciiLetterOrDigit(Peek(length + 1)) || Peek(length + 1) == '-')))
        {
            length++;
        }

        Add(TokenKind.Version, length);
    }

    private void Add(TokenKind kind, int length)
    {
        _tokens.Add(new Token(kind, _position, _position + length));
        _position += length;
    }

    private readonly char Peek(int distance) => _position + distance < _text.Length ? _text[_position + distance] : '\0';

    private static bool IsWordCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_';
}
