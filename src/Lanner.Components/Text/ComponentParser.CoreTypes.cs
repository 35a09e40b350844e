using Lanner.Binary;
using Lanner.Components.Binary;
using Lanner.Components.Structure;
using Lanner.Text;

namespace Lanner.Components.Text;

/// <content>Core types (Explainer.md, <c>core:type</c>), which the engine's own parser reads, and the types of modules.</content>
internal sealed partial class ComponentParser
{
    private void ReadCoreType()
    {
        var identifier = ReadIdentifier();
        if (IsAtInlineAlias())
        {
            ReadInlineAlias(Sort.CoreType, identifier);
        }
        else if (_reader.AcceptOpen("module"u8))
        {
            AddModuleType(identifier);
            _reader.ExpectRight();
        }
        else
        {
            // The type may refer to itself.
            var types = _scope.CoreTypes;
            Define(Sort.CoreType, identifier);
            var start = types.Section.Content.Length;
            types.ReadAlone();
            Add(ComponentSection.CoreType, WrittenSince(types, start));
        }
    }

    /// <summary>Reads a recursion group after its word.</summary>
    private void ReadCoreGroup()
    {
        var types = _scope.CoreTypes;
        var position = _reader.Position;
        while (_reader.AcceptOpen("type"u8))
        {
            Define(Sort.CoreType, ReadIdentifier());
            while (_reader.Current.Kind == TokenKind.LeftParenthesis)
            {
                _reader.SkipGroup();
            }

            _reader.ExpectRight();
        }

        _reader.MoveTo(position);
        var start = types.Section.Content.Length;
        types.ReadGroupContent();
        Add(ComponentSection.CoreType, WrittenSince(types, start));
    }

    /// <summary>The types that were added to a section since it had some length, as an item of its own.</summary>
    private static ByteWriter WrittenSince(TypeParser types, int start)
    {
        var item = new ByteWriter();
        var written = types.Section.Content.Written[start..];
        if (written is [0x50, ..])
        {
            // The number alone is that of a module type.
            item.Write(0x00);
        }

        item.Write(written);
        return item;
    }

    /// <summary>Reads the declarations of a module type and adds it as a core type.</summary>
    private uint AddModuleType(Identifier identifier)
    {
        Enter(kind: null, identifier.Name);
        while (_reader.Current.Kind == TokenKind.LeftParenthesis)
        {
            ReadModuleDeclaration();
        }

        var writer = new ByteWriter();
        writer.Write(0x50);
        Leave().WriteDeclarations(writer);
        Add(ComponentSection.CoreType, writer);
        var index = Define(Sort.CoreType, identifier);
        _scope.CoreTypes.AddForeign();
        return index;
    }

    private void ReadModuleDeclaration()
    {
        if (_reader.IsOpen("type"u8) || _reader.IsOpen("rec"u8))
        {
            var position = _reader.Position;
            _scope.CoreTypes.Declare();
            _reader.MoveTo(position);
            var start = _scope.CoreTypes.Section.Content.Length;
            _scope.CoreTypes.ReadDefinition();
            AddCoreTypes(start);
            return;
        }

        var declaration = new ByteWriter();
        _reader.Expect(TokenKind.LeftParenthesis);
        if (_reader.Accept("import"u8))
        {
            ComponentEncoder.WriteString(declaration, _reader.ReadName());
            ComponentEncoder.WriteString(declaration, _reader.ReadName());
            WriteExternalType(declaration);
            _scope.AddDeclaration(0x00, declaration.Written);
        }
        else if (_reader.Accept("export"u8))
        {
            ComponentEncoder.WriteString(declaration, _reader.ReadName());
            WriteExternalType(declaration);
            _scope.AddDeclaration(0x03, declaration.Written);
        }
        else if (_reader.Accept("alias"u8))
        {
            ReadModuleAlias(declaration);
        }
        else
        {
            throw Unexpected("a declaration of a module type, such as import or export");
        }

        _reader.ExpectRight();
    }

    private void AddCoreTypes(int start)
    {
        if (_scope.CoreTypes.Section.Content.Length > start)
        {
            _scope.AddDeclaration(0x01, WrittenSince(_scope.CoreTypes, start).Written);
        }
    }

    /// <summary>Reads <c>outer count index (type $identifier)</c>.</summary>
    private void ReadModuleAlias(ByteWriter declaration)
    {
        _reader.Expect("outer"u8);
        var target = ReadOuterTarget();
        declaration.Write([0x10, 0x01]);
        declaration.WriteUnsigned(target.Count);
        declaration.WriteUnsigned(ResolveOuter(Sort.CoreType, target));
        _scope.AddDeclaration(0x02, declaration.Written);
        _reader.ExpectOpen("type"u8);
        _scope.CoreTypes.Types.Declare(_reader.AcceptIdentifier());
        _scope.CoreTypes.AddForeign();
        _reader.ExpectRight();
    }

    /// <summary>Reads the type of an import or export of a module. Function types that are written out become declarations in
    /// front.</summary>
    private void WriteExternalType(ByteWriter writer)
    {
        var types = _scope.CoreTypes;
        var limits = new LimitsParser(_reader, _features);
        _reader.Expect(TokenKind.LeftParenthesis);
        if (_reader.Accept("func"u8))
        {
            _reader.AcceptIdentifier();
            var type = ReadCoreTypeUse();
            writer.Write(0x00);
            writer.WriteUnsigned(type);
        }
        else if (_reader.Accept("tag"u8))
        {
            _reader.AcceptIdentifier();
            var type = ReadCoreTypeUse();
            writer.Write([0x04, 0x00]);
            writer.WriteUnsigned(type);
        }
        else if (_reader.Accept("table"u8))
        {
            _reader.AcceptIdentifier();
            var size = limits.Read(limits.ReadAddressType());
            writer.Write(0x01);
            types.ReadReferenceType().Write(writer);
            size.Write(writer);
        }
        else if (_reader.Accept("memory"u8))
        {
            _reader.AcceptIdentifier();
            writer.Write(0x02);
            limits.ReadMemoryRest(limits.Read(limits.ReadAddressType())).Write(writer);
        }
        else
        {
            _reader.Expect("global"u8);
            _reader.AcceptIdentifier();
            writer.Write(0x03);
            var isMutable = _reader.AcceptOpen("mut"u8);
            types.ReadValueType().Write(writer);
            writer.Write((byte)(isMutable ? 1 : 0));
            if (isMutable)
            {
                _reader.ExpectRight();
            }
        }

        _reader.ExpectRight();
    }

    private uint ReadCoreTypeUse()
    {
        var types = _scope.CoreTypes;
        var start = types.Section.Content.Length;
        var type = types.ReadTypeUse(new IndexSpace("local"));
        if (types.Section.Content.Length > start)
        {
            types.Types.DeclareUnnamed();
            AddCoreTypes(start);
        }

        return type;
    }
}
