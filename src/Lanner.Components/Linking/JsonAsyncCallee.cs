namespace Lanner.Components.Linking;

/// <summary>A function of the host that may wait, whose values are text in JSON.</summary>
internal sealed class JsonAsyncCallee(string name, ComponentJsonAsyncCallback callback, ComponentJsonOptions? options)
    : AsyncHostCallee(name, callback)
{
    internal override string? MistakeOf(ComponentFunctionType type) => JsonCallee.MistakeIn(type);

    protected override async ValueTask<ComponentValue?> Start(
        Store store, ComponentFunctionType type, ReadOnlyMemory<ComponentValue> arguments, CancellationToken cancellation)
    {
        var given = ComponentValue.FromTuple(arguments.Span).ToJson(options);
        return JsonCallee.ReadResult(type, await callback(store, given, cancellation).ConfigureAwait(false));
    }
}
