namespace Lanner.Native;

/// <summary>The end of a host function of a component.</summary>
/// <param name="cancellation">Is cancelled when the guest does not want the result any more.</param>
internal sealed unsafe class ComponentCompletion(CancellationToken cancellation) : CompletionSource<string?>(cancellation)
{
    internal override void Return(Vector* results) => ReadOrFail(static () =>
        throw new ArgumentException("The function is one of a component: it ends by lanner_completion_return_text."));

    internal override void ReturnText(Vector* text)
    {
        var result = ReadOrFail(() => text is null || text->Size == 0 ? null : Text.Read(text, nameof(text)));

        // The guest goes on then, perhaps on a thread that is made for it.
        Startup.WithoutSignals(() => Source.TrySetResult(result));
    }

    internal override void Fail(Exception exception) => Startup.WithoutSignals(() => Source.TrySetException(exception));
}
