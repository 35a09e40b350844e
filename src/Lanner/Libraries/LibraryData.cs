using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Metadata;

namespace Lanner.Libraries;

/// <summary>The bytes that a library carries: values of fields, which stand in the image where the program finds them without reading
/// anything.</summary>
internal sealed class LibraryData
{
    private readonly List<byte[]> _values = [];
    private int _fields;

    /// <summary>Adds bytes.</summary>
    /// <returns>Their number, for <see cref="EmitLoad"/>.</returns>
    internal int Add(ReadOnlySpan<byte> value)
    {
        _values.Add(value.ToArray());
        return _values.Count - 1;
    }

    internal int Add(int[] values) => Add(MemoryMarshal.AsBytes(values.AsSpan()));

    /// <summary>Adds the class with the fields, and a structure of the size of each. What is added before it can be loaded by methods
    /// behind it.</summary>
    internal void AddClass(LibraryAssembly assembly)
    {
        var tables = assembly.Metadata.Tables;
        var types = new int[_values.Count];
        for (var index = 0; index < types.Length; index++)
        {
            types[index] = assembly.AddType(
                TypeAttributes.NotPublic | TypeAttributes.ExplicitLayout | TypeAttributes.Sealed, LibraryWriter.InternalNamespace,
                string.Create(CultureInfo.InvariantCulture, $"Bytes{index}"), typeof(ValueType));
            tables.AddSize(types[index], int.Max(1, _values[index].Length));
        }

        assembly.AddType(
            TypeAttributes.NotPublic | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit,
            LibraryWriter.InternalNamespace, "Data", typeof(object));
        _fields = tables.FieldCount + 1;
        for (var index = 0; index < _values.Count; index++)
        {
            var signature = Signature.OfField().Add(ElementType.ValueType).Type(types[index]);
            tables.AddField(
                FieldAttributes.Assembly | FieldAttributes.Static | FieldAttributes.InitOnly | FieldAttributes.HasFieldRVA,
                string.Create(CultureInfo.InvariantCulture, $"bytes{index}"), tables.BlobOf(signature));
            tables.AddValue(_values[index] is { Length: > 0 } value ? value : [0]);
        }
    }

    /// <summary>Emits what loads the address of bytes, and how many there are.</summary>
    /// <param name="il">The body of a method.</param>
    /// <param name="number">The number of the bytes.</param>
    /// <param name="size">The size of what is counted.</param>
    internal void EmitLoad(IlWriter il, int number, int size = 1)
    {
        EmitAddress(il, number);
        il.EmitConstant(_values[number].Length / size);
    }

    /// <summary>Emits what loads the address of a part of bytes, and how many there are.</summary>
    /// <param name="il">The body of a method.</param>
    /// <param name="number">The number of the bytes.</param>
    /// <param name="offset">The part's first byte.</param>
    /// <param name="length">The number of its bytes.</param>
    internal void EmitLoadPart(IlWriter il, int number, int offset, int length)
    {
        EmitAddress(il, number);
        il.EmitConstant(offset);
        il.Emit(ILOpCode.Add);
        il.EmitConstant(length);
    }

    private void EmitAddress(IlWriter il, int number)
    {
        il.EmitToken(ILOpCode.Ldsflda, MetadataToken.Of(TableId.Field, _fields + number));
        il.Emit(ILOpCode.Conv_i);
    }
}
