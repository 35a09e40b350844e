using Lanner.Structure;

namespace Lanner.Hunt.Generation;

/// <content>References, structures and arrays.</content>
internal sealed partial class BodyGenerator
{
    private GeneratedType ReferenceType() =>
        !_plan.HasObjects || _chance.Below(3) == 0 ? PlanMaker.AbstractReference(_plan, _chance) : InternalType();

    /// <summary>A type below <c>any</c>.</summary>
    private GeneratedType InternalType() => _plan.Aggregates.Count > 0 && _chance.Below(2) == 1
        ? new GeneratedType(GeneratedKind.Defined, _chance.Below(_plan.Aggregates.Count))
        : new GeneratedType((GeneratedKind)_chance.Between((int)GeneratedKind.Any, (int)GeneratedKind.Array));

    private void Reference(GeneratedType type, int depth)
    {
        switch (_chance.Below(8))
        {
            case 0 when ReadAggregate(type, depth):
                return;
            case 1 when Find(_plan.Tables, table => _plan.IsSubtype(table.Element, type)) is { } table:
                Constant(_chance.Below(8) == 7 ? -1 : _chance.Below(Math.Max(_plan.Tables[table].Size, 1)));
                Emit(Opcode.TableGet, (uint)table);
                return;
            case 2 when _plan.IsSubtype(type, GeneratedType.Any) && type != GeneratedType.Any:
                BranchOnCast(type, depth);
                return;
            case 3 when type.Kind == GeneratedKind.Defined && _chance.OneIn(3):
                Value(GeneratedType.Any, depth + 1);
                Emit(Opcode.RefCastNull);
                type.WriteHeapType(_code);
                return;
        }

        switch (type.Kind)
        {
            case GeneratedKind.Function:
                Emit(Opcode.RefFunc, (uint)_chance.Below(_plan.FunctionCount));
                break;
            case GeneratedKind.External when _plan.HasObjects:
                Value(GeneratedType.Any, depth + 1);
                Emit(Opcode.ExternConvertAny);
                break;
            case GeneratedKind.Any when _chance.OneIn(3):
                Value(GeneratedType.External, depth + 1);
                Emit(Opcode.AnyConvertExtern);
                break;
            case GeneratedKind.I31:
                Value(GeneratedType.I32, depth + 1);
                Emit(Opcode.RefI31);
                break;
            default:
                if (AggregateBelow(type) is { } aggregate)
                {
                    NewAggregate(aggregate, depth);
                }
                else if (_plan.IsSubtype(new GeneratedType(GeneratedKind.I31), type))
                {
                    Reference(new GeneratedType(GeneratedKind.I31), depth);
                }
                else
                {
                    Default(type);
                }

                break;
        }
    }

    private int? AggregateBelow(GeneratedType type)
    {
        var count = _plan.Aggregates.Count;
        var start = count == 0 ? 0 : _chance.Below(count);
        for (var step = 0; step < count; step++)
        {
            var index = (start + step) % count;
            if (_plan.IsSubtype(new GeneratedType(GeneratedKind.Defined, index), type))
            {
                return index;
            }
        }

        return null;
    }

    private void NewAggregate(int index, int depth)
    {
        var aggregate = _plan.Aggregates[index];
        if (!aggregate.IsArray)
        {
            if (_chance.Below(2) == 0)
            {
                Emit(Opcode.StructNewDefault, (uint)index);
                return;
            }

            foreach (var field in aggregate.Fields)
            {
                Value(field.Type, depth + 1);
            }

            Emit(Opcode.StructNew, (uint)index);
            return;
        }

        switch (_chance.Below(3))
        {
            case 0:
                Constant(_chance.Below(12));
                Emit(Opcode.ArrayNewDefault, (uint)index);
                break;
            case 1:
                Value(aggregate.Fields[0].Type, depth + 1);
                SmallNumber(depth);
                Emit(Opcode.ArrayNew, (uint)index);
                break;
            default:
                var count = _chance.Below(5);
                for (var element = 0; element < count; element++)
                {
                    Value(aggregate.Fields[0].Type, depth + 2);
                }

                Emit(Opcode.ArrayNewFixed, (uint)index, (uint)count);
                break;
        }
    }

