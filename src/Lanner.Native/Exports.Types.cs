using System.Runtime.InteropServices;

namespace Lanner.Native;

/// <content>Descriptions of types.</content>
internal static unsafe partial class Exports
{
    internal static Item* wasm_valtype_new(byte kind) =>
        Types.FromValueType(Values.TypeOf((ValueKind)kind));

    internal static byte wasm_valtype_kind(Item* type) =>
        Item.Require(type, ItemKind.ValueType)->Detail;

    internal static Item* wasm_functype_new(Vector* parameters, Vector* results)
    {
        Types.RequireValueTypes(parameters, nameof(parameters));
        Types.RequireValueTypes(results, nameof(results));
        var item = Item.Make(ItemKind.FunctionType);
        item->First = Vectors.Take(parameters);
        item->Second = Vectors.Take(results);
        return item;
    }

    internal static Vector* wasm_functype_params(Item* type) =>
        &Item.Require(type, ItemKind.FunctionType)->First;

    internal static Vector* wasm_functype_results(Item* type) =>
        &Item.Require(type, ItemKind.FunctionType)->Second;

    internal static Item* wasm_globaltype_new(Item* content, byte mutability)
    {
        Item.Require(content, ItemKind.ValueType);
        if (mutability > 1)
        {
            throw new ArgumentException($"There is no mutability {mutability}; 0 (constant) or 1 (variable) was expected.");
        }

        var item = Item.Make(ItemKind.GlobalType);
        item->Inner = content;
        item->Detail = mutability;
        return item;
    }

    internal static Item* wasm_globaltype_content(Item* type) =>
        Item.Require(type, ItemKind.GlobalType)->Inner;

    internal static byte wasm_globaltype_mutability(Item* type) =>
        Item.Require(type, ItemKind.GlobalType)->Detail;

    internal static Item* wasm_tabletype_new(Item* element, LimitPair* limits)
    {
        var kind = (ValueKind)Item.Require(element, ItemKind.ValueType)->Detail;
        if (!Values.IsReference(kind))
        {
            throw new ArgumentException($"Elements of tables are references; {kind} was given.");
        }

        var item = Item.Make(ItemKind.TableType);
        item->Inner = element;
        item->Limits = Read(limits);
        return item;
    }

    internal static Item* wasm_tabletype_element(Item* type) =>
        Item.Require(type, ItemKind.TableType)->Inner;

    internal static LimitPair* wasm_tabletype_limits(Item* type) =>
        &Item.Require(type, ItemKind.TableType)->Limits;

    internal static Item* wasm_memorytype_new(LimitPair* limits)
    {
        var pair = Read(limits);
        var item = Item.Make(ItemKind.MemoryType);
        item->Limits = pair;
        return item;
    }

    internal static LimitPair* wasm_memorytype_limits(Item* type) =>
        &Item.Require(type, ItemKind.MemoryType)->Limits;

    internal static byte wasm_externtype_kind(Item* type) =>
        ExternKind(Types.RequireExternal(type)->Kind);

    internal static Item* wasm_importtype_new(Vector* module, Vector* name, Item* type)
    {
        Vectors.Require(module, nameof(module));
        Vectors.Require(name, nameof(name));
        Types.RequireExternal(type);
        var item = Item.Make(ItemKind.ImportType);
        item->First = Vectors.Take(module);
        item->Second = Vectors.Take(name);
        item->Inner = type;
        return item;
    }

    internal static Vector* wasm_importtype_module(Item* type) =>
        &Item.Require(type, ItemKind.ImportType)->First;

    internal static Vector* wasm_importtype_name(Item* type) =>
        &Item.Require(type, ItemKind.ImportType)->Second;

    internal static Item* wasm_importtype_type(Item* type) =>
        Item.Require(type, ItemKind.ImportType)->Inner;

    internal static Item* wasm_exporttype_new(Vector* name, Item* type)
    {
        Vectors.Require(name, nameof(name));
        Types.RequireExternal(type);
        var item = Item.Make(ItemKind.ExportType);
        item->First = Vectors.Take(name);
        item->Inner = type;
        return item;
    }

    internal static Vector* wasm_exporttype_name(Item* type) =>
        &Item.Require(type, ItemKind.ExportType)->First;

    internal static Item* wasm_exporttype_type(Item* type) =>
        Item.Require(type, ItemKind.ExportType)->Inner;

    /// <summary>The kind of an external type, or of a thing of one: <c>wasm_externkind_enum</c>.</summary>
    private static byte ExternKind(ItemKind kind) => kind switch
    {
        ItemKind.FunctionType or ItemKind.Function => 0,
        ItemKind.GlobalType or ItemKind.Global => 1,
        ItemKind.TableType or ItemKind.Table => 2,
        ItemKind.MemoryType or ItemKind.Memory => 3,
        _ => 4,
    };

    private static LimitPair Read(LimitPair* limits)
    {
        if (limits is null)
        {
            throw new ArgumentException("The pointer to the limits is null.");
        }

        return limits->Minimum <= limits->Maximum
            ? *limits
            : throw new ArgumentException($"The maximum, {limits->Maximum}, is below the minimum, {limits->Minimum}.");
    }
}
