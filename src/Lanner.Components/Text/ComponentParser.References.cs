using Lanner.Binary;
using Lanner.Components.Binary;
using Lanner.Components.Structure;
using Lanner.Text;

namespace Lanner.Components.Text;

/// <content>References and aliases (Explainer.md, "Index Spaces" and "Alias Definitions").</content>
internal sealed partial class ComponentParser
{
    /// <summary>Reads a reference to something of a sort: an index, or <c>(sort index)</c>, or <c>(sort instance "name" …)</c>, which
    /// adds aliases.</summary>
    private uint ReadReference(Sort sort)
    {
        if (_reader.Current.IsIndex)
        {
            return ReadIndex(sort);
        }

        var start = _reader.Current;
        _reader.Expect(TokenKind.LeftParenthesis);
        if (sort.IsCore())
        {
            _reader.Accept("core"u8);
        }

        if (_reader.Current.Kind != TokenKind.Keyword || Sorts.Find(_reader.Text, sort.IsCore()) != sort)
        {
            throw Unexpected($"an index or '({sort.Keyword()}'", start);
        }

        _reader.Advance();
        var index = ReadPath(sort);
        _reader.ExpectRight();
        return index;
    }

    /// <summary>Reads a reference that says its sort.</summary>
    private SortIndex ReadSortedReference(bool isCore)
    {
        _reader.Expect(TokenKind.LeftParenthesis);
        var sort = ReadSort(isCore);
        var index = ReadPath(sort);
        _reader.ExpectRight();
        return new SortIndex(sort, index);
    }

    /// <summary>Reads the words of a sort.</summary>
    /// <param name="isCore">True where core items are meant anyway.</param>
    private Sort ReadSort(bool isCore = false)
    {
        isCore |= _reader.Accept("core"u8);
        var sort = _reader.Current.Kind == TokenKind.Keyword ? Sorts.Find(_reader.Text, isCore) : null;
        if (sort is not { } found)
        {
            throw Unexpected("a sort, such as func or core module");
        }

        _reader.Advance();
        return found;
    }

    /// <summary>Reads an index of a sort, or an instance and the names of exports that lead to the thing.</summary>
    private uint ReadPath(Sort sort)
    {
        // Core modules are exports of components; other core items of core instances, whose exports are no instances.
        var isOfCore = sort.IsCore() && sort != Sort.CoreModule;
        if (_reader.FollowingKind != TokenKind.String)
        {
            return ReadIndex(sort);
        }

        var instance = ReadIndex(isOfCore ? Sort.CoreInstance : Sort.Instance);
        while (true)
        {
            var name = _reader.ReadName();
            var isLast = _reader.Current.Kind != TokenKind.String;
            var target = isLast ? sort : isOfCore ? Sort.CoreInstance : Sort.Instance;
            instance = AddExportAlias(target, isOfCore, instance, name, default);
            if (isLast)
            {
                return instance;
            }
        }
    }

    private uint AddExportAlias(Sort sort, bool isOfCore, uint instance, string name, Identifier identifier)
    {
        var writer = new ByteWriter();
        ComponentEncoder.WriteSort(writer, sort);
        writer.Write((byte)(isOfCore ? 0x01 : 0x00));
        writer.WriteUnsigned(instance);
        ComponentEncoder.WriteString(writer, name);
        Add(ComponentSection.Alias, writer);
        return Define(sort, identifier);
    }

    /// <summary>Reads an index: a number, or an identifier of this scope or one around it, which adds an alias.</summary>
    private uint ReadIndex(Sort sort)
    {
        var token = _reader.Current;
        if (_reader.AcceptIdentifier() is not { } identifier)
        {
            return _reader.ReadNatural32();
        }

        if (_scope.SpaceOf(sort).TryFind(identifier, out var index))
        {
            return index;
        }

        var count = 1u;
        for (var scope = _scope.Parent; scope is not null; scope = scope.Parent, count++)
        {
            if (scope.SpaceOf(sort).TryFind(identifier, out index))
            {
                return sort is Sort.CoreModule or Sort.CoreType or Sort.Component or Sort.Type
                    ? AddOuterAlias(sort, count, index, default)
                    : throw _reader.Malformed($"outer item `{identifier}` is not a module, type, or component", token);
            }
        }

        throw _reader.Malformed($"unknown {sort.Keyword()} ${identifier}", token);
    }

    /// <summary>Adds an alias of something of a scope around this one, unless there is one already that nobody has named.</summary>
    private uint AddOuterAlias(Sort sort, uint count, uint index, Identifier identifier)
    {
        var isImplicit = identifier == default;
        if (isImplicit && _scope.TryFindAlias(sort, count, index, out var known))
        {
            return known;
        }

        var writer = new ByteWriter();
        ComponentEncoder.WriteSort(writer, sort);
        writer.Write(0x02);
        writer.WriteUnsigned(count);
        writer.WriteUnsigned(index);
        Add(ComponentSection.Alias, writer);
        var alias = Define(sort, identifier);
        if (sort == Sort.CoreType)
        {
            _scope.CoreTypes.AddForeign();
        }

        if (isImplicit)
        {
            _scope.NoteAlias(sort, count, index, alias);
        }

        return alias;
    }

