using Lanner.Components;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>A <c>fields</c>: headers or trailers in the hands of a guest.</summary>
/// <param name="list">The fields. Those of a message are shared by all who look at them.</param>
/// <param name="isMutable">True if the guest may change them.</param>
/// <param name="isView">True if a parent, which does not end before this, holds their bytes.</param>
internal sealed class Fields(FieldList list, bool isMutable, bool isView = false) : HostResource(isView ? 0 : list.HeldBytes)
{
    private static readonly ComponentValue Done = ComponentValue.Ok();

    internal FieldList List => list;

    internal static void Define(InterfaceDefinition types)
    {
        var type = HttpResourceTypes.Fields;
        types.Resource(type);
        types.Function("[constructor]fields", call => Own(call, new FieldList()));
        types.Function("[static]fields.from-list", FromList);
        types.Method(type, "get", call => ToValues(Of(call).Get(call[1].AsString())));
        types.Method(type, "has", call => ComponentValue.FromBool(Of(call).Get(call[1].AsString()).Any()));
        types.Method(type, "set", call => Change(
            call, [.. call[2].AsList().Select(value => value.AsNumbers<byte>().ToArray())], isAdded: false));
        types.Method(type, "delete", call => Change(call, [], isAdded: false));
        types.Method(type, "append", call => Change(call, [call[2].AsNumbers<byte>().ToArray()], isAdded: true));
        if (types.IsPreview3)
        {
            types.Method(type, "get-and-delete", GetAndDelete);
        }

        types.Method(type, types.IsPreview3 ? "copy-all" : "entries", call => ComponentValue.FromList([.. Of(call).Select(
            field => ComponentValue.FromTuple(ComponentValue.FromString(field.Name), ComponentValue.FromNumbers<byte>(field.Value)))]));
        types.Method(type, "clone", call => Own(call, Of(call).Copy()));
    }

    /// <summary>A look at the fields of a message, which must not be changed.</summary>
    internal static ComponentValue View(InterfaceCall call, FieldList list, HostResource parent) =>
        call.Own(HttpResourceTypes.Fields, new Fields(list, isMutable: false, isView: true), parent);

    /// <summary>Takes the fields that a guest passes on.</summary>
    internal static FieldList Take(in ComponentValue argument)
    {
        var fields = InterfaceCall.Take<Fields>(argument);
        fields.Drop();
        return fields.List;
    }

    private static FieldList Of(InterfaceCall call) => call.Resource<Fields>(0).List;

    private static ComponentValue Own(InterfaceCall call, FieldList list) =>
        call.Own(HttpResourceTypes.Fields, new Fields(list, isMutable: true));

    private static ComponentValue ToValues(IEnumerable<byte[]> values) =>
        ComponentValue.FromList([.. values.Select(value => ComponentValue.FromNumbers<byte>(value))]);

    private static ComponentValue? FromList(InterfaceCall call)
    {
        var list = new FieldList();
        foreach (var entry in call[0].AsList())
        {
            var field = entry.AsList();
            if (Add(call, list, field[0].AsString(), field[1].AsNumbers<byte>().ToArray()) is { } error)
            {
                return error;
            }
        }

        return ComponentValue.Ok(Own(call, list));
    }

    /// <summary>Adds a field.</summary>
    /// <returns>The error, or null.</returns>
    private static ComponentValue? Add(InterfaceCall call, FieldList list, string name, byte[] value) =>
        !FieldRules.IsToken(name) || !FieldRules.IsValue(name, value) ? HeaderError("invalid-syntax")
        : FieldRules.IsForbidden(name) ? HeaderError("forbidden")
        : !list.TryAdd(call.IsPreview3 ? list.WrittenAs(name) : name, value) ? TooMuch(call)
        : null;

    private static ComponentValue? Change(InterfaceCall call, byte[][] values, bool isAdded)
    {
        var (fields, name) = (call.Resource<Fields>(0), call[1].AsString());
        if (!fields.IsMutable)
        {
            return HeaderError("immutable");
        }

        if (!FieldRules.IsToken(name))
        {
            return HeaderError("invalid-syntax");
        }

        // Nothing is changed where one value is wrong.
        var changed = isAdded ? fields.List : fields.List.Copy();
        if (!isAdded)
        {
            changed.Remove(name);
        }

        if (!fields.TryHold(changed.HeldBytes + values.Sum(value => FieldList.SizeOf(name, value))))
        {
            return TooMuch(call);
        }

        var error = default(ComponentValue?);
        for (var index = 0; index < values.Length && error is null; index++)
        {
            error = Add(call, changed, name, values[index]);
        }

        if (error is null)
        {
            fields.Replace(changed);
        }

        fields.TryHold(fields.List.HeldBytes);
        return error ?? Done;
    }

    private static ComponentValue? GetAndDelete(InterfaceCall call)
    {
        var values = ToValues([.. Of(call).Get(call[1].AsString())]);
        var result = Change(call, [], isAdded: false)!.Value;
        return result.AsResult().IsError ? result : ComponentValue.Ok(values);
    }

    /// <summary>The error that comes closest to "too much", of those that there are.</summary>
    private static ComponentValue TooMuch(InterfaceCall call) => HeaderError(call.IsPreview3 ? "size-exceeded" : "invalid-syntax");

    private static ComponentValue HeaderError(string label) => ComponentValue.Error(ComponentValue.FromVariant(label));

    private bool IsMutable => isMutable;

    private void Replace(FieldList changed) => list = changed;
}
