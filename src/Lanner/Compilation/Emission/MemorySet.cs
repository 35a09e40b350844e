namespace Lanner.Compilation.Emission;

/// <summary>The memories that a function touches, in ascending order. Nearly always there is one.</summary>
internal sealed class MemorySet
{
    private readonly List<int> _indices = [];

    internal int Count => _indices.Count;

    internal int this[int position] => _indices[position];

    internal void Add(int memoryIndex)
    {
        var position = _indices.Count;
        while (position > 0 && _indices[position - 1] > memoryIndex)
        {
            position--;
        }

        if (position == 0 || _indices[position - 1] != memoryIndex)
        {
            _indices.Insert(position, memoryIndex);
        }
    }
}
