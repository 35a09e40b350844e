namespace Lanner.Wit.Syntax;

/// <content>What stands at the top of files.</content>
internal sealed partial class Parser
{
    private FileNode ParseFile()
    {
        PackageHeader? header = null;
        var scope = new ScopeNode(_tokens, [], []);
        var nested = new List<NestedPackageNode>();
        if (IsKeyword("package"))
        {
            var first = ParsePackageHeader();
            if (TryTake(TokenKind.Semicolon))
            {
                header = first;
            }
            else
            {
                nested.Add(ParseNestedPackage(first));
            }
        }

        while (!Is(TokenKind.End))
        {
            if (!IsKeyword("package"))
            {
                ParseItem(scope, "`interface`, `world`, `use` or `package`");
                continue;
            }

            nested.Add(ParseNestedPackage(ParsePackageHeader()));
        }

        return new FileNode(_tokens.File, header, scope, nested);
    }

    /// <summary>Reads <c>package name:space/name@1.0.0</c>.</summary>
    private PackageHeader ParsePackageHeader()
    {
        var documentation = _tokens.DocumentationOf(_index);
        ExpectKeyword("package");
        var at = Here;
        var words = new List<string> { ExpectIdentifier("the name of a package").Text };
        if (!Is(TokenKind.Colon))
        {
            throw Unexpected("`:` and the name of the package in its namespace");
        }

        while (TryTakeColonInName())
        {
            words.Add(ExpectIdentifier().Text);
        }

        var names = new List<string> { words[^1] };
        words.RemoveAt(words.Count - 1);
        while (TryTake(TokenKind.Slash))
        {
            names.Add(ExpectIdentifier().Text);
        }

        var version = TryTake(TokenKind.At) ? ParseVersion() : null;
        return new PackageHeader(PackageName(words, names, version, at), documentation, at);
    }

    private NestedPackageNode ParseNestedPackage(PackageHeader header)
    {
        Expect(TokenKind.LeftBrace, "`{`");
        var scope = new ScopeNode(_tokens, [], []);
        while (!TryTake(TokenKind.RightBrace))
        {
            if (IsKeyword("package"))
            {
                throw Here.Error("packages inside packages are not allowed");
            }

            ParseItem(scope, "`interface`, `world`, `use` or `}`");
        }

        return new NestedPackageNode(header, scope);
    }

    private void ParseItem(ScopeNode scope, string expected)
    {
        var start = _index;
        var prefix = ParsePrefix();
        if (prefix.ExternalId is not null)
        {
            throw Here.Error("`@external-id` is for what worlds import and export, for types and for functions");
        }

        if (TryTakeKeyword("interface"))
        {
            var name = ExpectIdentifier();
            scope.Items.Add(new InterfaceNode(name, prefix, ParseMembers(ParseInterfaceMember)));
        }
        else if (TryTakeKeyword("world"))
        {
            var name = ExpectIdentifier();
            scope.Items.Add(new WorldNode(name, prefix, ParseMembers(ParseWorldMember)));
        }
        else if (TryTakeKeyword("use"))
        {
            var path = ParsePath();
            var name = TryTakeKeyword("as") ? ExpectIdentifier() : new Identifier(path.Name, path.At);
            Expect(TokenKind.Semicolon, "`as` or `;`");
            scope.Uses.Add(new TopLevelUseNode(path, name));
        }
        else
        {
            throw Unexpected(expected);
        }

        scope.AddRange(start, _index);
    }

    private List<MemberNode> ParseMembers(Func<MemberNode> parse)
    {
        Expect(TokenKind.LeftBrace, "`{`");
        var members = new List<MemberNode>();
        while (!TryTake(TokenKind.RightBrace))
        {
            members.Add(parse());
        }

        return members;
    }

    private MemberNode ParseInterfaceMember()
    {
        var prefix = ParsePrefix();
        if (IsKeyword("use"))
        {
            return ParseUse(prefix);
        }

        if (TryParseTypeDefinition(prefix) is { } type)
        {
            return type;
        }

        var name = ExpectIdentifier("a type, a function, `use` or `}`");
        Expect(TokenKind.Colon, "`:`");
        return ParseFunction(WitFunctionKind.Freestanding, name, prefix);
    }

