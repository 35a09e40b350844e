using System.Net;

namespace Lanner.Wasi.Sockets;

/// <summary>The addresses that a guest was told when it looked up names. The oldest are forgotten when there are too many.
/// Thread-safe.</summary>
internal sealed class LearntAddresses
{
    private const int MaximumPairs = 4096;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, List<string>> _names = [];
    private readonly Queue<(IPAddress Address, string Name)> _order = [];

    internal void Add(string name, IPAddress[] addresses)
    {
        lock (_gate)
        {
            foreach (var address in addresses)
            {
                if (!_names.TryGetValue(address, out var names))
                {
                    _names.Add(address, names = []);
                }

                if (!names.Contains(name))
                {
                    names.Add(name);
                    _order.Enqueue((address, name));
                    Forget();
                }
            }
        }
    }

    /// <summary>The names that had an address.</summary>
    internal string[] NamesOf(IPAddress address)
    {
        lock (_gate)
        {
            return _names.TryGetValue(address, out var names) ? [.. names] : [];
        }
    }

    private void Forget()
    {
        if (_order.Count > MaximumPairs)
        {
            var (address, name) = _order.Dequeue();
            var names = _names[address];
            names.Remove(name);
            if (names.Count == 0)
            {
                _names.Remove(address);
            }
        }
    }
}
