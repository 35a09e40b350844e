using Lanner.Admission;
using Lanner.Structure;

namespace Lanner.Validation;

/// <summary>The rules about declared subtypes (specification 3.2.10 and 3.3.6): a subtype's structure must match that of its
/// supertype.</summary>
internal static class SubtypeRules
{
    internal static void Validate(ModuleDefinition module, ModuleAdmission? admission)
    {
        for (var index = 0; index < module.Types.Length; index++)
        {
            admission?.Reach(module.Offsets.Types[index]);
            var type = module.Types[index];
            if (type.Supertype is not { } supertype)
            {
                continue;
            }

            if (supertype.IsFinal)
            {
                throw new InvalidModuleException($"sub type: type {index} declares a supertype that is final", module.Offsets.Types[index]);
            }

            if (!Matches(type, supertype))
            {
                throw new InvalidModuleException(
                    $"sub type: type {index} does not match its supertype {supertype}", module.Offsets.Types[index]);
            }
        }
    }

    private static bool Matches(DefinedType type, DefinedType supertype) => (type, supertype) switch
    {
        (FunctionType function, FunctionType other) =>
            Matches(other.ParameterArray, function.ParameterArray) && Matches(function.ResultArray, other.ResultArray),
        (StructType structure, StructType other) => Matches(structure.FieldArray, other.FieldArray),
        (ArrayType array, ArrayType other) => Matches(array.Element, other.Element),
        _ => false,
    };

    private static bool Matches(WasmValueType[] types, WasmValueType[] others) =>
        types.Length == others.Length && types.Zip(others).All(pair => pair.First.IsSubtypeOf(pair.Second));

    /// <summary>A structure may have more fields than its supertype.</summary>
    private static bool Matches(FieldType[] fields, FieldType[] others) =>
        fields.Length >= others.Length && fields.Zip(others).All(pair => Matches(pair.First, pair.Second));

    private static bool Matches(FieldType field, FieldType other) =>
        field.IsMutable == other.IsMutable
        && field.Packed == other.Packed
        && (field.IsMutable ? field.Type == other.Type : field.Type.IsSubtypeOf(other.Type));
}
