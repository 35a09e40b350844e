namespace Lanner.Native;

/// <summary>Descriptions of types on their way between C and the engine. Those that come from the engine keep its own description, which
/// says more than C can.</summary>
internal static unsafe class Types
{
    internal static Item* FromValueType(WasmValueType type)
    {
        var kind = Values.KindOf(type);
        var item = Item.Make(ItemKind.ValueType, Values.TypeOf(kind) == type ? null : type);
        item->Detail = (byte)kind;
        return item;
    }

    internal static WasmValueType ToValueType(Item* item)
    {
        Item.Require(item, ItemKind.ValueType);
        return item->Target is WasmValueType exact ? exact : Values.TypeOf((ValueKind)item->Detail);
    }

    internal static Item* From(ExternalType type)
    {
        switch (type)
        {
            case FunctionExternalType { Type: var function }:
                return FromFunctionType(function);
            case GlobalType global:
                var item = Item.Make(ItemKind.GlobalType, global);
                item->Inner = FromValueType(global.Value);
                item->Detail = (byte)(global.IsMutable ? 1 : 0);
                return item;
            case TableType table:
                item = Item.Make(ItemKind.TableType, table);
                item->Inner = FromValueType(table.Element);
                item->Limits = LimitPair.From(table.Limits);
                return item;
            case MemoryType memory:
                item = Item.Make(ItemKind.MemoryType, memory);
                item->Limits = LimitPair.From(memory.Limits);
                return item;
            default:
                return Item.Make(ItemKind.TagType, type);
        }
    }

    internal static Item* FromFunctionType(FunctionType type)
    {
        var item = Item.Make(ItemKind.FunctionType, type);
        Fill(&item->First, type.Parameters);
        Fill(&item->Second, type.Results);
        return item;
    }

    internal static FunctionType ToFunctionType(Item* item)
    {
        Item.Require(item, ItemKind.FunctionType);
        return item->Target as FunctionType ?? FunctionType.Create(Read(&item->First), Read(&item->Second));
    }

    internal static GlobalType ToGlobalType(Item* item)
    {
        Item.Require(item, ItemKind.GlobalType);
        return item->Target as GlobalType ?? new GlobalType(ToValueType(item->Inner), item->Detail != 0);
    }

    internal static TableType ToTableType(Item* item)
    {
        Item.Require(item, ItemKind.TableType);
        return item->Target as TableType ?? new TableType(ToValueType(item->Inner), item->Limits.ToLimits());
    }

    internal static MemoryType ToMemoryType(Item* item)
    {
        Item.Require(item, ItemKind.MemoryType);
        return item->Target as MemoryType ?? new MemoryType(item->Limits.ToLimits());
    }

    /// <summary>Refuses what is no type of an import or export.</summary>
    internal static Item* RequireExternal(Item* item)
    {
        Item.Require(item, "an external type");
        return item->Kind is ItemKind.FunctionType or ItemKind.GlobalType or ItemKind.TableType or ItemKind.MemoryType or ItemKind.TagType
            ? item
            : throw new ArgumentException($"The pointer is to a {item->Kind}; an external type was expected.");
    }

    /// <summary>Refuses a vector with something else than value types.</summary>
    internal static void RequireValueTypes(Vector* vector, string name)
    {
        Vectors.Require(vector, name);
        for (nuint index = 0; index < vector->Size; index++)
        {
            Item.Require(((Item**)vector->Data)[index], ItemKind.ValueType);
        }
    }

    private static void Fill(Vector* output, IReadOnlyList<WasmValueType> types)
    {
        Vectors.Allocate(output, (nuint)types.Count, (nuint)sizeof(Item*));
        for (var index = 0; index < types.Count; index++)
        {
            ((Item**)output->Data)[index] = FromValueType(types[index]);
        }
    }

    private static WasmValueType[] Read(Vector* vector)
    {
        var types = new WasmValueType[vector->Size];
        for (var index = 0; index < types.Length; index++)
        {
            types[index] = ToValueType(((Item**)vector->Data)[index]);
        }

        return types;
    }
}
