using System.Globalization;

namespace Lanner.Wit.Syntax;

/// <content>Types and functions.</content>
internal sealed partial class Parser
{
    private int _nesting;

    private TypeDefinitionNode? TryParseTypeDefinition(Prefix prefix)
    {
        if (Current.Kind != TokenKind.Word)
        {
            return null;
        }

        switch (_tokens.TextOf(Current))
        {
            case "type":
                _index++;
                var name = ExpectIdentifier();
                Expect(TokenKind.Equal, "`=`");
                var target = ParseType();
                Expect(TokenKind.Semicolon, "`;`");
                return new AliasNode(name, prefix, target);
            case "record":
                return ParseBody("record", "field", ParseField, (record, fields) => new RecordNode(record, prefix, fields));
            case "variant":
                return ParseBody("variant", "case", ParseCase, (variant, cases) => new VariantNode(variant, prefix, cases));
            case "enum":
                return ParseBody("enum", "case", ParseLabel, (enumeration, cases) => new EnumNode(enumeration, prefix, cases));
            case "flags":
                return ParseBody("flags", "flag", ParseLabel, (flags, members) => new FlagsNode(flags, prefix, members));
            case "resource":
                return ParseResource(prefix);
            default:
                return null;
        }
    }

    private TypeDefinitionNode ParseBody(
        string keyword, string member, Func<FieldNode> parse, Func<Identifier, List<FieldNode>, TypeDefinitionNode> create)
    {
        ExpectKeyword(keyword);
        var name = ExpectIdentifier();
        Expect(TokenKind.LeftBrace, "`{`");
        var members = ParseList(TokenKind.RightBrace, "`}`", parse);
        return members.Count > 0
            ? create(name, members)
            : throw name.At.Error($"the {keyword} `{name.Text}` needs at least one {member}");
    }

    private FieldNode ParseField()
    {
        var documentation = _tokens.DocumentationOf(_index);
        var name = ExpectIdentifier();
        Expect(TokenKind.Colon, "`:`");
        return new FieldNode(name, ParseType(), documentation);
    }

    private FieldNode ParseCase()
    {
        var documentation = _tokens.DocumentationOf(_index);
        var name = ExpectIdentifier();
        if (!TryTake(TokenKind.LeftParenthesis))
        {
            return new FieldNode(name, null, documentation);
        }

        var type = ParseType();
        Expect(TokenKind.RightParenthesis, "`)`");
        return new FieldNode(name, type, documentation);
    }

    private FieldNode ParseLabel()
    {
        var documentation = _tokens.DocumentationOf(_index);
        return new FieldNode(ExpectIdentifier(), null, documentation);
    }

    private ResourceNode ParseResource(Prefix prefix)
    {
        ExpectKeyword("resource");
        var name = ExpectIdentifier();
        var functions = new List<FunctionNode>();
        if (TryTake(TokenKind.Semicolon))
        {
            return new ResourceNode(name, prefix, functions);
        }

        Expect(TokenKind.LeftBrace, "`{` or `;`");
        while (!TryTake(TokenKind.RightBrace))
        {
            functions.Add(ParseResourceFunction(name));
        }

        return new ResourceNode(name, prefix, functions);
    }

    private FunctionNode ParseResourceFunction(Identifier resource)
    {
        var prefix = ParsePrefix();
        if (IsKeyword("constructor"))
        {
            var at = Here;
            _index++;
            Expect(TokenKind.LeftParenthesis, "`(`");
            var parameters = ParseList(TokenKind.RightParenthesis, "`)`", ParseField);
            var result = TryTake(TokenKind.Arrow) ? ParseType() : null;
            Expect(TokenKind.Semicolon, result is null ? "`->` or `;`" : "`;`");
            return new FunctionNode(
                WitFunctionKind.Constructor, new Identifier(resource.Text, at), IsAsync: false, parameters, result, prefix);
        }

        var name = ExpectIdentifier("`constructor`, a function or `}`");
        Expect(TokenKind.Colon, "`:`");
        return ParseFunction(TryTakeKeyword("static") ? WitFunctionKind.Static : WitFunctionKind.Method, name, prefix);
    }