    /// <summary>Reads <c>alias</c> as a definition: the target, and then the sort with an identifier.</summary>
    private void ReadAlias()
    {
        var target = ReadAliasTarget();
        _reader.Expect(TokenKind.LeftParenthesis);
        var token = _reader.Current;
        var sort = ReadSort();
        AddAlias(target, sort, ReadIdentifier(), token);
        _reader.ExpectRight();
    }

    /// <summary>Tests whether an alias is just its target, and so speaks of the definition around it.</summary>
    private bool IsAtInlineAlias()
    {
        if (!_reader.IsOpen("alias"u8))
        {
            return false;
        }

        var position = _reader.Position;
        _reader.AcceptOpen("alias"u8);
        _reader.Accept("core"u8);
        if (!_reader.IsAtRight)
        {
            _reader.Advance();
        }

        for (var left = 2; left > 0 && !_reader.IsAtRight && !_reader.IsAtEnd; left--)
        {
            if (_reader.Current.Kind == TokenKind.LeftParenthesis)
            {
                _reader.SkipGroup();
            }
            else
            {
                _reader.Advance();
            }
        }

        var isInline = _reader.IsAtRight;
        _reader.MoveTo(position);
        return isInline;
    }

    /// <summary>Reads <c>(alias …)</c> after the sort and the identifier.</summary>
    private void ReadInlineAlias(Sort sort, Identifier identifier)
    {
        _reader.ExpectOpen("alias"u8);
        var token = _reader.Current;
        AddAlias(ReadAliasTarget(), sort, identifier, token);
        _reader.ExpectRight();
    }

    private AliasTarget ReadAliasTarget()
    {
        if (_reader.Accept("outer"u8))
        {
            return ReadOuterTarget();
        }

        var isOfCore = _reader.Accept("core"u8);
        _reader.Expect("export"u8);
        var instance = ReadReference(isOfCore ? Sort.CoreInstance : Sort.Instance);
        return new AliasTarget(AliasForm.Export, isOfCore, instance, _reader.ReadName(), 0, default);
    }

    private AliasTarget ReadOuterTarget()
    {
        var count = ReadScopeCount();
        var item = _reader.Current;
        if (!item.IsIndex)
        {
            throw Unexpected("an index");
        }

        _reader.Advance();
        return new AliasTarget(AliasForm.Outer, false, 0, "", count, item);
    }

    /// <summary>Reads the number of scopes to go out of, or the identifier of the one to go to.</summary>
    private uint ReadScopeCount()
    {
        var token = _reader.Current;
        if (_reader.AcceptIdentifier() is not { } identifier)
        {
            return _reader.ReadNatural32();
        }

        var count = 0u;
        for (var scope = _scope; scope is not null; scope = scope.Parent, count++)
        {
            if (scope.Identifier == identifier)
            {
                return count;
            }
        }

        throw _reader.Malformed($"unknown component ${identifier}", token);
    }

    private void AddAlias(AliasTarget target, Sort sort, Identifier identifier, Token token)
    {
        if (target.Form == AliasForm.Export)
        {
            AddExportAlias(sort, target.IsOfCore, target.Instance, target.Name, identifier);
            return;
        }

        if (sort is not (Sort.CoreModule or Sort.CoreType or Sort.Component or Sort.Type))
        {
            throw Unexpected("a module, type or component, which alone can be aliased from outside", token);
        }

        AddOuterAlias(sort, target.Count, ResolveOuter(sort, target), identifier);
    }

    private uint ResolveOuter(Sort sort, AliasTarget target)
    {
        var text = _reader.Sequence.Text(target.Item);
        if (target.Item.Kind == TokenKind.Natural)
        {
            return IntegerLiteral.TryParseNatural(text, out var number) && number <= uint.MaxValue
                ? (uint)number
                : throw _reader.Malformed("i32 constant out of range", target.Item);
        }

        var scope = _scope;
        for (var left = target.Count; left > 0 && scope is not null; left--)
        {
            scope = scope.Parent;
        }

        var identifier = text[1] == '"'
            ? StringLiteral.TryDecodeName(text[1..], null)!
            : System.Text.Encoding.ASCII.GetString(text[1..]);
        return scope is not null && scope.SpaceOf(sort).TryFind(identifier, out var index)
            ? index
            : throw _reader.Malformed($"unknown {sort.Keyword()} ${identifier}", target.Item);
    }

    private enum AliasForm
    {
        Export,
        Outer,
    }

    /// <summary>The thing that an alias stands for, whose sort is written elsewhere.</summary>
    private readonly record struct AliasTarget(AliasForm Form, bool IsOfCore, uint Instance, string Name, uint Count, Token Item);
}
