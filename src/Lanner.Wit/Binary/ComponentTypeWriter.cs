namespace Lanner.Wit.Binary;

/// <summary>Writes types of components.</summary>
internal static class ComponentTypeWriter
{
    internal static void Write(ComponentType type, ByteSink sink)
    {
        switch (type)
        {
            case PrimitiveComponentType primitive:
                sink.Byte(ComponentTypeCodes.Of(primitive.Primitive));
                break;
            case RecordComponentType record:
                sink.Byte(ComponentTypeCodes.Record);
                WriteAll(record.Fields, sink, WriteNamed);
                break;
            case VariantComponentType variant:
                sink.Byte(ComponentTypeCodes.Variant);
                WriteAll(variant.Cases, sink, WriteCase);
                break;
            case EnumComponentType enumeration:
                sink.Byte(ComponentTypeCodes.Enum);
                WriteAll(enumeration.Cases, sink, static (name, sink) => sink.Text(name));
                break;
            case FlagsComponentType flags:
                sink.Byte(ComponentTypeCodes.Flags);
                WriteAll(flags.Flags, sink, static (name, sink) => sink.Text(name));
                break;
            case ListComponentType { Length: { } length } list:
                sink.Byte(ComponentTypeCodes.FixedLengthList);
                Write(list.Element, sink);
                sink.Number(length);
                break;
            case ListComponentType list:
                sink.Byte(ComponentTypeCodes.List);
                Write(list.Element, sink);
                break;
            case MapComponentType map:
                sink.Byte(ComponentTypeCodes.Map);
                Write(map.Key, sink);
                Write(map.Value, sink);
                break;
            case TupleComponentType tuple:
                sink.Byte(ComponentTypeCodes.Tuple);
                WriteAll(tuple.Elements, sink, Write);
                break;
            case OptionComponentType option:
                sink.Byte(ComponentTypeCodes.Option);
                Write(option.Some, sink);
                break;
            case ResultComponentType result:
                sink.Byte(ComponentTypeCodes.Result);
                WriteOptional(result.Ok, sink);
                WriteOptional(result.Error, sink);
                break;
            case HandleComponentType handle:
                sink.Byte(handle.IsBorrow ? ComponentTypeCodes.Borrow : ComponentTypeCodes.Own);
                sink.Number(handle.Resource);
                break;
            case StreamComponentType stream:
                sink.Byte(ComponentTypeCodes.Stream);
                WriteOptional(stream.Element, sink);
                break;
            case FutureComponentType future:
                sink.Byte(ComponentTypeCodes.Future);
                WriteOptional(future.Element, sink);
                break;
            case FunctionComponentType function:
                WriteFunction(function, sink);
                break;
            case ScopeComponentType scope:
                sink.Byte(scope.IsInstance ? ComponentTypeCodes.Instance : ComponentTypeCodes.Component);
                WriteAll(scope.Declarations, sink, WriteDeclaration);
                break;
        }
    }

    private static void WriteFunction(FunctionComponentType function, ByteSink sink)
    {
        sink.Byte(function.IsAsync ? ComponentTypeCodes.AsyncFunction : ComponentTypeCodes.Function);
        WriteAll(function.Parameters, sink, WriteNamed);
        if (function.Result is { } result)
        {
            sink.Byte(0);
            Write(result, sink);
        }
        else
        {
            sink.Byte(1);
            sink.Byte(0);
        }
    }

    private static void WriteDeclaration(Declaration declaration, ByteSink sink)
    {
        switch (declaration)
        {
            case TypeDeclaration type:
                sink.Byte(1);
                Write(type.Type, sink);
                break;
            case ExportAlias alias:
                sink.Bytes([2, ComponentTypeCodes.TypeSort, 0]);
                sink.Number(alias.Instance);
                sink.Text(alias.Name);
                break;
            case OuterAlias alias:
                sink.Bytes([2, ComponentTypeCodes.TypeSort, 2]);
                sink.Number(alias.Count);
                sink.Number(alias.Index);
                break;
            case ImportDeclaration import:
                sink.Byte(3);
                WriteName(import.Name, sink);
                WriteExtern(import.Type, sink);
                break;
            case ExportDeclaration export:
                sink.Byte(4);
                WriteName(export.Name, sink);
                WriteExtern(export.Type, sink);
                break;
        }
    }

    internal static void WriteName(ExternName name, ByteSink sink)
    {
        var attributes = (name.Implements is null ? 0 : 1) + (name.VersionSuffix is null ? 0 : 1) + (name.ExternalId is null ? 0 : 1);
        sink.Byte((byte)(attributes == 0 ? 0 : 2));
        sink.Text(name.Name);
        if (attributes == 0)
        {
            return;
        }

        sink.Number((uint)attributes);
        WriteAttribute(0, name.Implements, sink);
        WriteAttribute(1, name.VersionSuffix, sink);
        WriteAttribute(2, name.ExternalId, sink);
    }

    private static void WriteAttribute(byte code, string? value, ByteSink sink)
    {
        if (value is not null)
        {
            sink.Byte(code);
            sink.Text(value);
        }
    }

    private static void WriteExtern(ExternType type, ByteSink sink)
    {
        sink.Byte((byte)type.Kind);
        if (type.Kind == ExternKind.Type)
        {
            sink.Byte((byte)(type.Index is null ? 1 : 0));
        }

        if (type.Index is { } index)
        {
            sink.Number(index);
        }
    }

    private static void WriteNamed(NamedReference named, ByteSink sink)
    {
        sink.Text(named.Name);
        Write(named.Type!.Value, sink);
    }

    private static void WriteCase(NamedReference each, ByteSink sink)
    {
        sink.Text(each.Name);
        WriteOptional(each.Type, sink);
        sink.Byte(0);
    }

    private static void WriteOptional(ValueReference? reference, ByteSink sink)
    {
        sink.Byte((byte)(reference is null ? 0 : 1));
        if (reference is { } present)
        {
            Write(present, sink);
        }
    }

    private static void Write(ValueReference reference, ByteSink sink)
    {
        if (reference.Index is { } index)
        {
            sink.Signed(index);
        }
        else
        {
            sink.Byte(ComponentTypeCodes.Of(reference.Primitive));
        }
    }

    private static void WriteAll<T>(List<T> items, ByteSink sink, Action<T, ByteSink> write)
    {
        sink.Number((uint)items.Count);
        foreach (var item in items)
        {
            write(item, sink);
        }
    }
}
