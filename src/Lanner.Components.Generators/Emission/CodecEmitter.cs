using Lanner.Components.Generators.Types;
using Lanner.Wit;

namespace Lanner.Components.Generators.Emission;

/// <summary>Writes the methods that lift and lower types with parts: each goes over the parts, in memory or among core values.</summary>
internal sealed class CodecEmitter(CodeWriter code, Codec codec)
{
    /// <summary>Writes all methods that are asked for, and those that they ask for.</summary>
    internal void Emit()
    {
        var isOpen = false;
        while (codec.TryTake(out var wanted))
        {
            if (!isOpen)
            {
                code.Line();
                code.Open("private static class _Codec");
                isOpen = true;
            }
            else
            {
                code.Line();
            }

            Emit(wanted.Verb, wanted.Type, wanted.InExport, wanted.Method);
        }

        if (isOpen)
        {
            code.Close();
        }
    }

    private void Emit(string verb, WitType type, bool inExport, string method)
    {
        switch (verb)
        {
            case "Labels":
                new ValueCodecEmitter(code, codec).EmitLabels(type, method);
                return;
            case "Take":
                new ValueCodecEmitter(code, codec).EmitTaking(type, inExport, method);
                return;
            case "Make":
                new ValueCodecEmitter(code, codec).EmitMaking(type, inExport, method);
                return;
        }

        var name = codec.TypeOf(type, inExport);
        const string Side = $"scoped in {Codec.Bindings}.GuestSide _side";
        code.Open(verb switch
        {
            "Load" => $"internal static {name} {method}({Side}, ulong _at)",
            "Store" => $"internal static void {method}({Side}, {name} _value, ulong _at)",
            "Lift" => $"internal static {name} {method}({Side}, ref {Codec.Bindings}.FlatReader _reader)",
            _ => $"internal static void {method}({Side}, {name} _value, ref {Codec.Bindings}.FlatWriter _writer)",
        });
        code.Open("unchecked");
        var isFlat = verb is "Lift" or "Lower";
        if (verb is "Load" or "Lift")
        {
            EmitLift(type, inExport, isFlat);
        }
        else
        {
            EmitLower(type, inExport, isFlat);
        }

        code.Close();
        code.Close();
    }

    private void EmitLift(WitType type, bool inExport, bool isFlat)
    {
        var name = codec.TypeOf(type, inExport);
        switch (type)
        {
            case WitRecordType or WitTupleType:
                var parts = LiftParts(Shapes.PartsOf(type)!, inExport, isFlat);
                if (TypeNames.IsReference(type))
                {
                    Charge(parts.Count);
                }

                code.Line(type is WitTupleType { Elements.Count: > 1 }
                    ? $"return ({string.Join(", ", parts)});"
                    : $"return new {name}({string.Join(", ", parts)});");
                break;
            case WitListType { Length: { } length } list:
                code.Line($"var _items = _side.NewList<{codec.TypeOf(list.Element, inExport)}>({length});");
                LiftItems(list.Element, inExport, isFlat ? null : "_at");
                break;
            case WitListType list:
                LiftList(codec.TypeOf(list.Element, inExport), codec.Places.Of(list.Element), isFlat);
                LiftItems(list.Element, inExport, "_start");
                break;
            case WitMapType map:
                LiftMap(map, inExport, isFlat);
                break;
            default:
                LiftCases(type, name, inExport, isFlat);
                break;
        }
    }

    private void EmitLower(WitType type, bool inExport, bool isFlat)
    {
        switch (type)
        {
            case WitRecordType or WitTupleType:
                LowerParts(type, inExport, isFlat);
                break;
            case WitListType { Length: { } length } list:
                code.Line($"{Codec.Bindings}.GuestSide.RequireLength(_value.Length, {length});");
                LowerItems(list.Element, inExport, isFlat ? null : "_at");
                break;
            case WitListType list:
                LowerList("_value.Length", codec.Places.Of(list.Element), isFlat);
                LowerItems(list.Element, inExport, "_start");
                break;
            case WitMapType map:
                var pair = codec.Places.OfParts([map.Key, map.Value], out var offsets);
                LowerList("_value.Count", pair, isFlat);
                code.Open("foreach (var _pair in _value)");
                code.Line(codec.Store(map.Key, inExport, "_pair.Key", "_start"));
                code.Line(codec.Store(map.Value, inExport, "_pair.Value", offsets[1].From("_start")));
                code.Line($"_start += {pair.Size.Text("UL")};");
                code.Close();
                break;
            default:
                LowerCases(type, inExport, isFlat);
                break;
        }
    }

