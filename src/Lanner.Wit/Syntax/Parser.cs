namespace Lanner.Wit.Syntax;

/// <summary>Reads a file of WIT: here what all parts of the grammar are read with.</summary>
internal sealed partial class Parser
{
    private readonly TokenSequence _tokens;
    private int _index;

    private Parser(TokenSequence tokens) => _tokens = tokens;

    private Token Current => _tokens[_index];

    private Location Here => new(_tokens.File, Current.Start);

    /// <summary>Reads a file.</summary>
    internal static FileNode Parse(SourceFile file) => new Parser(Lexer.Read(file)).ParseFile();

    /// <summary>Reads the name of an interface or world, such as <c>wasi:http/types@0.2.0</c>, which must be the whole text.</summary>
    internal static PathNode ParsePath(SourceFile file)
    {
        var parser = new Parser(Lexer.Read(file));
        var path = parser.ParsePath();
        return parser.Current.Kind == TokenKind.End ? path : throw parser.Unexpected("the end of the name");
    }

    private Token Peek(int distance = 1) => _tokens[Math.Min(_index + distance, _tokens.Count - 1)];

    private Token Take() => _tokens[_index < _tokens.Count - 1 ? _index++ : _index];

    private bool Is(TokenKind kind) => Current.Kind == kind;

    private bool IsKeyword(string keyword) => IsKeyword(Current, keyword);

    private bool IsKeyword(Token token, string keyword) => token.Kind == TokenKind.Word && _tokens.TextOf(token).SequenceEqual(keyword);

    private bool TryTake(TokenKind kind)
    {
        if (!Is(kind))
        {
            return false;
        }

        _index++;
        return true;
    }

    private bool TryTakeColonInName()
    {
        if (!Is(TokenKind.Colon))
        {
            return false;
        }

        _tokens.NoteInName(Take());
        return true;
    }

    private bool TryTakeKeyword(string keyword)
    {
        if (!IsKeyword(keyword))
        {
            return false;
        }

        _index++;
        return true;
    }

    private Token Expect(TokenKind kind, string expected) => Is(kind) ? Take() : throw Unexpected(expected);

    private void ExpectKeyword(string keyword)
    {
        if (!TryTakeKeyword(keyword))
        {
            throw Unexpected($"`{keyword}`");
        }
    }

    private WitException Unexpected(string expected) => Here.Error($"expected {expected}, found {_tokens.Describe(Current)}");

    private Identifier ExpectIdentifier(string expected = "an identifier")
    {
        var token = Current;
        var text = _tokens.TextOf(token);
        switch (token.Kind)
        {
            case TokenKind.Word when text is "_" || Names.IsKeyword(text):
                throw Unexpected(expected);
            case TokenKind.EscapedWord:
                text = text[1..];
                break;
            case TokenKind.Word:
                break;
            default:
                throw Unexpected(expected);
        }

        if (Names.Mistake(text) is { } mistake)
        {
            throw Here.Error($"the identifier {_tokens.Describe(token)} {mistake}");
        }

        var at = Here;
        _index++;
        return new Identifier(text.ToString(), at);
    }

    /// <summary>Reads items with commas in between and perhaps one behind, and the token that closes the list.</summary>
    private List<T> ParseList<T>(TokenKind close, string closing, Func<T> parse)
    {
        var items = new List<T>();
        while (!TryTake(close))
        {
            items.Add(parse());
            if (!TryTake(TokenKind.Comma))
            {
                Expect(close, $"`,` or {closing}");
                break;
            }
        }

        return items;
    }

    private WitVersion ParseVersion()
    {
        if (!Is(TokenKind.Version))
        {
            throw Unexpected("a version such as `1.0.0`");
        }

        var text = _tokens.TextOf(Current).ToString();
        if (!WitVersion.TryParse(text, out var version))
        {
            throw Here.Error($"`{text}` is not a semantic version");
        }

        _index++;
        return version;
    }

    private string ParseString()
    {
        var token = Expect(TokenKind.String, "a string");
        return StringLiteral.Value(_tokens.File, token);
    }

    /// <summary>Reads the documentation and the attributes before an item.</summary>
    private Prefix ParsePrefix()
    {
        var documentation = _tokens.DocumentationOf(_index);
        if (!Is(TokenKind.At))
        {
            return documentation is null ? Prefix.None : new Prefix(documentation, WitGate.None, null);
        }

        var at = Here;
        var gate = WitGate.None;
        string? externalId = null;
        var seen = new HashSet<string>();
        while (TryTake(TokenKind.At))
        {
            var name = _tokens.TextOf(Current).ToString();
            if (name is not ("since" or "unstable" or "deprecated" or "external-id"))
            {
                throw Unexpected("`since`, `unstable`, `deprecated` or `external-id`");
            }

            if (!seen.Add(name))
            {
                throw Here.Error($"`@{name}` is there twice");
            }

            _index++;
            Expect(TokenKind.LeftParenthesis, "`(`");
            switch (name)
            {
                case "since":
                    gate = gate with { Since = ParseVersionField() };
                    break;
                case "unstable":
                    ExpectField("feature");
                    gate = gate with { Feature = ExpectIdentifier().Text };
                    break;
                case "deprecated":
                    gate = gate with { Deprecated = ParseVersionField() };
                    break;
                default:
                    externalId = ParseString();
                    break;
            }

            Expect(TokenKind.RightParenthesis, "`)`");
            documentation ??= _tokens.DocumentationOf(_index);
        }

        if (gate is { Since: not null, Feature: not null })
        {
            throw at.Error("an item has `@since` or `@unstable`, not both");
        }

        if (gate is { Since: null, Feature: null, Deprecated: not null })
        {
            throw at.Error("`@deprecated` needs `@since` or `@unstable` beside it");
        }

        return new Prefix(documentation, gate, externalId);
    }

    private WitVersion ParseVersionField()
    {
        ExpectField("version");
        return ParseVersion();
    }

    private void ExpectField(string name)
    {
        ExpectKeyword(name);
        Expect(TokenKind.Equal, "`=`");
    }

    /// <summary>Reads the name of an interface or world: <c>types</c>, or <c>wasi:http/types@0.2.0</c>.</summary>
    private PathNode ParsePath()
    {
        var at = Here;
        var first = ExpectIdentifier("the name of an interface or world");
        if (!Is(TokenKind.Colon))
        {
            return new PathNode(null, first.Text, at);
        }

        var words = new List<string> { first.Text };
        while (TryTakeColonInName())
        {
            words.Add(ExpectIdentifier().Text);
        }

        var projections = new List<string> { words[^1] };
        words.RemoveAt(words.Count - 1);
        if (!Is(TokenKind.Slash))
        {
            throw Unexpected($"`/` and the name of an interface or world of the package `{string.Join(':', words)}:{projections[0]}`");
        }

        while (TryTake(TokenKind.Slash))
        {
            projections.Add(ExpectIdentifier("the name of an interface or world").Text);
        }

        var name = projections[^1];
        projections.RemoveAt(projections.Count - 1);
        var version = TryTake(TokenKind.At) ? ParseVersion() : null;
        return new PathNode(PackageName(words, projections, version, at), name, at);
    }

    private static WitPackageName PackageName(List<string> namespaces, List<string> names, WitVersion? version, Location at)
    {
        foreach (var name in namespaces.Concat(names))
        {
            if (!Names.IsLowercaseLabel(name))
            {
                throw at.Error($"`{name}` has capital letters, which names of packages do not have");
            }
        }

        return new WitPackageName(string.Join(':', namespaces), string.Join('/', names), version);
    }
}