    /// <summary>An aggregate that mostly is none null.</summary>
    private void SomeAggregate(int index, int depth)
    {
        if (_chance.Below(3) == 2)
        {
            Value(new GeneratedType(GeneratedKind.Defined, index), depth + 1);
        }
        else
        {
            NewAggregate(index, depth + 1);
        }
    }

    /// <summary>An <c>i32</c> from 0 to 15, so that most indices are within bounds and all lengths small.</summary>
    private void SmallNumber(int depth)
    {
        if (_chance.Below(2) == 0)
        {
            Constant(_chance.Below(6));
            return;
        }

        Value(GeneratedType.I32, depth + 1);
        Constant(15);
        Emit(Opcode.I32And);
    }

    /// <summary>Reads a value of the type from a field or element, if the module has such a field.</summary>
    private bool ReadAggregate(GeneratedType type, int depth)
    {
        if (FindField(field => _plan.IsSubtype(field.Type, type)) is not var (index, fieldIndex))
        {
            return false;
        }

        var aggregate = _plan.Aggregates[index];
        SomeAggregate(index, depth);
        var isPacked = aggregate.Fields[fieldIndex].PackedBits > 0;
        var variant = isPacked ? 1 + _chance.Below(2) : 0;
        if (aggregate.IsArray)
        {
            SmallNumber(depth);
            Emit((Opcode)((int)Opcode.ArrayGet + variant), (uint)index);
        }
        else
        {
            Emit((Opcode)((int)Opcode.StructGet + variant), (uint)index, (uint)fieldIndex);
        }

        return true;
    }

    private void WriteAggregate(int depth)
    {
        if (FindField(field => field.IsMutable) is not var (index, fieldIndex))
        {
            return;
        }

        var aggregate = _plan.Aggregates[index];
        SomeAggregate(index, depth);
        if (!aggregate.IsArray)
        {
            Value(aggregate.Fields[fieldIndex].Type, depth + 1);
            Emit(Opcode.StructSet, (uint)index, (uint)fieldIndex);
            return;
        }

        SmallNumber(depth);
        if (_chance.Below(3) == 2)
        {
            Value(aggregate.Fields[0].Type, depth + 1);
            SmallNumber(depth);
            Emit(Opcode.ArrayFill, (uint)index);
        }
        else if (_chance.Below(3) == 2)
        {
            SomeAggregate(index, depth);
            SmallNumber(depth);
            SmallNumber(depth);
            Emit(Opcode.ArrayCopy, (uint)index, (uint)index);
        }
        else
        {
            Value(aggregate.Fields[0].Type, depth + 1);
            Emit(Opcode.ArraySet, (uint)index);
        }
    }

    private (int Aggregate, int Field)? FindField(Predicate<GeneratedField> isWanted)
    {
        var count = _plan.Aggregates.Count;
        var start = count == 0 ? 0 : _chance.Below(count);
        for (var step = 0; step < count; step++)
        {
            var index = (start + step) % count;
            if (Find([.. _plan.Aggregates[index].Fields], isWanted) is { } field)
            {
                return (index, field);
            }
        }

        return null;
    }

    /// <summary>A block whose end is reached by a cast that succeeds, or by falling through with another value.</summary>
    private void BranchOnCast(GeneratedType type, int depth)
    {
        var onFailure = _chance.Below(2) == 1;
        var carried = onFailure ? GeneratedType.Any : type;
        Emit(Opcode.Block);
        carried.Write(_code);
        _labels.Add([carried]);
        Value(GeneratedType.Any, depth + 1);
        Emit(onFailure ? Opcode.BrOnCastFail : Opcode.BrOnCast);

        // Both types are nullable.
        _code.Write(3);
        _code.WriteUnsigned(0);
        GeneratedType.Any.WriteHeapType(_code);
        type.WriteHeapType(_code);
        if (!onFailure)
        {
            Emit(Opcode.Drop);
            Value(type, depth + 1);
        }

        _labels.RemoveAt(_labels.Count - 1);
        Emit(Opcode.End);
        if (onFailure)
        {
            Emit(Opcode.RefTestNull);
            type.WriteHeapType(_code);
            Emit(Opcode.Drop);
            Leaf(type);
        }
    }
}
