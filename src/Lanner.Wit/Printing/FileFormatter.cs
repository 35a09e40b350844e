using System.Text;
using Lanner.Wit.Syntax;

namespace Lanner.Wit.Printing;

/// <summary>Gives a file of WIT its form: tokens and comments stay as they are, and what is between them is replaced. Only commas that may
/// stand at the end of a list come and go.</summary>
internal sealed class FileFormatter
{
    private readonly TokenSequence _tokens;
    private readonly StringBuilder _text = new();

    /// <summary>For each bracket that is open, true if what is in it stands on lines of its own.</summary>
    private readonly Stack<bool> _blocks = [];

    private int _index;
    private int _depth;
    private int _sourceEnd;
    private Token _last = new(TokenKind.End, 0, 0);
    private bool _isInAttribute;

    /// <summary>True if a line ends here. A comment that stands behind it in the source stays behind it.</summary>
    private bool _endsLine = true;

    /// <summary>True if an empty line follows, as between interfaces and worlds.</summary>
    private bool _needsGap;

    /// <summary>True if the line goes on in the next, since a comment ended it.</summary>
    private bool _continues;

    private FileFormatter(TokenSequence tokens) => _tokens = tokens;

    private Token Current => _tokens[_index];

    /// <summary>Formats a file.</summary>
    /// <exception cref="WitException">It is not of WIT's grammar.</exception>
    internal static string Format(SourceFile file) => new FileFormatter(Parser.Parse(file).Scope.Tokens).Format();

    private string Format()
    {
        var comments = new Queue<Token>(_tokens.Comments);
        for (; _index < _tokens.Count; _index++)
        {
            while (comments.TryPeek(out var comment) && comment.Start < Current.Start)
            {
                WriteComment(comments.Dequeue());
            }

            if (Current.Kind != TokenKind.End)
            {
                WriteToken();
            }
        }

        return _text.Length > 0 ? _text.Append('\n').ToString() : "";
    }

    private void WriteToken()
    {
        if (Current.Kind == TokenKind.Comma && !IsInBlock && IsClosing(Next))
        {
            _sourceEnd = Current.End;
            return;
        }

        switch (Current.Kind)
        {
            case TokenKind.LeftBrace or TokenKind.LeftParenthesis or TokenKind.Less:
                Open();
                break;
            case TokenKind.RightBrace or TokenKind.RightParenthesis or TokenKind.Greater:
                Close();
                break;
            default:
                Write(Current);
                _isInAttribute |= Current.Kind == TokenKind.At && Next != TokenKind.Version;
                _endsLine = Current.Kind == TokenKind.Semicolon || (Current.Kind == TokenKind.Comma && IsInBlock);
                break;
        }

        if (!_endsLine && IsInBlock && Next == TokenKind.RightBrace)
        {
            _text.Append(',');
            _endsLine = true;
        }

        _needsGap = _depth == 0 && (Current.Kind is TokenKind.Semicolon or TokenKind.RightBrace)
            && _tokens.TextOf(_tokens[_index + 1]) is not "use";
    }

    private void Open()
    {
        var isList = _last.Kind == TokenKind.Period || (_last.Kind == TokenKind.Word && _tokens.TextOf(_last) is "with");
        Write(Current);
        var isBlock = (Current.Kind == TokenKind.LeftBrace && !isList) || EndsLineInSource();
        _blocks.Push(isBlock);
        _depth += isBlock ? 1 : 0;
        _endsLine = isBlock;
    }

    private void Close()
    {
        if (_blocks.Pop())
        {
            _depth--;
            _endsLine = true;
        }

        Write(Current);
        switch (Current.Kind)
        {
            case TokenKind.RightBrace:
                _endsLine = Next != TokenKind.Semicolon;
                break;
            case TokenKind.RightParenthesis:
                _endsLine = _isInAttribute;
                _isInAttribute = false;
                break;
        }
    }

    private void WriteComment(Token comment)
    {
        var isBetweenLines = _endsLine;
        var isBehindLine = isBetweenLines && _text.Length > 0 && LinesBefore(comment) == 0 && comment.Kind == TokenKind.Comment;
        var goesToEndOfLine = _tokens.TextOf(comment).StartsWith("//");
        if (isBehindLine)
        {
            _text.Append(' ');
        }
        else
        {
            Separate(comment);
        }

        _text.Append(_tokens.TextOf(comment).TrimEnd().ToString().Replace("\r\n", "\n", StringComparison.Ordinal));
        _last = comment;
        _sourceEnd = comment.End;
        _endsLine = isBetweenLines && (isBehindLine || goesToEndOfLine || EndsLineInSource());
        _continues = !isBetweenLines && goesToEndOfLine;
    }

    private void Write(Token token)
    {
        Separate(token);
        _text.Append(_tokens.TextOf(token));
        _last = token;
        _sourceEnd = token.End;
    }

    /// <summary>Writes what stands between what was written last and a token or comment.</summary>
    private void Separate(Token next)
    {
        if (!_endsLine && !_continues)
        {
            _text.Append(NeedsSpace(next) ? " " : "");
            return;
        }

        if (_text.Length > 0)
        {
            var hasGap = _endsLine && LinesBefore(next) > 1 && !IsOpening(_last.Kind) && !IsClosing(next.Kind);
            _text.Append(hasGap || _needsGap ? "\n\n" : "\n");
        }

        _text.Append(' ', 2 * (_endsLine ? _depth : _depth + 1));
        _endsLine = false;
        _continues = false;
        _needsGap = false;
    }

    private bool NeedsSpace(Token next) => (_last.Kind, next.Kind) switch
    {
        (_, TokenKind.Comment or TokenKind.Documentation) => true,
        (_, TokenKind.Comma or TokenKind.Semicolon or TokenKind.Colon or TokenKind.Period or TokenKind.Slash or TokenKind.At) => false,
        (_, TokenKind.LeftParenthesis or TokenKind.Less) => false,
        (TokenKind.Colon, _) => !_tokens.IsInName(_last),
        (TokenKind.Period or TokenKind.Slash or TokenKind.At, _) => false,
        var (last, kind) => !IsOpening(last) && !IsClosing(kind),
    };

    private TokenKind Next => _tokens[_index + 1].Kind;

    private bool IsInBlock => _blocks.TryPeek(out var isBlock) && isBlock;

    private static bool IsOpening(TokenKind kind) => kind is TokenKind.LeftBrace or TokenKind.LeftParenthesis or TokenKind.Less;

    private static bool IsClosing(TokenKind kind) => kind is TokenKind.RightBrace or TokenKind.RightParenthesis or TokenKind.Greater;

    /// <summary>True if nothing but a comment follows what was written last in its line of the source.</summary>
    private bool EndsLineInSource() =>
        _tokens.File.Text.AsSpan(_sourceEnd).TrimStart(" \t\r") is [] or ['\n', ..] or ['/', '/', ..];

    private int LinesBefore(Token next) => _tokens.File.Text.AsSpan(_sourceEnd, next.Start - _sourceEnd).Count('\n');
}