    private MemberNode ParseWorldMember()
    {
        var prefix = ParsePrefix();
        if (IsKeyword("use"))
        {
            return ParseUse(prefix);
        }

        if (IsKeyword("include"))
        {
            return ParseInclude(prefix);
        }

        if (TryTakeKeyword("import"))
        {
            return ParseWorldItem(isExport: false, prefix);
        }

        if (TryTakeKeyword("export"))
        {
            return ParseWorldItem(isExport: true, prefix);
        }

        return TryParseTypeDefinition(prefix) ?? throw Unexpected("`import`, `export`, `include`, `use`, a type or `}`");
    }

    private MemberNode ParseWorldItem(bool isExport, Prefix prefix)
    {
        // `a:b` is a part of a name, `a: b` a name and what it stands for; keywords say it in any case.
        var colon = Peek();
        var behind = Peek(2);
        var isKind = IsKeyword(behind, "func") || IsKeyword(behind, "async") || IsKeyword(behind, "interface");
        if (colon.Kind != TokenKind.Colon || (!isKind && Current.End == colon.Start && colon.End == behind.Start))
        {
            var path = ParsePath();
            Expect(TokenKind.Semicolon, path.Package is null ? "`:` or `;`" : "`;`");
            return new InterfaceItemNode(isExport, null, path, prefix);
        }

        var name = ExpectIdentifier();
        Expect(TokenKind.Colon, "`:`");
        if (IsKeyword("func") || IsKeyword("async"))
        {
            return new FunctionItemNode(isExport, ParseFunction(WitFunctionKind.Freestanding, name, prefix));
        }

        if (TryTakeKeyword("interface"))
        {
            return new InlineInterfaceNode(isExport, name, ParseMembers(ParseInterfaceMember), prefix);
        }

        if (!Is(TokenKind.Word) && !Is(TokenKind.EscapedWord))
        {
            throw Unexpected("`func`, `interface` or the name of an interface");
        }

        var implemented = ParsePath();
        Expect(TokenKind.Semicolon, "`;`");
        return new InterfaceItemNode(isExport, name, implemented, prefix);
    }

    private UseNode ParseUse(Prefix prefix)
    {
        RefuseExternalId(prefix);
        ExpectKeyword("use");
        var path = ParsePath();
        Expect(TokenKind.Period, "`.`");
        Expect(TokenKind.LeftBrace, "`{`");
        var names = ParseNames("the name of a type");
        Expect(TokenKind.Semicolon, "`;`");
        return new UseNode(path, names, prefix);
    }

    private IncludeNode ParseInclude(Prefix prefix)
    {
        RefuseExternalId(prefix);
        ExpectKeyword("include");
        var path = ParsePath();
        if (!TryTakeKeyword("with"))
        {
            Expect(TokenKind.Semicolon, "`with` or `;`");
            return new IncludeNode(path, [], prefix);
        }

        Expect(TokenKind.LeftBrace, "`{`");
        var names = ParseList(TokenKind.RightBrace, "`}`", () =>
        {
            var original = ExpectIdentifier("the name of an import or export");
            ExpectKeyword("as");
            return new UsedNameNode(original, ExpectIdentifier());
        });

        // The grammar has no semicolon behind the brace, the example above it does.
        TryTake(TokenKind.Semicolon);
        return new IncludeNode(path, names, prefix);
    }

    private List<UsedNameNode> ParseNames(string expected)
    {
        if (Is(TokenKind.RightBrace))
        {
            throw Unexpected(expected);
        }

        return ParseList(TokenKind.RightBrace, "`}`", () =>
        {
            var original = ExpectIdentifier(expected);
            return new UsedNameNode(original, TryTakeKeyword("as") ? ExpectIdentifier() : original);
        });
    }

    private void RefuseExternalId(Prefix prefix)
    {
        if (prefix.ExternalId is not null)
        {
            throw Here.Error("`@external-id` is for what worlds import and export, for types and for functions");
        }
    }
}
