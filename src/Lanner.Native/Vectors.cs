using System.Runtime.InteropServices;

namespace Lanner.Native;

/// <summary>The vectors of C, whose memory is that of C's malloc.</summary>
internal static unsafe class Vectors
{
    /// <summary>Makes a vector with room for elements, all zero.</summary>
    /// <exception cref="OutOfMemoryException">There is not so much memory.</exception>
    internal static void Allocate(Vector* output, nuint size, nuint elementSize)
    {
        *output = default;
        if (size > 0)
        {
            output->Data = NativeMemory.AllocZeroed(size, elementSize);
            output->Size = size;
        }
    }

    internal static void Free(Vector* vector)
    {
        NativeMemory.Free(vector->Data);
        *vector = default;
    }

    /// <summary>Makes a vector of bytes.</summary>
    internal static void Set(Vector* output, ReadOnlySpan<byte> bytes)
    {
        Allocate(output, (nuint)bytes.Length, 1);
        bytes.CopyTo(new Span<byte>(output->Data, bytes.Length));
    }

    internal static void CopyItems(Vector* output, Vector* vector)
    {
        Vector copy;
        Allocate(&copy, vector->Size, (nuint)sizeof(Item*));
        for (nuint index = 0; index < vector->Size; index++)
        {
            var item = ((Item**)vector->Data)[index];
            ((Item**)copy.Data)[index] = item is null ? null : Item.Copy(item);
        }

        *output = copy;
    }

    internal static void DeleteItems(Vector* vector)
    {
        for (nuint index = 0; index < vector->Size; index++)
        {
            Item.Delete(((Item**)vector->Data)[index]);
        }

        Free(vector);
    }

    internal static void DeleteValues(Vector* vector)
    {
        for (nuint index = 0; index < vector->Size; index++)
        {
            Values.Delete((WasmValue*)vector->Data + index);
        }

        Free(vector);
    }

    internal static void CopyValues(Vector* output, Vector* vector)
    {
        Vector copy;
        Allocate(&copy, vector->Size, (nuint)sizeof(WasmValue));
        for (nuint index = 0; index < vector->Size; index++)
        {
            Values.Copy((WasmValue*)copy.Data + index, (WasmValue*)vector->Data + index);
        }

        *output = copy;
    }

    /// <summary>Refuses a vector that is null, or says that it has elements and has none.</summary>
    internal static void Require(Vector* vector, string name)
    {
        if (vector is null || (vector->Data is null && vector->Size > 0))
        {
            throw new ArgumentNullException(name, $"{name} is null; a vector was expected.");
        }
    }

    /// <summary>Takes over the elements of a vector.</summary>
    internal static Vector Take(Vector* vector)
    {
        var taken = *vector;
        *vector = default;
        return taken;
    }
}