    private List<string> LiftParts(IReadOnlyList<WitType> parts, bool inExport, bool isFlat)
    {
        codec.Places.OfParts(parts, out var offsets);
        return [.. parts.Select((part, index) =>
            isFlat ? codec.Lift(part, inExport) : codec.Load(part, inExport, offsets[index].From("_at")))];
    }

    private void LowerParts(WitType type, bool inExport, bool isFlat)
    {
        var parts = Shapes.PartsOf(type)!;
        codec.Places.OfParts(parts, out var offsets);
        var names = type is WitRecordType record
            ? TypeEmitter.FieldNames(record, TypeEmitter.SimpleName(codec.TypeOf(type, inExport)))
            : [.. parts.Select((_, index) => $"Item{index + 1}")];
        for (var index = 0; index < parts.Count; index++)
        {
            code.Line(isFlat
                ? codec.Lower(parts[index], inExport, $"_value.{names[index]}")
                : codec.Store(parts[index], inExport, $"_value.{names[index]}", offsets[index].From("_at")));
        }
    }

    private void LiftList(string element, Place place, bool isFlat)
    {
        var source = isFlat ? "LiftList" : "LoadList";
        code.Line($"var _items = _side.{source}<{element}>({(isFlat ? "ref _reader" : "_at")}, {place.Size.Text()}, "
            + $"{place.Alignment.Text()}, out var _start);");
    }

    /// <summary>Goes over the elements of a list: from an address, or among core values.</summary>
    private void LiftItems(WitType element, bool inExport, string? start)
    {
        code.Open("for (var _index = 0; _index < _items.Length; _index++)");
        var value = start is null ? codec.Lift(element, inExport) : codec.Load(element, inExport, At(element, start));
        code.Line($"_items[_index] = {value};");
        code.Close();
        code.Line("return _items;");
    }

    private void LiftMap(WitMapType map, bool inExport, bool isFlat)
    {
        var types = $"<{codec.TypeOf(map.Key, inExport)}, {codec.TypeOf(map.Value, inExport)}>";
        var pair = codec.Places.OfParts([map.Key, map.Value], out var offsets);
        LiftList($"global::System.Collections.Generic.KeyValuePair{types}", pair, isFlat);
        code.Line($"var _map = new global::System.Collections.Generic.Dictionary{types}(_items.Length);");
        code.Open("for (var _index = 0; _index < _items.Length; _index++)");
        var key = codec.Load(map.Key, inExport, "_start");
        code.Line($"_map[{key}] = {codec.Load(map.Value, inExport, offsets[1].From("_start"))};");
        code.Line($"_start += {pair.Size.Text("UL")};");
        code.Close();
        code.Line("return _map;");
    }

    private void LowerList(string count, Place place, bool isFlat)
    {
        var measures = $"{place.Size.Text()}, {place.Alignment.Text()}";
        code.Line(isFlat
            ? $"var _start = _side.LowerList({count}, {measures}, ref _writer);"
            : $"var _start = _side.StoreList(_at, {count}, {measures});");
    }

    private void LowerItems(WitType element, bool inExport, string? start)
    {
        code.Open("for (var _index = 0; _index < _value.Length; _index++)");
        code.Line(start is null
            ? codec.Lower(element, inExport, "_value[_index]")
            : codec.Store(element, inExport, "_value[_index]", At(element, start)));
        code.Close();
    }

    private string At(WitType element, string start) => $"{start} + ((ulong)_index * {codec.Places.Of(element).Size.Text("UL")})";

