using Lanner.Binary;
using Lanner.Components.Binary;
using Lanner.Components.Structure;
using Lanner.Text;

namespace Lanner.Components.Text;

/// <content>Imports and exports (Explainer.md, "Import and Export Definitions").</content>
internal sealed partial class ComponentParser
{
    private ExternName ReadExternName()
    {
        var name = new ExternName(_reader.ReadName());
        while (true)
        {
            if (name.VersionSuffix is null && _reader.AcceptOpen("versionsuffix"u8))
            {
                name = name with { VersionSuffix = _reader.ReadName() };
            }
            else if (name.Implements is null && _reader.AcceptOpen("implements"u8))
            {
                name = name with { Implements = _reader.ReadName() };
            }
            else if (name.ExternalId is null && _reader.AcceptOpen("external-id"u8))
            {
                name = name with { ExternalId = _reader.ReadName() };
            }
            else
            {
                return name;
            }

            _reader.ExpectRight();
        }
    }

    private void ReadImport()
    {
        var name = ReadExternName();
        var type = new ByteWriter();
        var (sort, identifier) = WriteExternType(type);
        AddImport(name, type, sort, identifier);
    }

    /// <summary>Reads the rest of a definition that is an import or an alias (<c>(import "…")</c>, <c>(alias …)</c>).</summary>
    /// <param name="sort">The sort of the definition.</param>
    /// <param name="identifier">Its identifier.</param>
    /// <param name="writeExtern">Reads the type of an import and writes it.</param>
    /// <returns>True if it was one of them.</returns>
    private bool ReadImportOrAlias(Sort sort, Identifier identifier, Action<ByteWriter> writeExtern)
    {
        if (AcceptInlineImport() is { } import)
        {
            var type = new ByteWriter();
            writeExtern(type);
            AddImport(import, type, sort, identifier);
            return true;
        }

        if (IsAtInlineAlias())
        {
            ReadInlineAlias(sort, identifier);
            return true;
        }

        return false;
    }

    private void AddImport(in ExternName name, ByteWriter type, Sort sort, Identifier identifier)
    {
        var writer = new ByteWriter();
        ComponentEncoder.WriteName(writer, name);
        writer.Write(type.Written);
        Add(ComponentSection.Import, writer);
        DefineForeign(sort, identifier);
    }

    private void DefineForeign(Sort sort, Identifier identifier)
    {
        Define(sort, identifier);
        if (sort == Sort.CoreType)
        {
            _scope.CoreTypes.AddForeign();
        }
    }

    private void ReadExport()
    {
        var writer = new ByteWriter();
        if (_scope.Kind != ScopeKind.Component)
        {
            ComponentEncoder.WriteName(writer, ReadExternName());
            var (declaredSort, declared) = WriteExternType(writer);
            Add(ComponentSection.Export, writer);
            Define(declaredSort, declared);
            return;
        }

        var identifier = ReadIdentifier();
        ComponentEncoder.WriteName(writer, ReadExternName());
        var (sort, index) = ReadSortedReference(isCore: false);
        ComponentEncoder.WriteSort(writer, sort);
        writer.WriteUnsigned(index);
        var hasType = _reader.Current.Kind == TokenKind.LeftParenthesis;
        writer.Write((byte)(hasType ? 1 : 0));
        if (hasType)
        {
            WriteExternType(writer);
        }

        Add(ComponentSection.Export, writer);
        Define(sort, identifier);
    }

    /// <summary>Reads the exports that a definition has inside it.</summary>
    private List<ExternName> ReadInlineExports()
    {
        var exports = new List<ExternName>();
        while (IsAtInline("export"u8))
        {
            _reader.ExpectOpen("export"u8);
            exports.Add(ReadExternName());
            _reader.ExpectRight();
        }

        return exports;
    }

    private ExternName? AcceptInlineImport()
    {
        if (!IsAtInline("import"u8))
        {
            return null;
        }

        _reader.ExpectOpen("import"u8);
        var name = ReadExternName();
        _reader.ExpectRight();
        return name;
    }

    /// <summary>Tests whether an import or export is just a name, and so speaks of the definition around it.</summary>
    private bool IsAtInline(ReadOnlySpan<byte> keyword)
    {
        if (!_reader.IsOpen(keyword))
        {
            return false;
        }

        var position = _reader.Position;
        _reader.AcceptOpen(keyword);
        var isInline = _reader.Current.Kind == TokenKind.String;
        if (isInline)
        {
            _reader.Advance();
            while (_reader.IsOpen("implements"u8) || _reader.IsOpen("external-id"u8) || _reader.IsOpen("versionsuffix"u8))
            {
                _reader.SkipGroup();
            }

            isInline = _reader.IsAtRight;
        }

        _reader.MoveTo(position);
        return isInline;
    }

