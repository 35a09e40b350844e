using Lanner.Structure;

namespace Lanner.Binary;

/// <content>Code, segments and constant expressions, and putting the definition together.</content>
internal sealed partial class ModuleDecoder
{
    private ByteRange[] _bodies = NoElements<ByteRange>.Array;
    private int _codeOffset;
    private int _codeEnd;
    private ElementSegment[] _elementSegments = [];
    private DataSegment[] _dataSegments = [];
    private uint? _dataCount;

    private void DecodeBodies(ref ByteReader reader, ByteRange content)
    {
        _codeOffset = content.Offset;
        _codeEnd = content.End;
        _bodies = new ByteRange[reader.ReadCount(1, ModuleLimits.Functions, "function bodies")];
        for (var index = 0; index < _bodies.Length; index++)
        {
            ref var body = ref _bodies[index];
            var offset = reader.Position;
            _admission?.Reach(offset);
            var size = reader.ReadUnsigned32();
            body = reader.ReadRange(size);
            RequireAtMost(ModuleLimits.FunctionBodySize, size, "bytes in a function body", offset);
            if (size == 0)
            {
                throw new MalformedModuleException("unexpected end of section or function: the body has no bytes", offset);
            }
        }
    }

    /// <summary>Reads an element segment (specification 5.5.12). Bit 0 of its kind says passive or declarative; bit 1 an explicit table, or
    /// declarative; bit 2 expressions instead of function indices.</summary>
    private void DecodeElementSegments(ref ByteReader reader)
    {
        _elementSegments = new ElementSegment[reader.ReadCount(2, ModuleLimits.ElementSegments, "element segments")];
        foreach (ref var segment in _elementSegments.AsSpan())
        {
            var offset = reader.Position;
            _admission?.Reach(offset);
            var kind = reader.ReadUnsigned32();
            if (kind > 7 || (kind != 0 && !Has(WasmFeatures.BulkMemory)))
            {
                throw new MalformedModuleException($"malformed elements segment kind {kind}", offset);
            }

            var mode = (kind & 3) switch { 1 => SegmentMode.Passive, 3 => SegmentMode.Declarative, _ => SegmentMode.Active };
            var table = (kind & 3) == 2 ? AsIndex(reader.ReadUnsigned32()) : 0;
            var tableOffset = mode == SegmentMode.Active ? DecodeConstantExpression(ref reader) : null;
            var hasExpressions = (kind & 4) != 0;
            var type = DecodeElementType(ref reader, hasExpressions, isImplied: (kind & 3) == 0);
            segment = hasExpressions
                ? new ElementSegment(mode, type, table, tableOffset, null, DecodeElementExpressions(ref reader), offset)
                : new ElementSegment(mode, type, table, tableOffset, DecodeElementFunctions(ref reader), null, offset);
        }
    }

    private WasmValueType DecodeElementType(ref ByteReader reader, bool hasExpressions, bool isImplied)
    {
        var offset = reader.Position;
        if (hasExpressions)
        {
            return isImplied ? WasmValueType.FuncRef : Types.ReadReferenceType(ref reader);
        }

        if (!isImplied && reader.ReadByte() is var kind and not 0)
        {
            throw new MalformedModuleException($"malformed element kind 0x{kind:x2}", offset);
        }

        return WasmValueType.Reference(HeapType.Func, isNullable: false);
    }

    private uint[] DecodeElementFunctions(ref ByteReader reader)
    {
        var functions = new uint[reader.ReadCount(1, ModuleLimits.ElementsOfSegment, "elements")];
        foreach (ref var function in functions.AsSpan())
        {
            _admission?.Reach(reader.Position);
            function = reader.ReadUnsigned32();
        }

        return functions;
    }

    private ConstantExpression[] DecodeElementExpressions(ref ByteReader reader)
    {
        var expressions = new ConstantExpression[reader.ReadCount(1, ModuleLimits.ElementsOfSegment, "elements")];
        foreach (ref var expression in expressions.AsSpan())
        {
            expression = DecodeConstantExpression(ref reader);
        }

        return expressions;
    }

