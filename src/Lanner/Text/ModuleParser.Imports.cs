using System.Text;
using Lanner.Binary;

namespace Lanner.Text;

/// <content>Imports (specification 6.6.5): one at a time, or several items of one module (proposal "compact import section").</content>
internal sealed partial class ModuleParser
{
    private void ReadImport()
    {
        var module = Encoding.UTF8.GetBytes(_reader.ReadName());
        if (_reader.Current.Kind == TokenKind.String)
        {
            var writer = new ByteWriter();
            writer.WriteSized(module);
            writer.WriteSized(Encoding.UTF8.GetBytes(_reader.ReadName()));
            ReadImportType(new ImportHead(writer.ToArray()));
        }
        else if (ImportItems.HaveTypes(_reader))
        {
            ReadItemsWithTypes(module);
        }
        else
        {
            ReadItemsOfOneType(module);
        }
    }

    /// <summary>Reads <c>(item "a" (func)) (item "b" (global i32))</c>.</summary>
    private void ReadItemsWithTypes(byte[] module)
    {
        var section = _encoder.Add(SectionOrder.Import);
        WriteGroupHead(section, module, ModuleDecoder.ImportsOfOneModule);
        section.WriteUnsigned(ImportItems.Count(_reader));
        while (_reader.AcceptOpen("item"u8))
        {
            var writer = new ByteWriter();
            writer.WriteSized(Encoding.UTF8.GetBytes(_reader.ReadName()));
            ReadImportType(new ImportHead(writer.ToArray(), IsEntry: false));
            _reader.ExpectRight();
        }
    }

    /// <summary>Reads <c>(item "a") (item "b") (global i32)</c>. The type stands before the names in the binary.</summary>
    private void ReadItemsOfOneType(byte[] module)
    {
        var names = new ByteWriter();
        var count = ImportItems.Count(_reader);
        names.WriteUnsigned(count);
        while (_reader.AcceptOpen("item"u8))
        {
            names.WriteSized(Encoding.UTF8.GetBytes(_reader.ReadName()));
            _reader.ExpectRight();
        }

        var head = new ByteWriter();
        WriteGroupHead(head, module, ModuleDecoder.ImportsOfOneType);
        var kind = ReadImportType(new ImportHead(head.ToArray(), IsShared: true));
        _encoder.Continue(SectionOrder.Import).Write(names.Written);

        // The type was counted as one import.
        ref var next = ref NextIndex(kind);
        next = next + count - 1;
    }

    private static void WriteGroupHead(ByteWriter writer, byte[] module, byte kind)
    {
        writer.WriteSized(module);
        writer.WriteSized([]);
        writer.Write(kind);
    }

    private ExternalKind ReadImportType(ImportHead head)
    {
        var kind = ImportItems.AcceptKind(_reader);
        switch (kind)
        {
            case ExternalKind.Function:
                ReadFunction(head);
                break;
            case ExternalKind.Table:
                ReadTable(head);
                break;
            case ExternalKind.Memory:
                ReadMemory(head);
                break;
            case ExternalKind.Global:
                ReadGlobal(head);
                break;
            case ExternalKind.Tag:
                ReadTag(head);
                break;
        }

        _reader.ExpectRight();
        return kind;
    }

    /// <summary>The index of the next definition of a kind.</summary>
    private ref uint NextIndex(ExternalKind kind)
    {
        switch (kind)
        {
            case ExternalKind.Function:
                return ref _functionIndex;
            case ExternalKind.Table:
                return ref _tableIndex;
            case ExternalKind.Memory:
                return ref _memoryIndex;
            case ExternalKind.Global:
                return ref _globalIndex;
            default:
                return ref _tagIndex;
        }
    }
}