    private void LiftCases(WitType type, string name, bool inExport, bool isFlat)
    {
        var cases = Shapes.CasesOf(type)!;
        codec.Places.OfCases(cases, out var offset);
        if (isFlat)
        {
            code.Line($"var _end = _reader.Position + {codec.Places.Of(type).FlatCount};");
        }

        if (type is WitVariantType)
        {
            Charge(2);
        }

        code.Line($"{name} _value;");
        code.Open($"switch ({Codec.Case(cases.Count, isFlat ? null : "_at")})");
        for (var index = 0; index < cases.Count; index++)
        {
            var payload = cases[index] is not { } part ? null
                : isFlat ? codec.Lift(part, inExport)
                : codec.Load(part, inExport, offset.From("_at"));
            code.Line(index == cases.Count - 1 ? "default:" : $"case {index}:");
            code.Line($"    _value = {MakeCase(type, name, index, payload)};");
            code.Line("    break;");
        }

        code.Close();
        if (isFlat)
        {
            code.Line("_reader.Position = _end;");
        }

        code.Line("return _value;");
    }

    private static string MakeCase(WitType type, string name, int index, string? payload) => type switch
    {
        WitVariantType variant => $"new {name}.{TypeEmitter.CaseNames(variant, TypeEmitter.SimpleName(name))[index]}({payload})",
        WitOptionType option => payload is null ? "default" : TypeNames.IsNested(option) ? $"new {name}({payload})" : payload,
        _ => $"{name}.{(index == 0 ? "Ok" : "Failed")}({payload ?? "default"})",
    };

    private void LowerCases(WitType type, bool inExport, bool isFlat)
    {
        var cases = Shapes.CasesOf(type)!;
        codec.Places.OfCases(cases, out var offset);
        if (isFlat)
        {
            code.Line($"var _end = _writer.Position + {codec.Places.Of(type).FlatCount};");
        }

        switch (type)
        {
            case WitVariantType variant:
                var name = codec.TypeOf(type, inExport);
                var names = TypeEmitter.CaseNames(variant, TypeEmitter.SimpleName(name));
                code.Open("switch (_value)");
                for (var index = 0; index < cases.Count; index++)
                {
                    var hasPayload = cases[index] is not null;
                    code.Line($"case {name}.{names[index]}{(hasPayload ? " _case" + index : "")}:");
                    LowerCase(cases, index, $"_case{index}.{TypeEmitter.PayloadName(names)}", inExport, isFlat, offset);
                    code.Line("    break;");
                }

                code.Line("default:");
                code.Line("    throw new global::System.ArgumentNullException(\"value\");");
                code.Close();
                break;
            case WitOptionType option:
                code.Open(TypeNames.IsNested(option) ? "if (_value.HasValue)" : "if (_value is { } _some)");
                LowerCase(cases, 1, TypeNames.IsNested(option) ? "_value.Value" : "_some", inExport, isFlat, offset);
                code.Close();
                code.Open("else");
                LowerCase(cases, 0, "", inExport, isFlat, offset);
                code.Close();
                break;
            default:
                code.Open("if (_value.IsOk)");
                LowerCase(cases, 0, "_value.Value", inExport, isFlat, offset);
                code.Close();
                code.Open("else");
                LowerCase(cases, 1, "_value.Error", inExport, isFlat, offset);
                code.Close();
                break;
        }

        if (isFlat)
        {
            code.Line("_writer.FillTo(_end);");
        }
    }

    private void LowerCase(
        IReadOnlyList<WitType?> cases, int index, string payload, bool inExport, bool isFlat, Measure offset)
    {
        code.Line(isFlat
            ? $"_writer.Write({index});"
            : $"_side.Write<{TypeNames.OfSize(ValueLayout.DiscriminantSize(cases.Count))}>(_at, {index});");
        if (cases[index] is { } part)
        {
            code.Line(isFlat ? codec.Lower(part, inExport, payload) : codec.Store(part, inExport, payload, offset.From("_at")));
        }
    }

    /// <summary>Counts the object that is made, with so many parts.</summary>
    private void Charge(int parts) => code.Line($"_side.Charge({24 + (16 * parts)});");
}