    /// <summary>Adds exports of the last entry of an index space.</summary>
    private void AddExports(List<ExternName> names, Sort sort)
    {
        var index = _scope.SpaceOf(sort).Count - 1;
        foreach (var name in names)
        {
            var writer = new ByteWriter();
            ComponentEncoder.WriteName(writer, name);
            ComponentEncoder.WriteSort(writer, sort);
            writer.WriteUnsigned(index);
            writer.Write(0x00);
            Add(ComponentSection.Export, writer);
            Define(sort, default);
        }
    }

    /// <summary>Reads the type of an import or export, in parentheses.</summary>
    /// <returns>The sort, and the identifier in it.</returns>
    private (Sort Sort, Identifier Identifier) WriteExternType(ByteWriter writer)
    {
        _reader.Expect(TokenKind.LeftParenthesis);
        var token = _reader.Current;
        var sort = ReadSort();
        var identifier = ReadIdentifier();
        switch (sort)
        {
            case Sort.CoreModule:
                WriteCoreModuleExtern(writer);
                break;
            case Sort.Function:
                WriteFunctionExtern(writer);
                break;
            case Sort.Value:
                WriteValueExtern(writer);
                break;
            case Sort.Type:
                WriteTypeExtern(writer);
                break;
            case Sort.Component:
                WriteComponentExtern(writer, identifier.Name);
                break;
            case Sort.Instance:
                WriteInstanceExtern(writer, identifier.Name);
                break;
            default:
                throw Unexpected("what a component can import or export", token);
        }

        _reader.ExpectRight();
        return (sort, identifier);
    }

    private void WriteCoreModuleExtern(ByteWriter writer)
    {
        var index = AcceptTypeUse(Sort.CoreType) ?? AddModuleType(default);
        writer.Write([0x00, 0x11]);
        writer.WriteUnsigned(index);
    }

    private void WriteFunctionExtern(ByteWriter writer)
    {
        var index = ReadFunctionTypeUse();
        writer.Write(0x01);
        writer.WriteUnsigned(index);
    }

    private uint ReadFunctionTypeUse()
    {
        if (AcceptTypeUse(Sort.Type) is { } index)
        {
            return index;
        }

        var type = new ByteWriter();
        WriteFunctionType(type);
        return AddType(type);
    }

    private void WriteValueExtern(ByteWriter writer)
    {
        if (_reader.AcceptOpen("eq"u8))
        {
            var index = ReadReference(Sort.Value);
            _reader.ExpectRight();
            writer.Write([0x02, 0x00]);
            writer.WriteUnsigned(index);
            return;
        }

        var type = ReadValueType();
        writer.Write([0x02, 0x01]);
        ComponentEncoder.WriteValueType(writer, type);
    }

    private void WriteTypeExtern(ByteWriter writer)
    {
        if (_reader.AcceptOpen("sub"u8))
        {
            _reader.Expect("resource"u8);
            writer.Write([0x03, 0x01]);
        }
        else
        {
            _reader.ExpectOpen("eq"u8);
            var index = _reader.Current.IsIndex || _reader.IsOpen("type"u8) ? ReadReference(Sort.Type) : AddType(ReadTypeContent(null));
            writer.Write([0x03, 0x00]);
            writer.WriteUnsigned(index);
        }

        _reader.ExpectRight();
    }

    private void WriteComponentExtern(ByteWriter writer, string? identifier) =>
        WriteScopeExtern(writer, 0x04, ScopeKind.ComponentType, identifier);

    private void WriteInstanceExtern(ByteWriter writer, string? identifier) =>
        WriteScopeExtern(writer, 0x05, ScopeKind.InstanceType, identifier);

    private void WriteScopeExtern(ByteWriter writer, byte form, ScopeKind kind, string? identifier)
    {
        if (AcceptTypeUse(Sort.Type) is not { } index)
        {
            var type = new ByteWriter();
            WriteTypeOfScope(type, kind, identifier);
            index = AddType(type);
        }

        writer.Write(form);
        writer.WriteUnsigned(index);
    }

    /// <summary>Reads <c>(type index)</c>, which is all there is then. A declaration of a type looks alike, but has more in it.</summary>
    private uint? AcceptTypeUse(Sort sort)
    {
        if (!_reader.IsOpen("type"u8))
        {
            return null;
        }

        var position = _reader.Position;
        _reader.AcceptOpen("type"u8);
        var isUse = _reader.Current.IsIndex && (_reader.FollowingKind is TokenKind.RightParenthesis or TokenKind.String);
        if (!isUse)
        {
            _reader.MoveTo(position);
            return null;
        }

        var index = ReadPath(sort);
        _reader.ExpectRight();
        return index;
    }
}
