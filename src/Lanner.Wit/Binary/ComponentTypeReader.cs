namespace Lanner.Wit.Binary;

/// <summary>Reads types of components.</summary>
internal static class ComponentTypeReader
{
    // A package's types hold components, which hold components or instances.
    private const int MaximumDepth = 8;

    internal static ComponentType Read(ref ByteSource source, int depth = 0)
    {
        var code = source.Byte();
        if (ComponentTypeCodes.PrimitiveOf(code) is { } primitive)
        {
            return new PrimitiveComponentType(primitive);
        }

        switch (code)
        {
            case ComponentTypeCodes.Record:
                return new RecordComponentType(ReadNamed(ref source));
            case ComponentTypeCodes.Variant:
                return new VariantComponentType(ReadCases(ref source));
            case ComponentTypeCodes.Enum:
                return new EnumComponentType(ReadNames(ref source));
            case ComponentTypeCodes.Flags:
                return new FlagsComponentType(ReadNames(ref source));
            case ComponentTypeCodes.List:
                return new ListComponentType(ReadReference(ref source), null);
            case ComponentTypeCodes.FixedLengthList:
                var element = ReadReference(ref source);
                return new ListComponentType(element, source.Number());
            case ComponentTypeCodes.Map:
                var key = ReadReference(ref source);
                return new MapComponentType(key, ReadReference(ref source));
            case ComponentTypeCodes.Tuple:
                return new TupleComponentType(ReadElements(ref source));
            case ComponentTypeCodes.Option:
                return new OptionComponentType(ReadReference(ref source));
            case ComponentTypeCodes.Result:
                var ok = ReadOptional(ref source);
                return new ResultComponentType(ok, ReadOptional(ref source));
            case ComponentTypeCodes.Own or ComponentTypeCodes.Borrow:
                return new HandleComponentType(source.Number(), code == ComponentTypeCodes.Borrow);
            case ComponentTypeCodes.Stream:
                return new StreamComponentType(ReadOptional(ref source));
            case ComponentTypeCodes.Future:
                return new FutureComponentType(ReadOptional(ref source));
            case ComponentTypeCodes.Function or ComponentTypeCodes.AsyncFunction:
                return ReadFunction(ref source, code == ComponentTypeCodes.AsyncFunction);
            case ComponentTypeCodes.Component or ComponentTypeCodes.Instance:
                return ReadScope(ref source, code == ComponentTypeCodes.Instance, depth);
            default:
                throw source.Error($"0x{code:x2} is no type of a package");
        }
    }

    private static FunctionComponentType ReadFunction(ref ByteSource source, bool isAsync)
    {
        var parameters = ReadNamed(ref source);
        switch (source.Byte())
        {
            case 0:
                return new FunctionComponentType(isAsync, parameters, ReadReference(ref source));
            case 1 when source.Byte() == 0:
                return new FunctionComponentType(isAsync, parameters, null);
            default:
                throw source.Error("functions have one result or none");
        }
    }

    private static ScopeComponentType ReadScope(ref ByteSource source, bool isInstance, int depth)
    {
        if (depth >= MaximumDepth)
        {
            throw source.Error("types of components are nested too deeply");
        }

        var declarations = new List<Declaration>();
        for (var count = source.Count(); count > 0; count--)
        {
            declarations.Add(ReadDeclaration(ref source, isInstance, depth));
        }

        return new ScopeComponentType(isInstance, declarations);
    }

    private static Declaration ReadDeclaration(ref ByteSource source, bool isInstance, int depth)
    {
        var code = source.Byte();
        switch (code)
        {
            case 1:
                return new TypeDeclaration(Read(ref source, depth + 1));
            case 2:
                return ReadAlias(ref source);
            case 3 when !isInstance:
                var imported = ReadName(ref source);
                return new ImportDeclaration(imported, ReadExtern(ref source));
            case 4:
                var exported = ReadName(ref source);
                return new ExportDeclaration(exported, ReadExtern(ref source));
            default:
                throw source.Error($"0x{code:x2} is no declaration of a package");
        }
    }

    private static Declaration ReadAlias(ref ByteSource source)
    {
        if (source.Byte() != ComponentTypeCodes.TypeSort)
        {
            throw source.Error("packages have aliases of types only");
        }

        switch (source.Byte())
        {
            case 0:
                var instance = source.Number();
                return new ExportAlias(instance, source.Text());
            case 2:
                var count = source.Number();
                return new OuterAlias(count, source.Number());
            default:
                throw source.Error("the alias is neither of an export nor of an enclosing scope");
        }
    }

    internal static ExternName ReadName(ref ByteSource source)
    {
        var form = source.Byte();
        var name = source.Text();
        switch (form)
        {
            case 0 or 1:
                return new ExternName(name);
            case 2:
                break;
            default:
                throw source.Error($"0x{form:x2} is no form of names");
        }

        var values = new string?[3];
        for (var count = source.Count(); count > 0; count--)
        {
            var code = source.Byte();
            if (code >= values.Length || values[code] is not null)
            {
                throw source.Error("the attribute of the name is unknown, or there twice");
            }

            values[code] = source.Text();
        }

        return new ExternName(name, values[0], values[1], values[2]);
    }

    private static ExternType ReadExtern(ref ByteSource source)
    {
        var kind = (ExternKind)source.Byte();
        switch (kind)
        {
            case ExternKind.Function or ExternKind.Component or ExternKind.Instance:
                return new ExternType(kind, source.Number());
            case ExternKind.Type:
                return source.Byte() switch
                {
                    0 => new ExternType(kind, source.Number()),
                    1 => new ExternType(kind, null),
                    _ => throw source.Error("the bound of the type is unknown"),
                };
            default:
                throw source.Error($"0x{(byte)kind:x2} is no kind of what packages import or export");
        }
    }

    private static ValueReference ReadReference(ref ByteSource source)
    {
        if (ComponentTypeCodes.PrimitiveOf(source.PeekByte()) is { } primitive)
        {
            source.Byte();
            return ValueReference.Of(primitive);
        }

        var index = source.Signed();
        return index is >= 0 and <= uint.MaxValue ? ValueReference.Of((uint)index) : throw source.Error("there is no such type of values");
    }

    private static ValueReference? ReadOptional(ref ByteSource source) => source.Byte() switch
    {
        0 => null,
        1 => ReadReference(ref source),
        _ => throw source.Error("a type that may be left away begins with 0 or 1"),
    };

    private static List<NamedReference> ReadNamed(ref ByteSource source)
    {
        var named = new List<NamedReference>();
        for (var count = source.Count(); count > 0; count--)
        {
            var name = source.Text();
            named.Add(new NamedReference(name, ReadReference(ref source)));
        }

        return named;
    }

    private static List<NamedReference> ReadCases(ref ByteSource source)
    {
        var cases = new List<NamedReference>();
        for (var count = source.Count(); count > 0; count--)
        {
            var name = source.Text();
            cases.Add(new NamedReference(name, ReadOptional(ref source)));
            if (source.Byte() != 0)
            {
                throw source.Error("a case ends with 0");
            }
        }

        return cases;
    }

    private static List<string> ReadNames(ref ByteSource source)
    {
        var names = new List<string>();
        for (var count = source.Count(); count > 0; count--)
        {
            names.Add(source.Text());
        }

        return names;
    }

    private static List<ValueReference> ReadElements(ref ByteSource source)
    {
        var elements = new List<ValueReference>();
        for (var count = source.Count(); count > 0; count--)
        {
            elements.Add(ReadReference(ref source));
        }

        return elements;
    }
}
