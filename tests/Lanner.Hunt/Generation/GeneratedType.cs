using Lanner.Binary;

namespace Lanner.Hunt.Generation;

/// <summary>Kinds of values in generated modules. The first five have the letters of
/// <see cref="Structure.OpcodeInfo.Signature"/>.</summary>
internal enum GeneratedKind
{
    I32,
    I64,
    F32,
    F64,
    V128,
    Function,
    External,
    Any,
    Equatable,
    I31,
    Structure,
    Array,

    /// <summary>A structure or array type of the module, by its index.</summary>
    Defined,
}

/// <summary>A value type of a generated module. References are nullable, so that every type has a default.</summary>
internal readonly record struct GeneratedType(GeneratedKind Kind, int Index = 0)
{
    internal static readonly GeneratedType I32 = new(GeneratedKind.I32);
    internal static readonly GeneratedType I64 = new(GeneratedKind.I64);
    internal static readonly GeneratedType F32 = new(GeneratedKind.F32);
    internal static readonly GeneratedType F64 = new(GeneratedKind.F64);
    internal static readonly GeneratedType V128 = new(GeneratedKind.V128);
    internal static readonly GeneratedType Function = new(GeneratedKind.Function);
    internal static readonly GeneratedType External = new(GeneratedKind.External);
    internal static readonly GeneratedType Any = new(GeneratedKind.Any);

    internal bool IsReference => Kind >= GeneratedKind.Function;

    /// <summary>True if the host can pass and get values of the type and compare them.</summary>
    internal bool IsNumber => Kind <= GeneratedKind.F64;

    internal char Letter => "iIfFv"[(int)Kind];

    internal static GeneratedType OfLetter(char letter) => new((GeneratedKind)"iIfFv".IndexOf(letter, StringComparison.Ordinal));

    internal void Write(ByteWriter writer)
    {
        if (Kind == GeneratedKind.Defined)
        {
            writer.Write(0x63);
        }

        WriteHeapType(writer);
    }

    /// <summary>The heap type of a reference; for an abstract one also the short form of the nullable reference to it (specification
    /// 5.3.4). For numbers their code.</summary>
    internal void WriteHeapType(ByteWriter writer)
    {
        if (Kind == GeneratedKind.Defined)
        {
            writer.WriteSigned(Index);
        }
        else
        {
            writer.Write(Kind switch
            {
                GeneratedKind.I32 => 0x7F,
                GeneratedKind.I64 => 0x7E,
                GeneratedKind.F32 => 0x7D,
                GeneratedKind.F64 => 0x7C,
                GeneratedKind.V128 => 0x7B,
                GeneratedKind.Function => 0x70,
                GeneratedKind.External => 0x6F,
                GeneratedKind.Any => 0x6E,
                GeneratedKind.Equatable => 0x6D,
                GeneratedKind.I31 => 0x6C,
                GeneratedKind.Structure => 0x6B,
                _ => (byte)0x6A,
            });
        }
    }
}

/// <summary>The types that a function or block takes and gives.</summary>
internal sealed record GeneratedSignature(GeneratedType[] Parameters, GeneratedType[] Results)
{
    public bool Equals(GeneratedSignature? other) =>
        other is not null && Parameters.AsSpan().SequenceEqual(other.Parameters) && Results.AsSpan().SequenceEqual(other.Results);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var type in Parameters)
        {
            hash.Add(type);
        }

        hash.Add(-1);
        foreach (var type in Results)
        {
            hash.Add(type);
        }

        return hash.ToHashCode();
    }
}

/// <summary>A field of a structure, or the elements of an array.</summary>
/// <param name="Type">The type when unpacked.</param>
/// <param name="PackedBits">8 or 16 for a packed field, else 0.</param>
/// <param name="IsMutable">True if it can be written.</param>
internal readonly record struct GeneratedField(GeneratedType Type, int PackedBits, bool IsMutable)
{
    internal void Write(ByteWriter writer)
    {
        if (PackedBits == 0)
        {
            Type.Write(writer);
        }
        else
        {
            writer.Write((byte)(PackedBits == 8 ? 0x78 : 0x77));
        }

        writer.Write((byte)(IsMutable ? 1 : 0));
    }
}

/// <summary>A structure or array type.</summary>
/// <param name="IsArray">True if it is an array, which has one field.</param>
/// <param name="Fields">The fields.</param>
/// <param name="Supertype">The index of the supertype, or -1.</param>
internal sealed record GeneratedAggregate(bool IsArray, GeneratedField[] Fields, int Supertype);
