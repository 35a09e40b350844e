using Lanner.Structure;

namespace Lanner.Runtime;

/// <summary>The elements that active segments put into a table and nobody has asked for yet: the objects of functions are made when they
/// are first called or read, since an instance seldom uses more than a few of hundreds. An element that waits here is null in the
/// table.</summary>
/// <remarks>Whatever writes to a part of the table has what waits there made or forgotten first, and the rest goes on waiting: making a
/// function takes the CLR some microseconds, and a table may have millions.</remarks>
internal sealed class DeferredElements(InstanceState state)
{
    /// <summary>The number of functions that are made between two looks at whether the guest is to stop.</summary>
    private const int Batch = 64;

    /// <summary>For each element the index of the function that waits, and one more; 0 where none does.</summary>
    private uint[] _waiting = NoElements<uint>.Array;

    /// <summary>Adds a segment, which lies over those before.</summary>
    internal void Add(uint[] functions, int offset)
    {
        if (_waiting.Length < offset + functions.Length)
        {
            Array.Resize(ref _waiting, offset + functions.Length);
        }

        for (var index = 0; index < functions.Length; index++)
        {
            _waiting[offset + index] = functions[index] + 1;
        }
    }

    /// <summary>Makes an element, if one waits at the index.</summary>
    internal Function? Make(ulong index)
    {
        if (index >= (ulong)_waiting.Length || _waiting[index] == 0)
        {
            return null;
        }

        var function = FunctionReferences.GetFunction(state, (int)(_waiting[index] - 1));
        _waiting[index] = 0;
        return function;
    }

    /// <summary>Makes all that wait in a part of the table.</summary>
    /// <exception cref="TrapException">The guest is to stop. What was made is.</exception>
    internal void MakeAll(object?[] elements, ulong first, ulong count)
    {
        var end = ulong.Min(first + count, (ulong)_waiting.Length);
        var left = Batch;
        for (var index = first; index < end; index++)
        {
            if (_waiting[index] == 0)
            {
                continue;
            }

            elements[index] = Make(index);
            if (--left == 0)
            {
                left = Batch;
                MeteredOperations.Poll(state);
            }
        }
    }

    /// <summary>Forgets what waits in a part of the table, which is written anew.</summary>
    internal void Forget(ulong first, ulong count)
    {
        if (first < (ulong)_waiting.Length)
        {
            _waiting.AsSpan((int)first, (int)ulong.Min(count, (ulong)_waiting.Length - first)).Clear();
        }
    }
}
