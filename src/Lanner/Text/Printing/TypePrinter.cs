namespace Lanner.Text.Printing;

/// <summary>Writes types (specification 6.4).</summary>
internal sealed class TypePrinter(PrintedModule module, PrintedText text)
{
    internal string ValueType(WasmValueType type)
    {
        if (!type.IsReference)
        {
            return type.ToString();
        }

        return type.IsNullable && type.HeapType.Shorthand is { } shorthand
            ? shorthand
            : $"(ref {(type.IsNullable ? "null " : "")}{HeapType(type.HeapType)})";
    }

    internal string HeapType(HeapType type) =>
        type.Definition is { } definition ? module.Types.Reference(module.IndexOf(definition)) : type.ToString();

    internal string TypeUse(DefinedType type) => $"(type {module.Types.Reference(module.IndexOf(type))})";

    /// <summary>Writes the types that a module defines, each with its group.</summary>
    internal void PrintDefinitions()
    {
        var types = module.Definition.Types;
        for (var index = 0; index < types.Length; index++)
        {
            var group = types[index].Group.Types;
            var isAlone = group.Length == 1;
            if (!isAlone && types[index].GroupIndex == 0)
            {
                text.StartLine();
                text.Append("(rec");
            }

            text.Depth += isAlone ? 0 : 1;
            PrintDefinition((uint)index, types[index]);
            text.Depth -= isAlone ? 0 : 1;
            if (!isAlone && types[index].GroupIndex == group.Length - 1)
            {
                text.Append(')');
            }
        }
    }

    /// <summary>Writes parameters and results, with a space in front of each.</summary>
    /// <param name="type">The type.</param>
    /// <param name="parameterNames">The names of the parameters.</param>
    internal void PrintSignature(FunctionType type, PrintedNames parameterNames)
    {
        PrintNamed("param", type.ParameterArray, 0, parameterNames);
        PrintResults(type.ResultArray);
    }

    internal void PrintResults(ReadOnlySpan<WasmValueType> types)
    {
        if (types.Length > 0)
        {
            PrintRun("result", types);
        }
    }

    /// <summary>Writes parameters or locals: those with a name each for itself, others together.</summary>
    internal void PrintNamed(string keyword, ReadOnlySpan<WasmValueType> types, uint firstIndex, PrintedNames names)
    {
        var start = 0;
        for (var index = 0; index <= types.Length; index++)
        {
            var isNamed = index < types.Length && names.IsNamed(firstIndex + (uint)index);
            if (index < types.Length && !isNamed)
            {
                continue;
            }

            if (index > start)
            {
                PrintRun(keyword, types[start..index]);
            }

            if (isNamed)
            {
                var declaration = names.Declaration(firstIndex + (uint)index);
                text.Append(" (").Append(keyword).Append(declaration).Append(' ').Append(ValueType(types[index])).Append(')');
            }

            start = index + 1;
        }
    }

    private void PrintRun(string keyword, ReadOnlySpan<WasmValueType> types)
    {
        text.Append(" (").Append(keyword);
        foreach (var type in types)
        {
            text.Append(' ').Append(ValueType(type));
        }

        text.Append(')');
    }

    /// <summary>Writes one of the types.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="type">The type.</param>
    /// <param name="keyword">The words in front; components have one more.</param>
    internal void PrintDefinition(uint index, DefinedType type, string keyword = "type")
    {
        text.StartLine();
        text.Append('(').Append(keyword).Append(module.Types.Declaration(index)).Append(' ');
        var isPlain = type.IsFinal && type.Supertype is null;
        if (!isPlain)
        {
            text.Append(type.IsFinal ? "(sub final " : "(sub ");
            if (type.Supertype is { } supertype)
            {
                text.Append(module.Types.Reference(module.IndexOf(supertype))).Append(' ');
            }
        }

        switch (type)
        {
            case FunctionType function:
                text.Append("(func");
                PrintSignature(function, PrintedNames.None);
                break;
            case StructType structure:
                PrintStructure(structure, module.FieldsOf(index));
                break;
            case ArrayType array:
                text.Append("(array ").Append(FieldType(array.Element));
                break;
            default:
                throw new InvalidOperationException($"{type.GetType()} is not a type of the text format.");
        }

        text.Append(isPlain ? "))" : ")))");
    }

    private void PrintStructure(StructType structure, PrintedNames names)
    {
        text.Append("(struct");
        for (var index = 0u; index < (uint)structure.FieldArray.Length; index++)
        {
            text.Append(" (field");
            if (names.IsNamed(index))
            {
                text.Append(names.Declaration(index));
            }

            text.Append(' ').Append(FieldType(structure.FieldArray[index])).Append(')');
        }
    }

    private string FieldType(FieldType field)
    {
        var type = field.Packed switch
        {
            PackedKind.I8 => "i8",
            PackedKind.I16 => "i16",
            _ => ValueType(field.Type),
        };
        return field.IsMutable ? $"(mut {type})" : type;
    }
}
