namespace Lanner.Wasi.Preview1;

/// <summary>The descriptors of a guest, by number. A new descriptor gets the lowest free number, as POSIX wants it. Looking one up takes no
/// lock.</summary>
/// <param name="maximum">The number of descriptors that there may be.</param>
internal sealed class DescriptorTable(int maximum) : IDisposable
{
    private readonly Lock _gate = new();
    private volatile Descriptor?[] _descriptors = new Descriptor?[8];

    /// <summary>No number below is free.</summary>
    private int _lowestFree;

    /// <summary>True if one more can be opened; to be asked before something is.</summary>
    internal bool HasRoom
    {
        get
        {
            lock (_gate)
            {
                return FindFree() < maximum;
            }
        }
    }

    internal Descriptor? Find(int number)
    {
        var descriptors = _descriptors;
        return (uint)number < (uint)descriptors.Length ? Volatile.Read(ref descriptors[number]) : null;
    }

    /// <summary>Adds a descriptor.</summary>
    /// <returns>Its number, or -1 when there are too many; it is closed then.</returns>
    internal int Add(Descriptor descriptor)
    {
        lock (_gate)
        {
            var number = FindFree();
            if (number < maximum)
            {
                if (number == _descriptors.Length)
                {
                    var larger = _descriptors;
                    Array.Resize(ref larger, larger.Length * 2);
                    _descriptors = larger;
                }

                _descriptors[number] = descriptor;
                _lowestFree = number + 1;
                return number;
            }
        }

        descriptor.Leave();
        return -1;
    }

    internal WasiError Close(int number)
    {
        Descriptor? descriptor;
        lock (_gate)
        {
            descriptor = Find(number);
            if (descriptor is null)
            {
                return WasiError.BadDescriptor;
            }

            _descriptors[number] = null;
            _lowestFree = int.Min(_lowestFree, number);
        }

        descriptor.Leave();
        return WasiError.Success;
    }

    /// <summary>Gives a descriptor the number of another, which is closed.</summary>
    internal WasiError Renumber(int from, int to)
    {
        Descriptor? replaced;
        lock (_gate)
        {
            replaced = Find(to);
            if (Find(from) is not { } moved || replaced is null)
            {
                return WasiError.BadDescriptor;
            }

            if (from == to)
            {
                return WasiError.Success;
            }

            _descriptors[to] = moved;
            _descriptors[from] = null;
            _lowestFree = int.Min(_lowestFree, from);
        }

        replaced.Leave();
        return WasiError.Success;
    }

    public void Dispose()
    {
        for (var number = 0; number < _descriptors.Length; number++)
        {
            Close(number);
        }
    }

    private int FindFree()
    {
        var number = _lowestFree;
        while (number < _descriptors.Length && _descriptors[number] is not null)
        {
            number++;
        }

        return _lowestFree = number;
    }
}
