namespace Lanner.Hunt.Tasks.Model;

/// <summary>An instance (Canonical ABI, <c>ComponentInstance</c>).</summary>
internal sealed class ModelInstance(int number)
{
    internal int Number => number;

    internal Table Handles { get; } = new();

    internal byte[] Memory { get; } = new byte[65_536];

    internal int Backpressure { get; set; }

    /// <summary>The number of tasks that are known to wait for their beginning.</summary>
    internal int WaitingToEnter { get; set; }

    /// <summary>The task that has the instance to itself.</summary>
    internal GuestTask? Exclusive { get; set; }

    internal bool IsBusyFor(GuestTask task) => Backpressure > 0 || (task.NeedsExclusive && Exclusive is not null);

    internal uint AddEnd(CopyEnd end) => end.Index = Handles.Add(end);

    /// <summary>Takes out a readable end, which goes elsewhere (Canonical ABI, <c>lift_async_value</c>).</summary>
    internal SharedCopy LiftEnd(uint index, bool isFuture)
    {
        var end = Handles.Remove<CopyEnd>(index);
        SpecifiedTrapException.ThrowIf(!end.IsReadable || end.IsFuture != isFuture, $"handle {index} is an end of another kind");
        SpecifiedTrapException.ThrowIf(end.State != CopyState.Idle, "an end is passed on that is not idle");
        SpecifiedTrapException.ThrowIf(end.Set is not null, "an end is passed on that is in a set");
        return end.Shared;
    }

    /// <summary>True if <see cref="LiftEnd"/> would trap.</summary>
    internal bool RefusesToLift(uint index, bool isFuture) => !Handles.IndicesOf<CopyEnd>(
        end => end.Index == index && end.IsReadable && end.IsFuture == isFuture && end.State == CopyState.Idle && end.Set is null).Any();
}
