using Lanner.Components;
using Lanner.Wasi.Preview2.Filesystem;
using Shared = Lanner.Wasi.Preview2.Filesystem.FilesystemInterfaces;

namespace Lanner.Wasi.Preview3.Filesystem;

/// <summary>The entries of a directory as a stream, each read when the guest reads it. It can be gone through once.</summary>
internal sealed class DirectoryEntries(SharedNode shared) : IAsyncEnumerable<ComponentValue>, IAsyncEnumerator<ComponentValue>
{
    private readonly DirectoryEntryStream _entries = new(shared);
    private readonly TaskCompletionSource<ComponentValue> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ComponentValue Current { get; private set; }

    public IAsyncEnumerator<ComponentValue> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

    public ValueTask<bool> MoveNextAsync()
    {
        var error = _entries.Read(out var name, out var type);
        if (error == WasiError.Success && name is not null)
        {
            Current = Shared.EntryOf(isPreview3: true, name, type);
            return new(true);
        }

        _end.TrySetResult(error == WasiError.Success ? ComponentValue.Ok() : ComponentValue.Error(ErrorCodes.Variant(error)));
        return new(false);
    }

    public ValueTask DisposeAsync()
    {
        _end.TrySetResult(ComponentValue.Ok());
        _entries.Dispose();
        return default;
    }

    /// <summary>The ends that a guest gets: a tuple of the stream and the future that says how it ended.</summary>
    internal ComponentValue PassTo() => Ends(this, _end.Task);

    /// <summary>The ends of what cannot be read at all.</summary>
    internal static ComponentValue Refused(WasiError error) =>
        Ends(AsyncEnumerable.Empty<ComponentValue>(), Task.FromResult(ComponentValue.Error(ErrorCodes.Variant(error))));

    private static ComponentValue Ends(IAsyncEnumerable<ComponentValue> entries, Task<ComponentValue> end) => ComponentValue.FromTuple(
        ComponentValue.FromStream(ComponentStream.FromValues(entries)), ComponentValue.FromFuture(ComponentFuture.FromTask(end)));
}
