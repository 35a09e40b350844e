using System.Text;

namespace Lanner;

/// <summary>The type of a function: what it takes and what it returns (specification 2.3.7).</summary>
public sealed class FunctionType : DefinedType
{
    internal FunctionType(WasmValueType[] parameters, WasmValueType[] results)
    {
        ParameterArray = parameters;
        ResultArray = results;
    }

    /// <summary>The types of the parameters, first to last.</summary>
    public IReadOnlyList<WasmValueType> Parameters => ParameterArray;

    /// <summary>The types of the results, first to last.</summary>
    public IReadOnlyList<WasmValueType> Results => ResultArray;

    internal WasmValueType[] ParameterArray { get; }

    internal WasmValueType[] ResultArray { get; }

    /// <summary>The function type with these parameters and results, final and without a supertype.</summary>
    public static FunctionType Create(IEnumerable<WasmValueType> parameters, IEnumerable<WasmValueType> results) =>
        Of([.. parameters], [.. results]);

    /// <summary>The function type with these parameters and results, which are not to be changed afterwards.</summary>
    internal static FunctionType Of(WasmValueType[] parameters, WasmValueType[] results) =>
        (FunctionType)TypeRegistry.Canonicalize([new(new FunctionType(parameters, results), null, true)])[0];

    internal override void WriteKey(TypeKey key)
    {
        key.Write('f');
        key.Write(ParameterArray);
        key.Write(ResultArray);
    }

    /// <summary>The type as the text format writes it, such as <c>(func (param i32 i32) (result i32))</c>. Types that it refers to, which
    /// may be itself, are written by their kind alone.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("(func");
        Append(text, " (param", ParameterArray);
        Append(text, " (result", ResultArray);
        return text.Append(')').ToString();
    }

    private static void Append(StringBuilder text, string word, WasmValueType[] types)
    {
        if (types.Length == 0)
        {
            return;
        }

        text.Append(word);
        foreach (var type in types)
        {
            text.Append(' ').Append(type.ToString(isBrief: true));
        }

        text.Append(')');
    }
}

/// <summary>The type of a structure: its fields in order (specification 2.3.7).</summary>
public sealed class StructType : DefinedType
{
    internal StructType(FieldType[] fields) => FieldArray = fields;

    /// <summary>The fields, first to last.</summary>
    public IReadOnlyList<FieldType> Fields => FieldArray;

    internal FieldType[] FieldArray { get; }

    /// <summary>The first field whose type has no default value, or -1. Found once: a structure can have thousands of fields, and so can
    /// the instructions that ask.</summary>
    internal int FirstFieldWithoutDefault
    {
        get
        {
            if (_firstFieldWithoutDefault < -1)
            {
                _firstFieldWithoutDefault = Array.FindIndex(FieldArray, candidate => !candidate.Type.IsDefaultable);
            }

            return _firstFieldWithoutDefault;
        }
    }

    private int _firstFieldWithoutDefault = -2;

    internal override void WriteKey(TypeKey key)
    {
        key.Write('s');
        key.Write(FieldArray.Length);
        foreach (var field in FieldArray)
        {
            key.Write(field);
        }
    }

    /// <summary>The type as the text format writes it. A type that refers to itself is written by its kind alone.</summary>
    public override string ToString() => FieldArray.Length == 0 ? "(struct)" : "(struct …)";
}

/// <summary>The type of an array: the type of its elements (specification 2.3.7).</summary>
public sealed class ArrayType : DefinedType
{
    internal ArrayType(FieldType element) => Element = element;

    /// <summary>Makes an array type whose element is still to come, since that may refer to the array type itself.</summary>
    internal ArrayType()
    {
    }

    /// <summary>The type of each element.</summary>
    public FieldType Element { get; private set; }

    /// <summary>Gives the element. Called once, before the type becomes canonical.</summary>
    internal void SetElement(FieldType element) => Element = element;

    internal override void WriteKey(TypeKey key)
    {
        key.Write('a');
        key.Write(Element);
    }

    /// <summary>The type as the text format writes it. A type that refers to itself is written by its kind alone.</summary>
    public override string ToString() => "(array …)";
}

/// <summary>The layout of a field: as a value type, or packed into 8 or 16 bits.</summary>
public enum PackedKind : byte
{
    /// <summary>Not packed.</summary>
    None,

    /// <summary>An <c>i32</c> kept in 8 bits.</summary>
    I8,

    /// <summary>An <c>i32</c> kept in 16 bits.</summary>
    I16,
}

/// <summary>The type of a structure's field or an array's element (specification 2.3.6).</summary>
/// <param name="Type">The type of the value; <c>i32</c> for a packed field.</param>
/// <param name="Packed">The packing of the value, if it is packed.</param>
/// <param name="IsMutable">True if the field can be written after the object was made.</param>
public readonly record struct FieldType(WasmValueType Type, PackedKind Packed, bool IsMutable);
