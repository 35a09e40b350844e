using System.Runtime.InteropServices;

namespace Lanner.Native;

/// <summary>The functions of C. Each has the name of the function in native/functions.list that it is, or is one that several of them
/// share. None throws: an exception that leaves managed code would end the process.</summary>
internal static unsafe partial class Exports
{
    [UnmanagedCallersOnly]
    internal static void item_delete(Item* item)
    {
        try
        {
            Item.Delete(item);
        }
        catch (Exception exception)
        {
            Failures.Set(exception);
        }
    }

    [UnmanagedCallersOnly]
    internal static Item* item_copy(Item* item)
    {
        try
        {
            return Item.Copy(item);
        }
        catch (Exception exception)
        {
            return Failures.Null(exception);
        }
    }

    [UnmanagedCallersOnly]
    internal static Item* item_as_itself(Item* item) => item;

    [UnmanagedCallersOnly]
    internal static Item* item_as_func(Item* item) => IfOf(item, ItemKind.Function);

    [UnmanagedCallersOnly]
    internal static Item* item_as_global(Item* item) => IfOf(item, ItemKind.Global);

    [UnmanagedCallersOnly]
    internal static Item* item_as_table(Item* item) => IfOf(item, ItemKind.Table);

    [UnmanagedCallersOnly]
    internal static Item* item_as_memory(Item* item) => IfOf(item, ItemKind.Memory);

    [UnmanagedCallersOnly]
    internal static Item* item_as_trap(Item* item) => IfOf(item, ItemKind.Trap);

    [UnmanagedCallersOnly]
    internal static Item* item_as_foreign(Item* item) => IfOf(item, ItemKind.Foreign);

    [UnmanagedCallersOnly]
    internal static Item* item_as_module(Item* item) => IfOf(item, ItemKind.Module);

    [UnmanagedCallersOnly]
    internal static Item* item_as_instance(Item* item) => IfOf(item, ItemKind.Instance);

    [UnmanagedCallersOnly]
    internal static Item* item_as_extern(Item* item) =>
        item is not null && item->Kind is ItemKind.Function or ItemKind.Global or ItemKind.Table or ItemKind.Memory or ItemKind.Tag
            ? item
            : null;

    [UnmanagedCallersOnly]
    internal static Item* item_as_functype(Item* item) => IfOf(item, ItemKind.FunctionType);

    [UnmanagedCallersOnly]
    internal static Item* item_as_globaltype(Item* item) => IfOf(item, ItemKind.GlobalType);

    [UnmanagedCallersOnly]
    internal static Item* item_as_tabletype(Item* item) => IfOf(item, ItemKind.TableType);

    [UnmanagedCallersOnly]
    internal static Item* item_as_memorytype(Item* item) => IfOf(item, ItemKind.MemoryType);

    [UnmanagedCallersOnly]
    internal static byte reference_same(Item* left, Item* right)
    {
        try
        {
            return left is null || right is null ? (byte)(left == right ? 1 : 0)
                : ReferenceEquals(References.Get(left).Target, References.Get(right).Target) ? (byte)1 : (byte)0;
        }
        catch (Exception exception)
        {
            return Failures.False(exception);
        }
    }

    [UnmanagedCallersOnly]
    internal static void* reference_get_host_info(Item* item)
    {
        try
        {
            return References.StoreOf(item).GetInfo(References.Get(item).Target);
        }
        catch (Exception exception)
        {
            return Failures.Null(exception);
        }
    }

    [UnmanagedCallersOnly]
    internal static void reference_set_host_info(Item* item, void* info) => SetInfo(item, info, 0);

    [UnmanagedCallersOnly]
    internal static void reference_set_host_info_with_finalizer(Item* item, void* info, nint finalizer) => SetInfo(item, info, finalizer);

    [UnmanagedCallersOnly]
    internal static void bytes_new_empty(Vector* output) => NewEmpty(output);

    [UnmanagedCallersOnly]
    internal static void bytes_new_uninitialized(Vector* output, nuint size) => NewUninitialized(output, size, 1);

    [UnmanagedCallersOnly]
    internal static void bytes_new(Vector* output, nuint size, byte* data) => New(output, size, data, 1);

