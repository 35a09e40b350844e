namespace Lanner.Components.Linking;

/// <summary>A function of the host that may wait, with its values as they are.</summary>
internal sealed class AsyncValueCallee(string name, ComponentAsyncCallback callback) : AsyncHostCallee(name, callback)
{
    protected override ValueTask<ComponentValue?> Start(
        Store store, ComponentFunctionType type, ReadOnlyMemory<ComponentValue> arguments, CancellationToken cancellation) =>
        callback(store, arguments, cancellation);
}
