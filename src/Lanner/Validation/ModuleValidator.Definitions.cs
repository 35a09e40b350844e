using Lanner.Admission;
using Lanner.Structure;

namespace Lanner.Validation;

/// <content>The rules about everything but function bodies (specification 3.2 and 3.5), in the order of the binary format.</content>
internal sealed partial class ModuleValidator
{
    private void ValidateDefinitions()
    {
        var expressions = new FunctionValidator(_module, _declared, _budget);
        ValidateTypes();
        ValidateImports();
        ValidateTables(expressions);
        ValidateMemories();
        for (var index = _module.ImportedTagCount; index < _module.Tags.Length; index++)
        {
            ValidateTag(_module.Tags[index], _module.Offsets.Tags[index - _module.ImportedTagCount]);
        }

        ValidateGlobals(expressions);
        ValidateExports();
        ValidateStart();
        ValidateElementSegments(expressions);
        ValidateDataSegments(expressions);
    }

    /// <summary>Counts what the classes of structures and arrays cost: an assembly for each recursion group.</summary>
    private void ChargeClasses()
    {
        var groups = new HashSet<RecursionGroup>();
        foreach (var type in _module.Types)
        {
            if (type is not FunctionType && groups.Add(type.Group))
            {
                _budget.Spend(CompilationBudget.ForClasses);
            }
        }
    }

    private void ValidateTypes()
    {
        SubtypeRules.Validate(_module, _admission);
        ChargeClasses();
        if (Has(WasmFeatures.MultiValue))
        {
            return;
        }

        for (var index = 0; index < _module.Types.Length; index++)
        {
            if (_module.Types[index] is FunctionType { ResultArray.Length: > 1 })
            {
                throw Off("invalid result arity", "a function with several results", WasmFeatures.MultiValue, _module.Offsets.Types[index]);
            }
        }
    }

    private void ValidateImports()
    {
        foreach (var import in _module.Imports)
        {
            ValidateType(import.Type, import.Offset);
            if (import.Type is GlobalType { IsMutable: true } && !Has(WasmFeatures.MutableGlobals))
            {
                throw Off(
                    "mutable globals cannot be imported", "a mutable global as an import", WasmFeatures.MutableGlobals, import.Offset);
            }
        }
    }

    private void ValidateTables(FunctionValidator expressions)
    {
        for (var index = _module.ImportedTableCount; index < _module.Tables.Length; index++)
        {
            var (type, initializer) = _module.Tables[index];
            var offset = _module.Offsets.Tables[index - _module.ImportedTableCount];
            ValidateTable(type, offset);
            if (initializer is not null)
            {
                // Tables are made before globals, so they see just those that are imported.
                expressions.ValidateConstant(initializer, type.Element, _module.ImportedGlobalCount);
            }
            else if (!type.Element.IsDefaultable)
            {
                throw new InvalidModuleException(
                    $"type mismatch: the elements {type.Element} have no default value, so the table needs an initial one", offset);
            }
        }

        if (_module.Tables.Length > 1 && !Has(WasmFeatures.ReferenceTypes))
        {
            throw Off("multiple tables", "more than one table", WasmFeatures.ReferenceTypes, OffsetOf(_module.Offsets.Tables));
        }
    }

    /// <summary>Validates the type of an import, or of anything that a module type of a component names.</summary>
    internal static void ValidateType(ExternalType type, int offset)
    {
        switch (type)
        {
            case TableType table:
                ValidateTable(table, offset);
                break;
            case MemoryType memory:
                ValidateMemory(memory, offset);
                break;
            case TagType tag:
                ValidateTag(tag, offset);
                break;
        }
    }

    private static void ValidateTable(TableType table, int offset)
    {
        if (!table.Is64Bit)
        {
            RequireAtMost(table.Limits, uint.MaxValue, "table size must be at most 4294967295 elements", offset);
        }

        ValidateLimits(table.Limits, offset);
    }

    private void ValidateMemories()
    {
        for (var index = _module.ImportedMemoryCount; index < _module.Memories.Length; index++)
        {
            ValidateMemory(_module.Memories[index], _module.Offsets.Memories[index - _module.ImportedMemoryCount]);
        }

        if (_module.Memories.Length > 1 && !Has(WasmFeatures.MultiMemory))
        {
            throw Off("multiple memories", "more than one memory", WasmFeatures.MultiMemory, OffsetOf(_module.Offsets.Memories));
        }
    }

    private static void ValidateMemory(MemoryType memory, int offset)
    {
        if (memory.PageSizeLog2 is not (0 or 16))
        {
            throw new InvalidModuleException(
                $"invalid custom page size: 2 to the power of {memory.PageSizeLog2} where 1 and 65536 are possible", offset);
        }

        // As many pages as addresses can reach; with pages of one byte, the size itself must fit into an address.
        var (pages, note) = (memory.Is64Bit, memory.PageSizeLog2) switch
        {
            (false, 16) => (1UL << 16, "65536 pages (4GiB)"),
            (false, _) => (uint.MaxValue, "4294967295 bytes"),
            (true, 16) => (1UL << 48, "281474976710656 pages (16EiB)"),
            (true, _) => (ulong.MaxValue, ""),
        };
        RequireAtMost(memory.Limits, pages, $"memory size must be at most {note}", offset);
        ValidateLimits(memory.Limits, offset);
        if (memory.IsShared && memory.Limits.Maximum is null)
        {
            throw new InvalidModuleException("shared memory must have maximum: its size is settled when it is made", offset);
        }
    }

    private static void RequireAtMost(Limits limits, ulong most, string phrase, int offset)
    {
        if (limits.Minimum > most || limits.Maximum > most)
        {
            throw new InvalidModuleException($"{phrase} but is {limits}", offset);
        }
    }

