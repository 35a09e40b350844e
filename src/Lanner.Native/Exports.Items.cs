using System.Runtime.InteropServices;

namespace Lanner.Native;

/// <summary>The functions of C. Each has the name of the function in native/functions.list that it is, or is one that several of them
/// share. None throws: an exception that leaves managed code would end the process.</summary>
internal static unsafe partial class Exports
{
    internal static void item_delete(Item* item)
    {
        Item.Delete(item);
    }

    internal static Item* item_copy(Item* item) =>
        Item.Copy(item);

    internal static Item* item_as_itself(Item* item) => item;

    internal static Item* item_as_func(Item* item) => IfOf(item, ItemKind.Function);

    internal static Item* item_as_global(Item* item) => IfOf(item, ItemKind.Global);

    internal static Item* item_as_table(Item* item) => IfOf(item, ItemKind.Table);

    internal static Item* item_as_memory(Item* item) => IfOf(item, ItemKind.Memory);

    internal static Item* item_as_trap(Item* item) => IfOf(item, ItemKind.Trap);

    internal static Item* item_as_foreign(Item* item) => IfOf(item, ItemKind.Foreign);

    internal static Item* item_as_module(Item* item) => IfOf(item, ItemKind.Module);

    internal static Item* item_as_instance(Item* item) => IfOf(item, ItemKind.Instance);

    internal static Item* item_as_extern(Item* item) =>
        item is not null && item->Kind is ItemKind.Function or ItemKind.Global or ItemKind.Table or ItemKind.Memory or ItemKind.Tag
            ? item
            : null;

    internal static Item* item_as_functype(Item* item) => IfOf(item, ItemKind.FunctionType);

    internal static Item* item_as_globaltype(Item* item) => IfOf(item, ItemKind.GlobalType);

    internal static Item* item_as_tabletype(Item* item) => IfOf(item, ItemKind.TableType);

    internal static Item* item_as_memorytype(Item* item) => IfOf(item, ItemKind.MemoryType);

    internal static byte reference_same(Item* left, Item* right)
    {
        return left is null || right is null ? (byte)(left == right ? 1 : 0)
            : ReferenceEquals(References.Get(left).Target, References.Get(right).Target) ? (byte)1 : (byte)0;
    }

    internal static void* reference_get_host_info(Item* item) =>
        References.StoreOf(item).GetInfo(References.Get(item).Target);

    internal static void reference_set_host_info(Item* item, void* info) => SetInfo(item, info, 0);

    internal static void reference_set_host_info_with_finalizer(Item* item, void* info, nint finalizer) => SetInfo(item, info, finalizer);

    internal static void bytes_new_empty(Vector* output) => NewEmpty(output);

    internal static void bytes_new_uninitialized(Vector* output, nuint size) => NewUninitialized(output, size, 1);

    internal static void bytes_new(Vector* output, nuint size, byte* data) => New(output, size, data, 1);

    internal static void bytes_copy(Vector* output, Vector* vector)
    {
        Clear(output);
        Vectors.Require(vector, nameof(vector));
        if (output is not null)
        {
            Vectors.Allocate(output, vector->Size, 1);
            NativeMemory.Copy(vector->Data, output->Data, vector->Size);
        }
    }

    internal static void bytes_delete(Vector* vector)
    {
        if (vector is not null)
        {
            Vectors.Free(vector);
        }
    }

    internal static void values_new_empty(Vector* output) => NewEmpty(output);

    internal static void values_new_uninitialized(Vector* output, nuint size) => NewUninitialized(output, size, (nuint)sizeof(WasmValue));

    internal static void values_new(Vector* output, nuint size, WasmValue* data) => New(output, size, data, (nuint)sizeof(WasmValue));

    internal static void values_copy(Vector* output, Vector* vector)
    {
        Clear(output);
        Vectors.Require(vector, nameof(vector));
        if (output is not null)
        {
            Vectors.CopyValues(output, vector);
        }
    }

    internal static void values_delete(Vector* vector)
    {
        Vectors.Require(vector, nameof(vector));
        Vectors.DeleteValues(vector);
    }

    internal static void pointers_new_empty(Vector* output) => NewEmpty(output);

    internal static void pointers_new_uninitialized(Vector* output, nuint size) => NewUninitialized(output, size, (nuint)sizeof(Item*));

    internal static void pointers_new(Vector* output, nuint size, Item** data) => New(output, size, data, (nuint)sizeof(Item*));

    internal static void pointers_copy(Vector* output, Vector* vector)
    {
        Clear(output);
        Vectors.Require(vector, nameof(vector));
        if (output is not null)
        {
            Vectors.CopyItems(output, vector);
        }
    }

    internal static void pointers_delete(Vector* vector)
    {
        Vectors.Require(vector, nameof(vector));
        Vectors.DeleteItems(vector);
    }

    internal static void wasm_val_delete(WasmValue* value)
    {
        if (value is not null)
        {
            Values.Delete(value);
        }
    }

    internal static void wasm_val_copy(WasmValue* output, WasmValue* value)
    {
        if (output is null || value is null)
        {
            throw new ArgumentException("A pointer to a value is null; two were expected.");
        }

        Values.Copy(output, value);
    }

    private static Item* IfOf(Item* item, ItemKind kind) => item is not null && item->Kind == kind ? item : null;

    private static void SetInfo(Item* item, void* info, nint finalizer)
    {
        References.StoreOf(item).SetInfo(References.Get(item).Target, info, finalizer);
    }

    private static void Clear(Vector* output)
    {
        if (output is not null)
        {
            *output = default;
        }
    }

    private static void NewEmpty(Vector* output) => Clear(output);

    private static void NewUninitialized(Vector* output, nuint size, nuint elementSize)
    {
        if (output is not null)
        {
            Vectors.Allocate(output, size, elementSize);
        }
    }

    private static void New(Vector* output, nuint size, void* data, nuint elementSize)
    {
        Clear(output);
        if (data is null && size > 0)
        {
            throw new ArgumentException($"The pointer to the data is null; {size} elements were expected.");
        }

        if (output is not null)
        {
            Vectors.Allocate(output, size, elementSize);
            NativeMemory.Copy(data, output->Data, size * elementSize);
        }
    }
}
