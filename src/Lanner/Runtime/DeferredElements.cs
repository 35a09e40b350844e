namespace Lanner.Runtime;

/// <summary>What active segments put into a table and nobody has asked for yet: the objects of functions are made when they are first called or read, since an instance seldom
/// uses more than a few of hundreds. An element that waits here is null in the table.</summary>
/// <remarks>Only reading leaves the others waiting: whatever writes to the table has all of them made first, so that what waits is never in doubt.</remarks>
internal sealed class DeferredElements(InstanceState state)
{
    private readonly List<(uint[] Functions, int Offset)> _segments = [];

    /// <summary>Adds a segment, which lies over those before.</summary>
    internal void Add(uint[] functions, int offset) => _segments.Add((functions, offset));

    /// <summary>Makes an element, if one waits at the index.</summary>
    internal Function? Make(ulong index)
    {
        for (var segment = _segments.Count - 1; segment >= 0; segment--)
        {
            var (functions, offset) = _segments[segment];
            if (index >= (ulong)offset && index - (ulong)offset < (ulong)functions.Length)
            {
                return FunctionReferences.GetFunction(state, (int)functions[index - (ulong)offset]);
            }
        }

        return null;
    }

    /// <summary>Makes all that wait.</summary>
    internal void MakeAll(object?[] elements)
    {
        foreach (var (functions, offset) in _segments)
        {
            for (var index = 0; index < functions.Length; index++)
            {
                elements[offset + index] = FunctionReferences.GetFunction(state, (int)functions[index]);
            }
        }
    }
}
