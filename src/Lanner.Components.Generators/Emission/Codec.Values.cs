using Lanner.Components.Generators.Types;
using Lanner.Wit;

namespace Lanner.Components.Generators.Emission;

/// <content>The expressions that take values apart and make them, for functions that pass them as such.</content>
internal sealed partial class Codec
{
    private const string Value = "global::Lanner.Components.ComponentValue";

    /// <summary>The object of C# for a value.</summary>
    internal string Take(WitType type, bool inExport, string value)
    {
        switch (type.Underlying)
        {
            case WitPrimitiveType primitive:
                return $"{value}.As{primitive.Primitive}()";
            case WitListType { Length: null } list when Shapes.IsNumber(list.Element):
                return $"{Bindings}.ValueSide.ToNumbers<{TypeOf(list.Element, inExport)}>({value})";
            case WitListType list:
                return $"_side.ToArray<{TypeOf(list.Element, inExport)}>({value}, {Taking(list.Element, inExport)})";
            case WitEnumType:
                return $"({TypeOf(type, inExport)}){Bindings}.ValueSide.NumberOf({value}, {LabelsOf(type, inExport)})";
            case WitFlagsType:
                return $"({TypeOf(type, inExport)}){Bindings}.ValueSide.BitsOf({value}, {LabelsOf(type, inExport)})";
            case WitHandleType { Resource.Underlying: WitResourceType resource }:
                return world.IsExported(resource, inExport)
                    ? WrapHandle(resource, inExport, $"{value}.AsResource()")
                    : $"{Bindings}.ValueSide.ToHost<{world.NameOf(resource, inExport)}>({value})";
            case WitStreamType stream when TypeNames.IsBytes(stream):
                return $"{value}.AsStream().AsStream()";
            case WitStreamType { Element: { } element } when Shapes.IsNumber(element):
                return $"{Bindings}.ValueSide.ToNumberValues<{TypeOf(element, inExport)}>({value})";
            case WitStreamType stream:
                return $"_side.ToValues<{TypeOf(stream.Element, inExport)}>({value}, {Taking(stream.Element, inExport)})";
            case WitFutureType future:
                return $"_side.ToTask<{TypeOf(future.Element, inExport)}>({value}, {Taking(future.Element, inExport)})";
            default:
                return $"{MethodFor("Take", type, inExport)}(_side, {value})";
        }
    }

    /// <summary>The value for an object of C#.</summary>
    internal string Make(WitType type, bool inExport, string value)
    {
        switch (type.Underlying)
        {
            case WitPrimitiveType primitive:
                return $"{Value}.From{primitive.Primitive}({value})";
            case WitListType { Length: null } list when Shapes.IsNumber(list.Element):
                return $"{Value}.FromNumbers<{TypeOf(list.Element, inExport)}>({value})";
            case WitListType { Length: null } list:
                return $"_side.FromArray<{TypeOf(list.Element, inExport)}>({value}, {Making(list.Element, inExport)})";
            case WitEnumType:
                return $"{Bindings}.ValueSide.FromEnum((uint){value}, {LabelsOf(type, inExport)})";
            case WitFlagsType:
                return $"{Bindings}.ValueSide.FromFlags((uint){value}, {LabelsOf(type, inExport)})";
            case WitHandleType { Resource.Underlying: WitResourceType resource } handle:
                var isOwn = handle.IsBorrow ? "false" : "true";
                return world.IsExported(resource, inExport)
                    ? $"{Bindings}.ValueSide.FromGuest({value}, {isOwn})"
                    : $"_side.FromHost({value}, {world.NumberOf(resource, inExport)}, {isOwn})";
            case WitStreamType stream when TypeNames.IsBytes(stream):
                return $"{Value}.FromStream(global::Lanner.Components.ComponentStream.FromStream({value}))";
            case WitStreamType { Element: { } element } when Shapes.IsNumber(element):
                return $"{Bindings}.ValueSide.FromNumberValues<{TypeOf(element, inExport)}>({value})";
            case WitStreamType stream:
                return $"_side.FromValues<{TypeOf(stream.Element, inExport)}>({value}, {Making(stream.Element, inExport)})";
            case WitFutureType { Element: null }:
                return $"{Bindings}.ValueSide.FromTask({value})";
            case WitFutureType future:
                return $"_side.FromTask<{TypeOf(future.Element, inExport)}>({value}, {Making(future.Element, inExport)})";
            default:
                return $"{MethodFor("Make", type, inExport)}(_side, {value})";
        }
    }

    /// <summary>The labels of a variant, an enum or flags.</summary>
    internal string LabelsOf(WitType type, bool inExport) => MethodFor("Labels", type, inExport);

    /// <summary>The function that takes values apart.</summary>
    internal string Taking(WitType? type, bool inExport) =>
        $"static (_side, _value) => {(type is null ? "default" : Take(type, inExport, "_value"))}";

    /// <summary>The function that makes values.</summary>
    internal string Making(WitType? type, bool inExport) =>
        $"static (_side, _value) => {(type is null ? "default" : Make(type, inExport, "_value"))}";
}