    /// <summary>Reads what follows the colon of a function, with the semicolon.</summary>
    private FunctionNode ParseFunction(WitFunctionKind kind, Identifier name, Prefix prefix)
    {
        var isAsync = TryTakeKeyword("async");
        if (!TryTakeKeyword("func"))
        {
            throw Unexpected(isAsync ? "`func`" : kind == WitFunctionKind.Method ? "`func`, `async` or `static`" : "`func` or `async`");
        }

        Expect(TokenKind.LeftParenthesis, "`(`");
        var parameters = ParseList(TokenKind.RightParenthesis, "`)`", ParseField);
        var result = TryTake(TokenKind.Arrow) ? ParseType() : null;
        Expect(TokenKind.Semicolon, result is null ? "`->` or `;`" : "`;`");
        return new FunctionNode(kind, name, isAsync, parameters, result, prefix);
    }

    private TypeNode ParseType()
    {
        if (_nesting >= Limits.Nesting)
        {
            throw Here.Error("types are nested too deeply");
        }

        _nesting++;
        var type = ParseTypeAtDepth();
        _nesting--;
        return type;
    }

    private TypeNode ParseTypeAtDepth()
    {
        var at = Here;
        if (Is(TokenKind.Word))
        {
            var text = _tokens.TextOf(Current);
            if (Names.FindPrimitive(text) is { } primitive)
            {
                _index++;
                return new PrimitiveNode(primitive, at);
            }

            switch (text)
            {
                case "list":
                    return ParseListType(at);
                case "map":
                    return ParseMap(at);
                case "option":
                    _index++;
                    return new ComposedNode(Composition.Option, [ParseArgument()], null, at);
                case "result":
                    return ParseResult(at);
                case "tuple":
                    return ParseTuple(at);
                case "future":
                    _index++;
                    return new ComposedNode(Composition.Future, [Is(TokenKind.Less) ? ParseArgument() : null], null, at);
                case "stream":
                    _index++;
                    return new ComposedNode(Composition.Stream, [Is(TokenKind.Less) ? ParseArgument() : null], null, at);
                case "own" or "borrow":
                    return ParseHandle(at);
            }
        }

        return new NamedNode(ExpectIdentifier("a type"));
    }

    /// <summary>Reads one type in angle brackets.</summary>
    private TypeNode ParseArgument()
    {
        Expect(TokenKind.Less, "`<`");
        var type = ParseType();
        Expect(TokenKind.Greater, "`>`");
        return type;
    }

    private ComposedNode ParseListType(Location at)
    {
        _index++;
        Expect(TokenKind.Less, "`<`");
        var element = ParseType();
        uint? length = null;
        if (TryTake(TokenKind.Comma))
        {
            var number = Current;
            Expect(TokenKind.Integer, "the length of the list");
            var text = _tokens.TextOf(number);
            if (text[0] == '0' || !uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                throw new Location(_tokens.File, number.Start).Error(
                    $"the length of a list is a number from 1 to {uint.MaxValue} without leading zeros, not {_tokens.Describe(number)}");
            }

            length = value;
        }

        Expect(TokenKind.Greater, length is null ? "`,` or `>`" : "`>`");
        return new ComposedNode(Composition.List, [element], length, at);
    }

    private ComposedNode ParseMap(Location at)
    {
        _index++;
        Expect(TokenKind.Less, "`<`");
        var key = ParseType();
        Expect(TokenKind.Comma, "`,`");
        var value = ParseType();
        Expect(TokenKind.Greater, "`>`");
        return new ComposedNode(Composition.Map, [key, value], null, at);
    }

    private ComposedNode ParseResult(Location at)
    {
        _index++;
        if (!TryTake(TokenKind.Less))
        {
            return new ComposedNode(Composition.Result, [null, null], null, at);
        }

        TypeNode? ok = null;
        TypeNode? error = null;
        if (TryTakeKeyword("_"))
        {
            Expect(TokenKind.Comma, "`,`");
            error = ParseType();
        }
        else
        {
            ok = ParseType();
            error = TryTake(TokenKind.Comma) ? ParseType() : null;
        }

        Expect(TokenKind.Greater, error is null ? "`,` or `>`" : "`>`");
        return new ComposedNode(Composition.Result, [ok, error], null, at);
    }

    private ComposedNode ParseTuple(Location at)
    {
        _index++;
        Expect(TokenKind.Less, "`<`");
        var elements = ParseList<TypeNode?>(TokenKind.Greater, "`>`", ParseType);
        return elements.Count > 0
            ? new ComposedNode(Composition.Tuple, [.. elements], null, at)
            : throw at.Error("a tuple needs at least one element");
    }

    private HandleNode ParseHandle(Location at)
    {
        var isBorrow = IsKeyword("borrow");
        _index++;
        Expect(TokenKind.Less, "`<`");
        var resource = ExpectIdentifier("the name of a resource");
        Expect(TokenKind.Greater, "`>`");
        return new HandleNode(resource, isBorrow, at);
    }
}
