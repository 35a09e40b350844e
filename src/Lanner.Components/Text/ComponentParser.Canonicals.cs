using Lanner.Binary;
using Lanner.Components.Binary;
using Lanner.Components.Structure;
using Lanner.Text;

namespace Lanner.Components.Text;

/// <content>Functions and canonical definitions (Explainer.md, "Canonical Definitions").</content>
internal sealed partial class ComponentParser
{
    private void ReadFunction()
    {
        var identifier = ReadIdentifier();
        var exports = ReadInlineExports();
        if (!ReadImportOrAlias(Sort.Function, identifier, WriteFunctionExtern))
        {
            var type = ReadFunctionTypeUse();
            _reader.ExpectOpen("canon"u8);
            _reader.Expect("lift"u8);
            var writer = new ByteWriter();
            WriteLift(writer);
            _reader.ExpectRight();
            writer.WriteUnsigned(type);
            Add(ComponentSection.Canonical, writer);
            Define(Sort.Function, identifier);
        }

        AddExports(exports, Sort.Function);
    }

    /// <summary>Reads what follows <c>canon lift</c>, up to the type.</summary>
    private void WriteLift(ByteWriter writer)
    {
        var function = ReadReference(Sort.CoreFunction);
        writer.Write([0x00, 0x00]);
        writer.WriteUnsigned(function);
        WriteOptions(writer);
    }

    /// <summary>Reads <c>canon</c> as a definition, where what it makes stands last.</summary>
    private void ReadCanonical()
    {
        if (!_reader.Accept("lift"u8))
        {
            ReadCoreCanonical(default, isInverted: false);
            return;
        }

        var writer = new ByteWriter();
        WriteLift(writer);
        _reader.ExpectOpen("func"u8);
        var identifier = ReadIdentifier();
        var type = ReadFunctionTypeUse();
        _reader.ExpectRight();
        writer.WriteUnsigned(type);
        Add(ComponentSection.Canonical, writer);
        Define(Sort.Function, identifier);
    }

    /// <summary>Reads what follows <c>canon</c> where a core function is made.</summary>
    /// <param name="identifier">The identifier of the function.</param>
    /// <param name="isInverted">True if the function stands around this; otherwise it follows, with its identifier.</param>
    private void ReadCoreCanonical(Identifier identifier, bool isInverted)
    {
        var token = _reader.Current;
        var writer = new ByteWriter();
        if (_reader.Accept("lower"u8))
        {
            var function = ReadReference(Sort.Function);
            writer.Write([0x01, 0x00]);
            writer.WriteUnsigned(function);
            WriteOptions(writer);
        }
        else if (token.Kind == TokenKind.Keyword && BuiltInTable.Find(System.Text.Encoding.UTF8.GetString(_reader.Text)) is { } info)
        {
            _reader.Advance();
            WriteBuiltIn(writer, info);
        }
        else
        {
            throw Unexpected("the name of a canonical definition, such as lower or resource.new");
        }

        if (!isInverted)
        {
            _reader.Expect(TokenKind.LeftParenthesis);
            _reader.Expect("core"u8);
            _reader.Expect("func"u8);
            identifier = ReadIdentifier();
            _reader.ExpectRight();
        }

        Add(ComponentSection.Canonical, writer);
        Define(Sort.CoreFunction, identifier);
    }

    private void WriteBuiltIn(ByteWriter writer, BuiltInInfo info)
    {
        writer.Write((byte)info.BuiltIn);
        WriteFlag(writer, info, BuiltInImmediates.Shared, "shared"u8);
        if (info.Has(BuiltInImmediates.Type))
        {
            writer.WriteUnsigned(ReadReference(Sort.Type));
        }

        if (info.Has(BuiltInImmediates.CoreType))
        {
            writer.WriteUnsigned(ReadReference(Sort.CoreType));
        }

        if (info.Has(BuiltInImmediates.Table))
        {
            writer.WriteUnsigned(ReadReference(Sort.CoreTable));
        }

        if (info.Has(BuiltInImmediates.Result))
        {
            ComponentEncoder.WriteResult(writer, AcceptResult());
        }

        if (info.Has(BuiltInImmediates.Slot))
        {
            _scope.CoreTypes.ReadValueType().Write(writer);
            writer.WriteUnsigned(_reader.ReadNatural32());
        }

        WriteFlag(writer, info, BuiltInImmediates.Async, "async"u8);
        WriteFlag(writer, info, BuiltInImmediates.Cancellable, "cancellable"u8);
        if (info.Has(BuiltInImmediates.Memory))
        {
            _reader.ExpectOpen("memory"u8);
            writer.WriteUnsigned(ReadOptionIndex(Sort.CoreMemory));
            _reader.ExpectRight();
        }

        if (info.Has(BuiltInImmediates.Options))
        {
            WriteOptions(writer);
        }
    }

    private void WriteFlag(ByteWriter writer, BuiltInInfo info, BuiltInImmediates flag, ReadOnlySpan<byte> keyword)
    {
        if (info.Has(flag))
        {
            writer.Write((byte)(_reader.Accept(keyword) ? 1 : 0));
        }
    }

    private void WriteOptions(ByteWriter writer)
    {
        var options = new ByteWriter();
        var count = 0u;
        while (AcceptOption() is { } option)
        {
            count++;
            options.Write((byte)option.Kind);
            if (option.Index is { } index)
            {
                options.WriteUnsigned(index);
            }
        }

        writer.WriteUnsigned(count);
        writer.Write(options.Written);
    }

    private (CanonicalOptionKind Kind, uint? Index)? AcceptOption()
    {
        (CanonicalOptionKind, uint?)? option =
            _reader.Accept("string-encoding=utf8"u8) ? (CanonicalOptionKind.Utf8, null)
            : _reader.Accept("string-encoding=utf16"u8) ? (CanonicalOptionKind.Utf16, null)
            : _reader.Accept("string-encoding=latin1+utf16"u8) ? (CanonicalOptionKind.Latin1OrUtf16, null)
            : _reader.Accept("async"u8) ? (CanonicalOptionKind.Async, null)
            : null;
        if (option is not null)
        {
            return option;
        }

        option = _reader.AcceptOpen("memory"u8) ? (CanonicalOptionKind.Memory, ReadOptionIndex(Sort.CoreMemory))
            : _reader.AcceptOpen("realloc"u8) ? (CanonicalOptionKind.Realloc, ReadOptionIndex(Sort.CoreFunction))
            : _reader.AcceptOpen("post-return"u8) ? (CanonicalOptionKind.PostReturn, ReadOptionIndex(Sort.CoreFunction))
            : _reader.AcceptOpen("callback"u8) ? (CanonicalOptionKind.Callback, ReadOptionIndex(Sort.CoreFunction))
            : null;
        if (option is not null)
        {
            _reader.ExpectRight();
        }

        return option;
    }

    /// <summary>Reads what stands in an option: a reference, or the inside of one.</summary>
    private uint ReadOptionIndex(Sort sort) => _reader.Current.IsIndex ? ReadPath(sort) : ReadReference(sort);
}
