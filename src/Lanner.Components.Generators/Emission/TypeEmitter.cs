using Lanner.Components.Generators.Naming;
using Lanner.Components.Generators.Types;
using Lanner.Wit;

namespace Lanner.Components.Generators.Emission;

/// <summary>Writes records, variants, enums and flags.</summary>
internal sealed class TypeEmitter(CodeWriter code, WorldModel world)
{
    internal void Emit(WorldItem item)
    {
        foreach (var type in item.Types.Where(type => type is not WitResourceType))
        {
            code.Line();
            Emit(type, item.IsExport);
        }
    }

    /// <summary>The names of the fields of a record.</summary>
    internal static string[] FieldNames(WitRecordType record, string typeName)
    {
        var scope = new NameScope([.. NameScope.OfObject, typeName]);
        return [.. record.Fields.Select(field => scope.Add(CSharpNames.Pascal(field.Name), "Value"))];
    }

    /// <summary>The names of the cases of a variant.</summary>
    internal static string[] CaseNames(WitVariantType variant, string typeName)
    {
        var scope = new NameScope([.. NameScope.OfObject, typeName]);
        return [.. variant.Cases.Select(one => scope.Add(CSharpNames.Pascal(one.Name), "Case"))];
    }

    /// <summary>The names of the cases of an enum.</summary>
    internal static string[] CaseNames(WitEnumType labels)
    {
        var scope = new NameScope("value__");
        return [.. labels.Cases.Select(one => scope.Add(CSharpNames.Pascal(one.Name), "Case"))];
    }

    /// <summary>The name of what goes with a case, which differs from those of all cases: they are inherited.</summary>
    internal static string PayloadName(string[] caseNames) => new NameScope(caseNames).Add("Value", "Payload");

    internal static string SimpleName(string fullName) => fullName.Substring(fullName.LastIndexOf('.') + 1);

    private void Emit(WitDefinedType type, bool isExport)
    {
        var name = SimpleName(world.NameOf(type, isExport));
        code.Document(type.Documentation);
        switch (type)
        {
            case WitRecordType record:
                var fields = FieldNames(record, name);
                for (var index = 0; index < fields.Length; index++)
                {
                    code.Document(record.Fields[index].Documentation, "param", $" name=\"{fields[index]}\"");
                }

                var parameters = record.Fields.Select((field, index) => $"{TypeNames.Of(world, field.Type, isExport)} {fields[index]}");
                var kind = Shapes.IsStructure(record) ? "readonly record struct" : "sealed record";
                code.Line($"public {kind} {name}({string.Join(", ", parameters)});");
                break;
            case WitVariantType variant:
                Emit(variant, name, isExport);
                break;
            case WitEnumType labels:
                code.Open($"public enum {name} : {TypeNames.OfSize(ValueLayout.DiscriminantSize(labels.Cases.Count))}");
                EmitMembers(labels.Cases, CaseNames(labels), index => $"{index}");
                code.Close();
                break;
            case WitFlagsType flags:
                EmitFlags(flags, name);
                break;
        }
    }

    private void Emit(WitVariantType variant, string name, bool isExport)
    {
        code.Open($"public abstract record {name}");
        code.Open($"private {name}()");
        code.Close();
        var names = CaseNames(variant, name);
        for (var index = 0; index < names.Length; index++)
        {
            code.Line();
            var one = variant.Cases[index];
            code.Document(one.Documentation);
            var payload = one.Type is null ? "" : $"({TypeNames.Of(world, one.Type, isExport)} {PayloadName(names)})";
            code.Line($"public sealed record {names[index]}{payload} : {name};");
        }

        code.Close();
    }

    private void EmitFlags(WitFlagsType flags, string name)
    {
        code.Line("[global::System.Flags]");
        code.Open($"public enum {name} : {TypeNames.OfSize(ValueLayout.FlagsSize(flags.Flags.Count))}");
        var scope = new NameScope("value__");
        string[] names = [.. flags.Flags.Select(flag => scope.Add(CSharpNames.Pascal(flag.Name), "Flag"))];
        if (!names.Contains("None"))
        {
            code.Document("No flag.");
            code.Line("None = 0,");
        }

        EmitMembers(flags.Flags, names, index => $"{1u << index}");
        code.Close();
    }

    private void EmitMembers(IReadOnlyList<WitMember> members, string[] names, Func<int, string> value)
    {
        for (var index = 0; index < names.Length; index++)
        {
            code.Document(members[index].Documentation);
            code.Line($"{names[index]} = {value(index)},");
        }
    }
}
