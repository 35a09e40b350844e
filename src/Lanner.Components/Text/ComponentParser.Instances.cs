using Lanner.Binary;
using Lanner.Components.Binary;
using Lanner.Components.Structure;
using Lanner.Text;

namespace Lanner.Components.Text;

/// <content>Instances (Explainer.md, "Instance Definitions").</content>
internal sealed partial class ComponentParser
{
    private void ReadCoreInstance()
    {
        var identifier = ReadIdentifier();
        var writer = new ByteWriter();
        if (_reader.AcceptOpen("instantiate"u8))
        {
            var module = ReadReference(Sort.CoreModule);
            var arguments = new ByteWriter();
            var count = 0u;
            for (; _reader.AcceptOpen("with"u8); count++)
            {
                ComponentEncoder.WriteString(arguments, _reader.ReadName());
                arguments.Write(0x12);
                arguments.WriteUnsigned(ReadCoreArgument());
                _reader.ExpectRight();
            }

            _reader.ExpectRight();
            WriteInstantiation(writer, module, count, arguments);
        }
        else if (IsAtInlineAlias())
        {
            ReadInlineAlias(Sort.CoreInstance, identifier);
            return;
        }
        else
        {
            WriteCoreExports(writer);
        }

        Add(ComponentSection.CoreInstance, writer);
        Define(Sort.CoreInstance, identifier);
    }

    private static void WriteInstantiation(ByteWriter writer, uint index, uint count, ByteWriter arguments)
    {
        writer.Write(0x00);
        writer.WriteUnsigned(index);
        writer.WriteUnsigned(count);
        writer.Write(arguments.Written);
    }

    /// <summary>Reads the instance that is given for a name: one that is there, or one put together on the spot.</summary>
    private uint ReadCoreArgument()
    {
        if (!IsAtExports())
        {
            return ReadReference(Sort.CoreInstance);
        }

        _reader.ExpectOpen("instance"u8);
        var writer = new ByteWriter();
        WriteCoreExports(writer);
        _reader.ExpectRight();
        Add(ComponentSection.CoreInstance, writer);
        return Define(Sort.CoreInstance, default);
    }

    /// <summary>Tests whether <c>(instance</c> is followed by exports, or by nothing.</summary>
    private bool IsAtExports()
    {
        if (!_reader.IsOpen("instance"u8))
        {
            return false;
        }

        var position = _reader.Position;
        _reader.AcceptOpen("instance"u8);
        var isAtExports = _reader.IsAtRight || _reader.IsOpen("export"u8);
        _reader.MoveTo(position);
        return isAtExports;
    }

    private void WriteCoreExports(ByteWriter writer)
    {
        var exports = new ByteWriter();
        var count = 0u;
        for (; _reader.AcceptOpen("export"u8); count++)
        {
            ComponentEncoder.WriteString(exports, _reader.ReadName());
            var (sort, index) = ReadSortedReference(isCore: true);
            ComponentEncoder.WriteSort(exports, sort, isCoreOnly: true);
            exports.WriteUnsigned(index);
            _reader.ExpectRight();
        }

        writer.Write(0x01);
        writer.WriteUnsigned(count);
        writer.Write(exports.Written);
    }

    private void ReadInstance()
    {
        var identifier = ReadIdentifier();
        var exports = ReadInlineExports();
        if (!ReadImportOrAlias(Sort.Instance, identifier, writer => WriteInstanceExtern(writer, identifier.Name)))
        {
            var writer = new ByteWriter();
            WriteInstanceContent(writer);
            Add(ComponentSection.Instance, writer);
            Define(Sort.Instance, identifier);
        }

        AddExports(exports, Sort.Instance);
    }

    private void WriteInstanceContent(ByteWriter writer)
    {
        if (!_reader.AcceptOpen("instantiate"u8))
        {
            WriteExports(writer);
            return;
        }

        var component = ReadReference(Sort.Component);
        var arguments = new ByteWriter();
        var count = 0u;
        for (; _reader.AcceptOpen("with"u8); count++)
        {
            ComponentEncoder.WriteString(arguments, _reader.ReadName());
            var (sort, index) = ReadArgument();
            ComponentEncoder.WriteSort(arguments, sort);
            arguments.WriteUnsigned(index);
            _reader.ExpectRight();
        }

        _reader.ExpectRight();
        WriteInstantiation(writer, component, count, arguments);
    }

    private SortIndex ReadArgument()
    {
        if (!IsAtExports())
        {
            return ReadSortedReference(isCore: false);
        }

        _reader.ExpectOpen("instance"u8);
        var writer = new ByteWriter();
        WriteExports(writer);
        _reader.ExpectRight();
        Add(ComponentSection.Instance, writer);
        return new SortIndex(Sort.Instance, Define(Sort.Instance, default));
    }

    private void WriteExports(ByteWriter writer)
    {
        var exports = new ByteWriter();
        var count = 0u;
        for (; _reader.AcceptOpen("export"u8); count++)
        {
            ComponentEncoder.WriteName(exports, ReadExternName());
            var (sort, index) = ReadSortedReference(isCore: false);
            ComponentEncoder.WriteSort(exports, sort);
            exports.WriteUnsigned(index);
            _reader.ExpectRight();
        }

        writer.Write(0x01);
        writer.WriteUnsigned(count);
        writer.Write(exports.Written);
    }
}
