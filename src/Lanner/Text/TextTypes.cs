using Lanner.Binary;

namespace Lanner.Text;

/// <summary>A value type as the text gives it, with types that the module defines still as indices.</summary>
/// <param name="Code">The first byte of its binary form, for references always 0x63 (nullable) or 0x64.</param>
/// <param name="Heap">The heap type of a reference: an index, or the negative number that stands for an abstract heap type (specification
/// 5.3.3).</param>
internal readonly record struct TextValueType(byte Code, long Heap = 0)
{
    internal const byte NullableReference = 0x63;
    internal const byte Reference = 0x64;

    /// <summary>The number of the heap type <c>func</c>.</summary>
    internal const long Func = -0x10;

    internal bool IsReference => Code is Reference or NullableReference;

    internal bool IsNullable => Code == NullableReference;

    /// <summary>True if this is what a list of functions in an element segment can be without saying so.</summary>
    internal bool IsFunctionReference => IsReference && Heap == Func;

    internal void Write(ByteWriter writer)
    {
        // A nullable reference to an abstract heap type is written as the heap type alone.
        if (!IsNullable || Heap >= 0)
        {
            writer.Write(Code);
        }

        if (IsReference)
        {
            writer.WriteSigned(Heap);
        }
    }
}

/// <summary>The parameters and results of a function type.</summary>
internal sealed class FunctionSignature(TextValueType[] parameters, TextValueType[] results) : IEquatable<FunctionSignature>
{
    internal TextValueType[] Parameters { get; } = parameters;

    internal TextValueType[] Results { get; } = results;

    internal bool IsEmpty => Parameters.Length + Results.Length == 0;

    internal void Write(ByteWriter writer)
    {
        Write(writer, Parameters);
        Write(writer, Results);
    }

    internal static void Write(ByteWriter writer, ReadOnlySpan<TextValueType> types)
    {
        writer.WriteUnsigned((ulong)types.Length);
        foreach (var type in types)
        {
            type.Write(writer);
        }
    }

    public bool Equals(FunctionSignature? other) =>
        other is not null && Parameters.AsSpan().SequenceEqual(other.Parameters) && Results.AsSpan().SequenceEqual(other.Results);

    public override bool Equals(object? obj) => Equals(obj as FunctionSignature);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Parameters.Length);
        foreach (var type in Parameters)
        {
            hash.Add(type);
        }

        foreach (var type in Results)
        {
            hash.Add(type);
        }

        return hash.ToHashCode();
    }
}
