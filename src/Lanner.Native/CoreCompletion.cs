namespace Lanner.Native;

/// <summary>The end of a host function of a core module.</summary>
/// <param name="shape">The function's type.</param>
/// <param name="cancellation">Is cancelled when guests of the store are to stop.</param>
internal sealed unsafe class CoreCompletion(CallShape shape, CancellationToken cancellation)
    : CompletionSource<Value[]>(cancellation)
{
    internal override void Return(Vector* results) => Source.TrySetResult(ReadOrFail(() => Read(results)));

    internal override void ReturnText(Vector* text) => ReadOrFail(static () =>
        throw new ArgumentException("The function is not one of a component: it ends by lanner_completion_return."));

    internal override void Fail(Exception exception) => Source.TrySetException(exception);

    private Value[] Read(Vector* results)
    {
        var count = results is null || results->Data is null ? 0 : results->Size;
        if (count != (nuint)shape.Results.Length)
        {
            throw new ArgumentException($"A host function has returned {count} results; {shape.Results.Length} were expected.");
        }

        var values = new Value[shape.Results.Length];
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = Values.Read((WasmValue*)results->Data + index, shape.Results[index], $"Result {index} of a host function");
        }

        return values;
    }
}
