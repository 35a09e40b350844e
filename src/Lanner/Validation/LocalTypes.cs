using Lanner.Binary;

namespace Lanner.Validation;

/// <summary>The locals of a function: their types, and which of those without a default value have been set (specification 3.2.14,
/// "initialisation status").</summary>
/// <remarks>A body of a few bytes can declare 50,000 locals, so locals are kept as the runs they are declared in; only the first few, which
/// most instructions use, are spread out.</remarks>
internal sealed class LocalTypes
{
    private const int SpreadCount = 256;

    private readonly WasmValueType[] _spread = new WasmValueType[SpreadCount];

    /// <summary>The runs, and where each ends in the index space.</summary>
    private LocalRun[] _runs = [];
    private int[] _ends = [];
    private WasmValueType[] _parameters = [];

    /// <summary>A bit for each local without a default value that has been set, and the locals in the order in which that
    /// happened.</summary>
    private ulong[] _setBits = [];
    private readonly List<int> _setInOrder = [];
    private bool _allHaveDefaults;

    /// <summary>The number of locals, parameters included.</summary>
    internal int Count { get; private set; }

    /// <summary>The number of locals without a default value that have been set.</summary>
    internal int InitializedCount => _setInOrder.Count;

    /// <summary>Starts a function.</summary>
    internal void Reset(WasmValueType[] parameters, LocalRun[] runs)
    {
        UninitializeDownTo(0);
        _parameters = parameters;
        _runs = runs;
        if (_ends.Length < runs.Length)
        {
            _ends = new int[runs.Length];
        }

        Count = parameters.Length;
        _allHaveDefaults = true;
        for (var index = 0; index < runs.Length; index++)
        {
            Count += runs[index].Count;
            _ends[index] = Count;
            _allHaveDefaults &= runs[index].Type.IsDefaultable;
        }

        Spread();
        if (!_allHaveDefaults && _setBits.Length * 64 < Count)
        {
            _setBits = new ulong[(Count + 63) / 64];
        }
    }

    internal WasmValueType this[int index] => index < SpreadCount ? _spread[index] : Find(index);

    /// <summary>Tests whether a local may be read.</summary>
    internal bool IsInitialized(int index) =>
        _allHaveDefaults || index < _parameters.Length || this[index].IsDefaultable || (_setBits[index / 64] >> (index % 64) & 1) != 0;

    internal void Initialize(int index)
    {
        if (!IsInitialized(index))
        {
            _setBits[index / 64] |= 1UL << (index % 64);
            _setInOrder.Add(index);
        }
    }

    /// <summary>Forgets the locals that were set last, at the end of the block that set them.</summary>
    internal void UninitializeDownTo(int count)
    {
        while (_setInOrder.Count > count)
        {
            var index = _setInOrder[^1];
            _setBits[index / 64] &= ~(1UL << (index % 64));
            _setInOrder.RemoveAt(_setInOrder.Count - 1);
        }
    }

    private void Spread()
    {
        var filled = Math.Min(_parameters.Length, SpreadCount);
        Array.Copy(_parameters, _spread, filled);
        foreach (var run in _runs)
        {
            for (var end = filled + Math.Min(run.Count, SpreadCount - filled); filled < end; filled++)
            {
                _spread[filled] = run.Type;
            }
        }
    }

    private WasmValueType Find(int index)
    {
        if (index < _parameters.Length)
        {
            return _parameters[index];
        }

        // The run is the first one that ends after the index. Runs may be empty, so several can end at the same place.
        var (low, high) = (0, _runs.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _ends[middle] > index ? (low, middle) : (middle + 1, high);
        }

        return _runs[low].Type;
    }
}
