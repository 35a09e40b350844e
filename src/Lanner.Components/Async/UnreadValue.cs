namespace Lanner.Components.Async;

/// <summary>Values of the host that nobody reads.</summary>
internal static class UnreadValue
{
    /// <summary>Drops what a value owns of the host: resources, streams and futures. Those of guests are left to whoever has made the
    /// value, since their destructors run code of guests.</summary>
    internal static void Drop(in ComponentValue value)
    {
        switch (value.Kind)
        {
            case ComponentValueKind.Own when value.AsResource() is { HostType: not null, MayPass: true } resource:
                resource.Dispose();
                break;
            case ComponentValueKind.Stream or ComponentValueKind.Future:
                HostEnd.Of(value).Drop();
                break;
            case ComponentValueKind.Option when value.AsOption() is { } some:
                Drop(some);
                break;
            case ComponentValueKind.Result when value.AsResult().Value is { } content:
                Drop(content);
                break;
            case ComponentValueKind.Variant when value.AsVariant().Value is { } content:
                Drop(content);
                break;
            case ComponentValueKind.Record:
                foreach (var (_, field) in value.AsRecord())
                {
                    Drop(field);
                }

                break;
            case ComponentValueKind.Tuple or ComponentValueKind.List when value.Payload is ComponentValue[] elements:
                foreach (ref readonly var element in elements.AsSpan())
                {
                    Drop(element);
                }

                break;
        }
    }
}