    private static void ValidateLimits(Limits limits, int offset)
    {
        if (limits.Minimum > limits.Maximum)
        {
            throw new InvalidModuleException(
                $"size minimum must not be greater than maximum: {limits.Minimum} is greater than {limits.Maximum}", offset);
        }
    }

    private static void ValidateTag(TagType tag, int offset)
    {
        if (tag.Type.ResultArray.Length > 0)
        {
            throw new InvalidModuleException($"non-empty tag result type: {tag.Type}", offset);
        }
    }

    private void ValidateGlobals(FunctionValidator expressions)
    {
        for (var index = _module.ImportedGlobalCount; index < _module.Globals.Length; index++)
        {
            var global = _module.Globals[index];
            expressions.ValidateConstant(global.Initializer!, global.Type.Value, VisibleGlobals(index));
        }
    }

    /// <summary>Returns the number of globals that a constant expression may name. Before garbage collection those were the imported ones
    /// only (versions 1.0 and 2.0, 3.3.8).</summary>
    /// <param name="defined">The number of globals before it.</param>
    private int VisibleGlobals(int defined) => Has(WasmFeatures.GarbageCollection) ? defined : _module.ImportedGlobalCount;

    private void ValidateExports()
    {
        var names = new HashSet<string>(_module.Exports.Length, StringComparer.Ordinal);
        foreach (var export in _module.Exports)
        {
            _admission?.Reach(export.Offset);
            var (what, count) = export.Kind switch
            {
                ExternalKind.Function => ("function", _module.Functions.Length),
                ExternalKind.Table => ("table", _module.Tables.Length),
                ExternalKind.Memory => ("memory", _module.Memories.Length),
                ExternalKind.Global => ("global", _module.Globals.Length),
                _ => ("tag", _module.Tags.Length),
            };
            if (export.Index >= count)
            {
                throw new InvalidModuleException(
                    $"unknown {what} {export.Index}: it is exported as \"{DisplayedName.Of(export.Name)}\", but there are {count}",
                    export.Offset);
            }

            if (!names.Add(export.Name))
            {
                throw new InvalidModuleException($"duplicate export name \"{DisplayedName.Of(export.Name)}\"", export.Offset);
            }

            if (export.Kind == ExternalKind.Function)
            {
                _declared.Add(export.Index);
            }
            else if (export.Kind == ExternalKind.Global && _module.Globals[export.Index].Type.IsMutable
                && !Has(WasmFeatures.MutableGlobals))
            {
                throw Off(
                    "mutable globals cannot be exported", "a mutable global as an export", WasmFeatures.MutableGlobals, export.Offset);
            }
        }
    }

    private void ValidateStart()
    {
        if (_module.StartFunction is not { } start)
        {
            return;
        }

        if (start >= (uint)_module.Functions.Length)
        {
            throw new InvalidModuleException(
                $"unknown function {start}: there are {_module.Functions.Length}", _module.Offsets.StartFunction);
        }

        var type = _module.Functions[start].Type;
        if (type.ParameterArray.Length + type.ResultArray.Length > 0)
        {
            throw new InvalidModuleException(
                $"start function {start} must take and return nothing but is {type}", _module.Offsets.StartFunction);
        }
    }

    private void ValidateElementSegments(FunctionValidator expressions)
    {
        foreach (var segment in _module.ElementSegments)
        {
            if (segment.Mode == SegmentMode.Active)
            {
                ValidateActiveElements(segment, expressions);
            }

            _admission?.Reach(segment.Offset);
            foreach (var function in segment.FunctionIndices ?? [])
            {
                if (function >= (uint)_module.Functions.Length)
                {
                    throw new InvalidModuleException($"unknown function {function}: there are {_module.Functions.Length}", segment.Offset);
                }

                _declared.Add((int)function);
            }

            foreach (var expression in segment.Expressions ?? [])
            {
                expressions.ValidateConstant(expression, segment.ElementType, VisibleGlobals(_module.Globals.Length));
            }
        }
    }

    private void ValidateActiveElements(ElementSegment segment, FunctionValidator expressions)
    {
        if (segment.TableIndex >= _module.Tables.Length)
        {
            throw new InvalidModuleException($"unknown table {segment.TableIndex}: there are {_module.Tables.Length}", segment.Offset);
        }

        var table = _module.Tables[segment.TableIndex].Type;
        if (!segment.ElementType.IsSubtypeOf(table.Element))
        {
            throw new InvalidModuleException(
                $"type mismatch: a segment of {segment.ElementType} for a table of {table.Element}", segment.Offset);
        }

        expressions.ValidateConstant(segment.TableOffset!, table.AddressType, VisibleGlobals(_module.Globals.Length));
    }

    private void ValidateDataSegments(FunctionValidator expressions)
    {
        foreach (var segment in _module.DataSegments)
        {
            if (segment.Mode != SegmentMode.Active)
            {
                continue;
            }

            if (segment.MemoryIndex >= _module.Memories.Length)
            {
                throw new InvalidModuleException(
                    $"unknown memory {segment.MemoryIndex}: there are {_module.Memories.Length}", segment.Offset);
            }

            expressions.ValidateConstant(
                segment.MemoryOffset!, _module.Memories[segment.MemoryIndex].AddressType, VisibleGlobals(_module.Globals.Length));
        }
    }

    /// <summary>The offset of the last of some definitions.</summary>
    private static int OffsetOf(int[] offsets) => offsets.Length == 0 ? 0 : offsets[^1];

    private static InvalidModuleException Off(string phrase, string what, WasmFeatures feature, int offset) =>
        new($"{phrase}: {what} needs the feature {feature}, which is off", offset);
}
