namespace Lanner.Compilation.Metadata;

/// <summary>A signature being written (ECMA-335 II.23.2).</summary>
internal sealed class Signature
{
    private const byte Generic = 0x10;
    private const byte HasThis = 0x20;

    private readonly ByteBuffer _bytes = new();

    internal ReadOnlySpan<byte> Bytes => _bytes.Written;

    /// <summary>The signature of a method; its result and its parameters are to follow.</summary>
    internal static Signature OfMethod(int parameterCount, bool isInstance = false, int genericParameterCount = 0)
    {
        var signature = new Signature();
        signature._bytes.WriteByte((byte)((isInstance ? HasThis : 0) | (genericParameterCount > 0 ? Generic : 0)));
        if (genericParameterCount > 0)
        {
            signature._bytes.WriteCompressed(genericParameterCount);
        }

        signature._bytes.WriteCompressed(parameterCount);
        return signature;
    }

    /// <summary>The signature of a field; its type is to follow.</summary>
    internal static Signature OfField() => Starting(0x06);

    /// <summary>The signature of a property without parameters; its type is to follow.</summary>
    internal static Signature OfProperty(bool isStatic) => Starting(isStatic ? (byte)0x08 : (byte)0x28).Count(0);

    /// <summary>The signature of the locals of a body; their types are to follow.</summary>
    internal static Signature OfLocals(int count) => Starting(0x07).Count(count);

    /// <summary>The arguments of a generic method; they are to follow.</summary>
    internal static Signature OfMethodArguments(int count) => Starting(0x0A).Count(count);

    /// <summary>One of the types that a single byte stands for, or what goes before another type.</summary>
    internal Signature Add(ElementType type)
    {
        _bytes.WriteByte((byte)type);
        return this;
    }

    /// <summary>A number, of arguments or of a generic parameter.</summary>
    internal Signature Count(int value)
    {
        _bytes.WriteCompressed(value);
        return this;
    }

    /// <summary>A type by its token: a definition, a reference or a specification (ECMA-335 II.23.2.8).</summary>
    internal Signature Type(int token)
    {
        _bytes.WriteCompressed(CodedIndex.Encode(Column.TypeDefinitionOrReference, token));
        return this;
    }

    private static Signature Starting(byte kind)
    {
        var signature = new Signature();
        signature._bytes.WriteByte(kind);
        return signature;
    }
}

/// <summary>The codes of types in signatures (ECMA-335 II.23.1.16).</summary>
internal enum ElementType : byte
{
    Void = 0x01,
    Boolean = 0x02,
    SByte = 0x04,
    Byte = 0x05,
    Int16 = 0x06,
    UInt16 = 0x07,
    Int32 = 0x08,
    UInt32 = 0x09,
    Int64 = 0x0A,
    UInt64 = 0x0B,
    Single = 0x0C,
    Double = 0x0D,
    String = 0x0E,
    Pointer = 0x0F,
    ByReference = 0x10,
    ValueType = 0x11,
    Class = 0x12,
    TypeParameter = 0x13,
    GenericInstance = 0x15,
    IntPtr = 0x18,
    UIntPtr = 0x19,
    Object = 0x1C,
    Array = 0x1D,
    MethodParameter = 0x1E,
    RequiredModifier = 0x1F,
}
