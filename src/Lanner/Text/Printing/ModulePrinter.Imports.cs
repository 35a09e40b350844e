using Lanner.Structure;

namespace Lanner.Text.Printing;

/// <content>Imports, one at a time or in the groups in which they were written.</content>
internal sealed partial class ModulePrinter
{
    private void PrintImports()
    {
        var next = 0;
        foreach (var group in _definition.ImportGroups)
        {
            PrintImports(next, group.Start);
            PrintImportGroup(group);
            next = group.Start + group.Count;
        }

        PrintImports(next, _definition.Imports.Length);
    }

    private void PrintImports(int start, int end)
    {
        for (var index = start; index < end; index++)
        {
            var import = _definition.Imports[index];
            _text.StartLine();
            _text.Append("(import ").Append(StringText.Quote(import.ModuleName)).Append(' ')
                .Append(StringText.Quote(import.Name)).Append(' ');
            PrintExternalType(import.Type, (uint)import.Index);
            _text.Append(')');
        }
    }

    private void PrintImportGroup(ImportGroup group)
    {
        var imports = _definition.Imports.AsSpan(group.Start, group.Count);
        _text.StartLine();
        _text.Append("(import ").Append(StringText.Quote(group.ModuleName));

        // A type that is shared has no place for names: if there are such, each import gets its own.
        var sharesType = group.SharedType is not null && !HasNames(imports);
        foreach (var import in imports)
        {
            _text.Append(" (item ").Append(StringText.Quote(import.Name));
            if (!sharesType)
            {
                _text.Append(' ');
                PrintExternalType(import.Type, (uint)import.Index);
            }

            _text.Append(')');
        }

        if (sharesType)
        {
            _text.Append(' ');
            PrintExternalType(group.SharedType!, null);
        }

        _text.Append(')');
    }

    private bool HasNames(ReadOnlySpan<ImportDefinition> imports)
    {
        foreach (var import in imports)
        {
            var index = (uint)import.Index;
            var isNamed = import.Type switch
            {
                FunctionExternalType function =>
                    _module.Functions.IsNamed(index) || HasNamedParameters(index, function.Type.Parameters.Count),
                TableType => _module.Tables.IsNamed(index),
                MemoryType => _module.Memories.IsNamed(index),
                GlobalType => _module.Globals.IsNamed(index),
                _ => _module.Tags.IsNamed(index),
            };
            if (isNamed)
            {
                return true;
            }
        }

        return false;
    }

    private bool HasNamedParameters(uint function, int count)
    {
        var locals = _module.LocalsOf(function, int.MaxValue);
        for (var index = 0; index < count; index++)
        {
            if (locals.IsNamed((uint)index))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Prints the type of an import.</summary>
    /// <param name="type">The type.</param>
    /// <param name="index">The import's index, to print its identifier; null for a type that several share.</param>
    private void PrintExternalType(ExternalType type, uint? index)
    {
        _text.Append('(');
        switch (type)
        {
            case FunctionExternalType function:
                PrintFunctionHead(index, function.Type, index is { } known ? _module.LocalsOf(known, int.MaxValue) : PrintedNames.None);
                break;
            case TableType table:
                PrintTableHead(index, table);
                break;
            case MemoryType memory:
                PrintMemoryHead(index, memory);
                break;
            case GlobalType global:
                PrintGlobalHead(index, global);
                break;
            case TagType tag:
                PrintTagHead(index, tag);
                break;
            default:
                throw new InvalidOperationException($"{type.Kind} is not printed.");
        }

        _text.Append(')');
    }
}