    [UnmanagedCallersOnly]
    internal static void bytes_copy(Vector* output, Vector* vector)
    {
        try
        {
            Clear(output);
            Vectors.Require(vector, nameof(vector));
            if (output is not null)
            {
                Vectors.Allocate(output, vector->Size, 1);
                NativeMemory.Copy(vector->Data, output->Data, vector->Size);
            }
        }
        catch (Exception exception)
        {
            Failures.Set(exception);
        }
    }

    [UnmanagedCallersOnly]
    internal static void bytes_delete(Vector* vector)
    {
        if (vector is not null)
        {
            Vectors.Free(vector);
        }
    }

    [UnmanagedCallersOnly]
    internal static void values_new_empty(Vector* output) => NewEmpty(output);

    [UnmanagedCallersOnly]
    internal static void values_new_uninitialized(Vector* output, nuint size) => NewUninitialized(output, size, (nuint)sizeof(WasmValue));

    [UnmanagedCallersOnly]
    internal static void values_new(Vector* output, nuint size, WasmValue* data) => New(output, size, data, (nuint)sizeof(WasmValue));

    [UnmanagedCallersOnly]
    internal static void values_copy(Vector* output, Vector* vector)
    {
        try
        {
            Clear(output);
            Vectors.Require(vector, nameof(vector));
            if (output is not null)
            {
                Vectors.CopyValues(output, vector);
            }
        }
        catch (Exception exception)
        {
            Failures.Set(exception);
        }
    }

    [UnmanagedCallersOnly]
    internal static void values_delete(Vector* vector)
    {
        try
        {
            Vectors.Require(vector, nameof(vector));
            Vectors.DeleteValues(vector);
        }
        catch (Exception exception)
        {
            Failures.Set(exception);
        }
    }

    [UnmanagedCallersOnly]
    internal static void pointers_new_empty(Vector* output) => NewEmpty(output);

    [UnmanagedCallersOnly]
    internal static void pointers_new_uninitialized(Vector* output, nuint size) => NewUninitialized(output, size, (nuint)sizeof(Item*));

    [UnmanagedCallersOnly]
    internal static void pointers_new(Vector* output, nuint size, Item** data) => New(output, size, data, (nuint)sizeof(Item*));

    [UnmanagedCallersOnly]
    internal static void pointers_copy(Vector* output, Vector* vector)
    {
        try
        {
            Clear(output);
            Vectors.Require(vector, nameof(vector));
            if (output is not null)
            {
                Vectors.CopyItems(output, vector);
            }
        }
        catch (Exception exception)
        {
            Failures.Set(exception);
        }
    }

    [UnmanagedCallersOnly]
    internal static void pointers_delete(Vector* vector)
    {
        try
        {
            Vectors.Require(vector, nameof(vector));
            Vectors.DeleteItems(vector);
        }
        catch (Exception exception)
        {
            Failures.Set(exception);
        }
    }

    [UnmanagedCallersOnly]
    internal static void wasm_val_delete(WasmValue* value)
    {
        try
        {
            if (value is not null)
            {
                Values.Delete(value);
            }
        }
        catch (Exception exception)
        {
            Failures.Set(exception);
        }
    }

    [UnmanagedCallersOnly]
    internal static void wasm_val_copy(WasmValue* output, WasmValue* value)
    {
        try
        {
            if (output is null || value is null)
            {
                throw new ArgumentException("A pointer to a value is null; two were expected.");
            }

            Values.Copy(output, value);
        }
        catch (Exception exception)
        {
            Failures.Set(exception);
        }
    }

    private static Item* IfOf(Item* item, ItemKind kind) => item is not null && item->Kind == kind ? item : null;

    private static void SetInfo(Item* item, void* info, nint finalizer)
    {
        try
        {
            References.StoreOf(item).SetInfo(References.Get(item).Target, info, finalizer);
        }
        catch (Exception exception)
        {
            Failures.Set(exception);
        }
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
        try
        {
            if (output is not null)
            {
                Vectors.Allocate(output, size, elementSize);
            }
        }
        catch (Exception exception)
        {
            Failures.Set(exception);
        }
    }

    private static void New(Vector* output, nuint size, void* data, nuint elementSize)
    {
        try
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
        catch (Exception exception)
        {
            Failures.Set(exception);
        }
    }
}
