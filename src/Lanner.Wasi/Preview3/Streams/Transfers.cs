namespace Lanner.Wasi.Preview3.Streams;

/// <summary>The transfers of a context that are under way. Thread-safe.</summary>
internal sealed class Transfers
{
    private readonly Lock _gate = new();
    private readonly HashSet<Transfer> _transfers = [];

    internal void Add(Transfer transfer)
    {
        lock (_gate)
        {
            _transfers.Add(transfer);
        }
    }

    internal void Remove(Transfer transfer)
    {
        lock (_gate)
        {
            _transfers.Remove(transfer);
        }
    }

    /// <summary>Waits until all that was taken from the guest is written.</summary>
    internal void Settle()
    {
        Transfer[] transfers;
        lock (_gate)
        {
            transfers = [.. _transfers];
        }

        foreach (var transfer in transfers)
        {
            transfer.Settle();
        }
    }
}
