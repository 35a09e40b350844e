using Lanner.Components.Generators.Naming;
using Lanner.Components.Generators.Types;
using Lanner.Wit;

namespace Lanner.Components.Generators.Emission;

/// <summary>Writes the methods that take values of types with parts apart, and make them.</summary>
internal sealed class ValueCodecEmitter(CodeWriter code, Codec codec)
{
    private const string Value = "global::Lanner.Components.ComponentValue";
    private const string Side = $"{Codec.Bindings}.ValueSide _side";

    /// <summary>Writes the field with the labels of a variant, an enum or flags.</summary>
    internal void EmitLabels(WitType type, string field)
    {
        IReadOnlyList<WitMember> labels = type switch
        {
            WitVariantType variant => variant.Cases,
            WitEnumType labeled => labeled.Cases,
            _ => ((WitFlagsType)type).Flags,
        };
        var texts = string.Join(", ", labels.Select(one => CSharpNames.Literal(one.Name)));
        code.Line($"internal static readonly string[] {field} = [{texts}];");
    }

    /// <summary>Writes the method that takes a value apart.</summary>
    internal void EmitTaking(WitType type, bool inExport, string method)
    {
        var name = codec.TypeOf(type, inExport);
        code.Open($"internal static {name} {method}({Side}, {Value} _value)");
        switch (type)
        {
            case WitRecordType record:
                code.Line($"return new {name}({string.Join(", ", record.Fields.Select((field, index) => codec.Take(
                    field.Type,
                    inExport,
                    $"{Codec.Bindings}.ValueSide.FieldOf(_value, {index}, {CSharpNames.Literal(field.Name)})")))});");
                break;
            case WitTupleType tuple:
                var parts = string.Join(", ", tuple.Elements.Select((part, index) => codec.Take(part, inExport, PartOf("_value", index))));
                code.Line(tuple.Elements.Count > 1 ? $"return ({parts});" : $"return new {name}({parts});");
                break;
            case WitMapType map:
                code.Line($"var _map = new global::System.Collections.Generic.Dictionary"
                    + $"<{codec.TypeOf(map.Key, inExport)}, {codec.TypeOf(map.Value, inExport)}>();");
                code.Open("foreach (var _pair in _value.AsList())");
                code.Line($"_map[{codec.Take(map.Key, inExport, PartOf("_pair", 0))}] = "
                    + $"{codec.Take(map.Value, inExport, PartOf("_pair", 1))};");
                code.Close();
                code.Line("return _map;");
                break;
            case WitOptionType option:
                code.Open("if (_value.AsOption() is not { } _some)");
                code.Line("return default;");
                code.Close();
                var some = codec.Take(option.Some, inExport, "_some");
                code.Line(TypeNames.IsNested(option) ? $"return new {name}({some});" : $"return {some};");
                break;
            case WitResultType result:
                code.Line("var (_isError, _payload) = _value.AsResult();");
                code.Line($"return _isError ? {name}.Failed({TakePayload(result.Error, inExport)}) "
                    + $": {name}.Ok({TakePayload(result.Ok, inExport)});");
                break;
            default:
                TakeCase((WitVariantType)type, name, inExport);
                break;
        }

        code.Close();
    }

    /// <summary>Writes the method that makes a value.</summary>
    internal void EmitMaking(WitType type, bool inExport, string method)
    {
        var name = codec.TypeOf(type, inExport);
        code.Open($"internal static {Value} {method}({Side}, {name} _value)");
        switch (type)
        {
            case WitRecordType record:
                var names = TypeEmitter.FieldNames(record, TypeEmitter.SimpleName(name));
                RequireThere(type);
                code.Line($"return {Value}.FromRecord({string.Join(", ", record.Fields.Select((field, index) =>
                    $"({CSharpNames.Literal(field.Name)}, {codec.Make(field.Type, inExport, $"_value.{names[index]}")})"))});");
                break;
            case WitTupleType tuple:
                code.Line($"return {Value}.FromTuple({string.Join(", ", tuple.Elements.Select((part, index) =>
                    codec.Make(part, inExport, $"_value.Item{index + 1}")))});");
                break;
            case WitListType { Length: { } length } list:
                RequireThere(type);
                code.Line($"{Codec.Bindings}.GuestSide.RequireLength(_value.Length, {length});");
                code.Line($"return _side.FromArray<{codec.TypeOf(list.Element, inExport)}>"
                    + $"(_value, {codec.Making(list.Element, inExport)});");
                break;
            case WitMapType map:
                var pair = "global::System.Collections.Generic.KeyValuePair"
                    + $"<{codec.TypeOf(map.Key, inExport)}, {codec.TypeOf(map.Value, inExport)}>";
                code.Line($"return _side.FromArray<{pair}>(_value, static (_side, _value) => {Value}.FromTuple("
                    + $"{codec.Make(map.Key, inExport, "_value.Key")}, {codec.Make(map.Value, inExport, "_value.Value")}));");
                break;
            case WitOptionType option:
                var (test, some) = TypeNames.IsNested(option) ? ("_value.HasValue", "_value.Value") : ("_value is { } _some", "_some");
                code.Line($"return {test} ? {Value}.Some({codec.Make(option.Some, inExport, some)}) : {Value}.None;");
                break;
            case WitResultType result:
                code.Line($"return _value.IsOk ? {Value}.Ok({MakePayload(result.Ok, inExport, "_value.Value")}) "
                    + $": {Value}.Error({MakePayload(result.Error, inExport, "_value.Error")});");
                break;
            default:
                MakeCase((WitVariantType)type, name, inExport);
                break;
        }

        code.Close();
    }

    private static string PartOf(string tuple, int index) => $"{Codec.Bindings}.ValueSide.PartOf({tuple}, {index})";

    private string TakePayload(WitType? type, bool inExport) =>
        type is null ? "default" : codec.Take(type, inExport, "_payload.GetValueOrDefault()");

    private string MakePayload(WitType? type, bool inExport, string value) =>
        type is null ? "" : codec.Make(type, inExport, value);

    private void RequireThere(WitType type)
    {
        if (TypeNames.IsReference(type))
        {
            code.Line("global::System.ArgumentNullException.ThrowIfNull(_value, \"value\");");
        }
    }

    private void TakeCase(WitVariantType variant, string name, bool inExport)
    {
        var names = TypeEmitter.CaseNames(variant, TypeEmitter.SimpleName(name));
        code.Line("var (_, _payload) = _value.AsVariant();");
        code.Open($"switch ({Codec.Bindings}.ValueSide.NumberOf(_value, {codec.LabelsOf(variant, inExport)}))");
        for (var index = 0; index < names.Length; index++)
        {
            var payload = variant.Cases[index].Type is { } type ? TakePayload(type, inExport) : "";
            code.Line(index == names.Length - 1 ? "default:" : $"case {index}:");
            code.Line($"    return new {name}.{names[index]}({payload});");
        }

        code.Close();
    }

    private void MakeCase(WitVariantType variant, string name, bool inExport)
    {
        var names = TypeEmitter.CaseNames(variant, TypeEmitter.SimpleName(name));
        code.Open("switch (_value)");
        for (var index = 0; index < names.Length; index++)
        {
            var one = variant.Cases[index];
            var payload = one.Type is { } type
                ? ", " + codec.Make(type, inExport, $"_case{index}.{TypeEmitter.PayloadName(names)}")
                : "";
            code.Line($"case {name}.{names[index]}{(one.Type is null ? "" : $" _case{index}")}:");
            code.Line($"    return {Value}.FromVariant({CSharpNames.Literal(one.Name)}{payload});");
        }

        code.Line("default:");
        code.Line("    throw new global::System.ArgumentNullException(\"value\");");
        code.Close();
    }
}
