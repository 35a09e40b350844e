using System.Globalization;
using Lanner.Components.Structure;
using Lanner.Text.Printing;

namespace Lanner.Components.Text.Printing;

/// <content>Types and canonical definitions.</content>
internal sealed partial class ComponentPrinter
{
    private void PrintType(DeclaredType type)
    {
        switch (type)
        {
            case ComponentDeclaration component:
                _text.Append("(component");
                PrintAll(component.Declarations, ComponentNames.None);
                _text.Append(')');
                break;
            case InstanceDeclaration instance:
                _text.Append("(instance");
                PrintAll(instance.Declarations, ComponentNames.None);
                _text.Append(')');
                break;
            case FunctionDeclaration function:
                PrintFunctionType(function);
                break;
            case RecordDeclaration record:
                _text.Append("(record");
                _text.AppendList(record.Fields.Select(field => $"(field {StringText.Quote(field.Label)} {ValueType(field.Type)})"));
                _text.Append(')');
                break;
            case VariantDeclaration variant:
                _text.Append("(variant");
                _text.AppendList(variant.Cases.Select(one => $"(case {StringText.Quote(one.Label)}{Optional(one.Type)})"));
                _text.Append(')');
                break;
            case TupleDeclaration tuple:
                PrintList("tuple", tuple.Types.Select(ValueType));
                break;
            case FlagsDeclaration flags:
                PrintList("flags", flags.Labels.Select(StringText.Quote));
                break;
            case EnumDeclaration labels:
                PrintList("enum", labels.Labels.Select(StringText.Quote));
                break;
            default:
                _text.Append(ShortType(type));
                break;
        }
    }

    private void PrintList(string keyword, IEnumerable<string> items)
    {
        _text.Append('(').Append(keyword);
        _text.AppendList(items);
        _text.Append(')');
    }

    /// <summary>A type that has at most two parts.</summary>
    private string ShortType(DeclaredType type) => type switch
    {
        PrimitiveDeclaration primitive => PrimitiveType.NameOf(primitive.Kind),
        ListDeclaration { Length: { } length } list => $"(list {ValueType(list.Element)} {Number(length)})",
        ListDeclaration list => $"(list {ValueType(list.Element)})",
        MapDeclaration map => $"(map {ValueType(map.Key)} {ValueType(map.Value)})",
        OptionDeclaration option => $"(option {ValueType(option.Value)})",
        ResultDeclaration result => $"(result{Optional(result.Ok)}{(result.Error is { } error ? $" (error {ValueType(error)})" : "")})",
        HandleDeclaration handle => $"({(handle.IsOwn ? "own" : "borrow")} {Reference(new SortIndex(Sort.Type, handle.Resource))})",
        StreamDeclaration stream => $"(stream{Optional(stream.Element)})",
        FutureDeclaration future => $"(future{Optional(future.Element)})",
        ResourceDeclaration resource => $"(resource (rep {CoreType(resource.Representation)}){DestructorOf(resource)})",
        _ => throw new InvalidOperationException($"{type.GetType()} is not printed."),
    };

    private string DestructorOf(ResourceDeclaration resource) =>
        resource.Destructor is { } destructor ? $" (dtor (core func {Reference(new SortIndex(Sort.CoreFunction, destructor))}))" : "";

    private static string Number(uint number) => number.ToString(CultureInfo.InvariantCulture);

    private static string CoreType(byte code) => code switch
    {
        0x7E => "i64",
        0x7D => "f32",
        0x7C => "f64",
        0x7B => "v128",
        _ => "i32",
    };

    private string ValueType(ValueTypeReference type) =>
        type.Primitive is { } primitive ? PrimitiveType.NameOf(primitive) : Reference(new SortIndex(Sort.Type, type.Index));

    private string Optional(ValueTypeReference? type) => type is { } present ? $" {ValueType(present)}" : "";

    private void PrintFunctionType(FunctionDeclaration function)
    {
        _text.Append(function.IsAsync ? "(func async" : "(func");
        _text.AppendList(function.Parameters.Select(one => $"(param {StringText.Quote(one.Label)} {ValueType(one.Type)})"));
        _text.Append(ResultOf(function.Result)).Append(')');
    }

    private string ResultOf(ValueTypeReference? result) => result is { } type ? $" (result {ValueType(type)})" : "";