    private void DecodeDataSegments(ref ByteReader reader)
    {
        _dataSegments = new DataSegment[reader.ReadCount(2, ModuleLimits.DataSegments, "data segments")];
        foreach (ref var segment in _dataSegments.AsSpan())
        {
            var offset = reader.Position;
            _admission?.Reach(offset);
            var kind = reader.ReadUnsigned32();
            if (kind > 2 || (kind == 1 && !Has(WasmFeatures.BulkMemory)))
            {
                throw new MalformedModuleException($"malformed data segment kind {kind}", offset);
            }

            var memory = kind == 2 ? AsIndex(reader.ReadUnsigned32()) : 0;
            var memoryOffset = kind == 1 ? null : DecodeConstantExpression(ref reader);
            var content = reader.ReadRange(reader.ReadUnsigned32());
            segment = new DataSegment(kind == 1 ? SegmentMode.Passive : SegmentMode.Active, memory, memoryOffset, content, offset);
        }
    }

    /// <summary>Steps over a constant expression to find its end. What it may consist of is a matter of validation.</summary>
    private ConstantExpression DecodeConstantExpression(ref ByteReader reader)
    {
        var start = reader.Position;
        var instructions = InstructionReader.SkippingTypes(Module, new ByteRange(start, reader.Remaining), _features, hasDataCount: true);
        BlockBalance? balance = null;
        while (instructions.Read(out var instruction))
        {
            _admission?.Reach(instruction.Offset);

            // Blocks are never constant, so following them is left for the modules that are wrong.
            if (balance is null && instruction.Opcode != Opcode.End && BlockBalance.Concerns(instruction.Opcode))
            {
                balance = new BlockBalance();
            }

            if (balance?.Take(instruction.Opcode, instruction.Offset) ?? instruction.Opcode == Opcode.End)
            {
                return new ConstantExpression(reader.ReadRange((uint)(instructions.Position - start)));
            }
        }

        throw new MalformedModuleException("unexpected end of section or function: a constant expression has no end", start);
    }

    /// <summary>Looks for the first mistake in the bodies before an offset: once the module is known to be malformed, the first mistake is
    /// the one to tell.</summary>
    private void RequireWellFormedBodies(long offset)
    {
        foreach (var body in _bodies)
        {
            // Of a code section that broke off, the ranges that were not reached are empty.
            if (body.Length > 0 && body.Offset < offset)
            {
                BodyWalker.RequireWellFormed(Module, body, _codeEnd, _features, _dataCount is not null, _admission);
            }
        }
    }

    private ModuleDefinition Finish()
    {
        if (_bodies.Length != _functionTypes.Length)
        {
            throw new MalformedModuleException(
                $"function and code section have inconsistent lengths: {_functionTypes.Length} functions but {_bodies.Length} bodies",
                _codeOffset);
        }

        if (_dataCount is { } dataCount && dataCount != (uint)_dataSegments.Length)
        {
            throw new MalformedModuleException(
                $"data count and data section have inconsistent lengths: {dataCount} segments announced but {_dataSegments.Length} given",
                _bytes.Length);
        }

        return new ModuleDefinition
        {
            Bytes = _bytes,
            Features = _features,
            Types = _types,
            Imports = [.. _imports],
            ImportGroups = _importGroups.ToArray(),
            Functions = CollectFunctions(),
            Tables = _tables.ToArray(),
            Memories = [.. _memories],
            Globals = _globals.ToArray(),
            Tags = [.. _tags],
            Exports = _exports,
            StartFunction = _startFunction,
            ElementSegments = _elementSegments,
            DataSegments = _dataSegments,
            DataCount = _dataCount,
            CustomSections = [.. _customSections],
            Sections = _sections.ToArray(),
            Offsets = new DefinitionOffsets
            {
                Types = _typeOffsets,
                Functions = _functionOffsets,
                Tables = _tableOffsets,
                Memories = _memoryOffsets,
                Globals = _globalOffsets,
                Tags = _tagOffsets,
                StartFunction = _startOffset,
            },
            ImportedFunctionCount = _importedFunctions.Count,
            ImportedTableCount = _importedTableCount,
            ImportedMemoryCount = _importedMemoryCount,
            ImportedGlobalCount = _importedGlobalCount,
            ImportedTagCount = _importedTagCount,
        };
    }

    private FunctionDefinition[] CollectFunctions()
    {
        var functions = _importedFunctions.ToArray(_bodies.Length);
        for (var index = 0; index < _bodies.Length; index++)
        {
            _admission?.Reach(index);
            var type = _functionTypes[index];
            functions[_importedFunctions.Count + index] = new FunctionDefinition((FunctionType)_types[type], (int)type, _bodies[index]);
        }

        return functions;
    }
}
