namespace Lanner.Native;

/// <summary>The end of a host function of a component.</summary>
/// <param name="cancellation">Is cancelled when the guest does not want the result any more.</param>
internal sealed unsafe class ComponentCompletion(CancellationToken cancellation) : Completion(cancellation)
{
    private readonly TaskCompletionSource<string?> _source = new();

    /// <summary>The task that the guest waits for, once the host has been called.</summary>
    internal ValueTask<string?> Result
    {
        get
        {
            if (!_source.Task.IsCompleted)
            {
                Watch();
            }

            return new ValueTask<string?>(_source.Task);
        }
    }

    internal override void Return(Vector* results)
    {
        var mistake = new ArgumentException("The function is one of a component: it ends by lanner_completion_return_text.");
        Fail(mistake);
        throw mistake;
    }

    internal override void ReturnText(Vector* text)
    {
        string? result;
        try
        {
            result = text is null || text->Size == 0 ? null : Text.Read(text, nameof(text));
        }
        catch (ArgumentException mistake)
        {
            Fail(mistake);
            throw;
        }

        // The guest goes on then, perhaps on a thread that is made for it.
        Startup.WithoutSignals(() => _source.TrySetResult(result));
    }

    internal override void Fail(Exception exception) => Startup.WithoutSignals(() => _source.TrySetException(exception));

    protected override void Cancel(CancellationToken cancellation) => _source.TrySetCanceled(cancellation);
}