    private void PrintExternType(ExternType type, bool declares)
    {
        var sort = Sorts.Of(type.Kind);
        _text.Append('(').Append(Words(sort)).Append(declares ? Declare(sort) : "").Append(' ');
        switch (type.Kind)
        {
            case ComponentExternKind.CoreModule:
                _text.Append($"(type {Reference(new SortIndex(Sort.CoreType, type.Index))})");
                break;
            case ComponentExternKind.Value when type.ValueType is { } value:
                _text.Append(ValueType(value));
                break;
            case ComponentExternKind.Value:
                _text.Append($"(eq {Reference(new SortIndex(Sort.Value, type.Index))})");
                break;
            case ComponentExternKind.Type:
                _text.Append(type.IsAbstract ? "(sub resource)" : $"(eq {Reference(new SortIndex(Sort.Type, type.Index))})");
                break;
            default:
                _text.Append($"(type {Reference(new SortIndex(Sort.Type, type.Index))})");
                break;
        }

        _text.Append(')');
    }

    private void PrintCanonical(Definition definition)
    {
        switch (definition)
        {
            case LiftDefinition lift:
                _text.Append("canon lift ").Append(SortedReference(new SortIndex(Sort.CoreFunction, lift.CoreFunction)));
                PrintOptions(lift.Options);
                _text.Append(" (func").Append(Declare(Sort.Function)).Append(" (type ")
                    .Append(Reference(new SortIndex(Sort.Type, lift.Type))).Append("))");
                break;
            case LowerDefinition lower:
                _text.Append("canon lower ").Append(SortedReference(new SortIndex(Sort.Function, lower.Function)));
                PrintOptions(lower.Options);
                _text.Append(" (core func").Append(Declare(Sort.CoreFunction)).Append(')');
                break;
            case BuiltInDefinition builtIn:
                PrintBuiltIn(builtIn);
                _text.Append(" (core func").Append(Declare(Sort.CoreFunction)).Append(')');
                break;
        }
    }

    private void PrintBuiltIn(BuiltInDefinition builtIn)
    {
        var info = BuiltInTable.Get(builtIn.BuiltIn);
        _text.Append("canon ").Append(info.Name);
        AppendIf(info.Has(BuiltInImmediates.Shared) && builtIn.Flag, " shared");
        AppendIf(info.Has(BuiltInImmediates.Type), $" {Reference(new SortIndex(Sort.Type, builtIn.Type))}");
        AppendIf(info.Has(BuiltInImmediates.CoreType), $" {Reference(new SortIndex(Sort.CoreType, builtIn.CoreType))}");
        AppendIf(info.Has(BuiltInImmediates.Table), $" {SortedReference(new SortIndex(Sort.CoreTable, builtIn.Table))}");
        AppendIf(info.Has(BuiltInImmediates.Result), ResultOf(builtIn.Result));
        AppendIf(info.Has(BuiltInImmediates.Slot), $" {CoreType(builtIn.ValueType)} {Number(builtIn.Slot)}");
        AppendIf(info.Has(BuiltInImmediates.Async) && builtIn.Flag, " async");
        AppendIf(info.Has(BuiltInImmediates.Cancellable) && builtIn.Flag, " cancellable");
        AppendIf(info.Has(BuiltInImmediates.Memory), $" (memory {SortedReference(new SortIndex(Sort.CoreMemory, builtIn.Memory))})");
        PrintOptions(builtIn.Options);
    }

    private void AppendIf(bool isPresent, string text)
    {
        if (isPresent)
        {
            _text.Append(text);
        }
    }

    private void PrintOptions(CanonicalOption[] options)
    {
        foreach (var option in options)
        {
            _text.Append(option.Kind switch
            {
                CanonicalOptionKind.Utf8 => " string-encoding=utf8",
                CanonicalOptionKind.Utf16 => " string-encoding=utf16",
                CanonicalOptionKind.Latin1OrUtf16 => " string-encoding=latin1+utf16",
                CanonicalOptionKind.Async => " async",
                CanonicalOptionKind.Memory => $" (memory {SortedReference(new SortIndex(Sort.CoreMemory, option.Index))})",
                CanonicalOptionKind.Realloc => $" (realloc {SortedReference(new SortIndex(Sort.CoreFunction, option.Index))})",
                CanonicalOptionKind.PostReturn => $" (post-return {SortedReference(new SortIndex(Sort.CoreFunction, option.Index))})",
                _ => $" (callback {SortedReference(new SortIndex(Sort.CoreFunction, option.Index))})",
            });
        }
    }
}
