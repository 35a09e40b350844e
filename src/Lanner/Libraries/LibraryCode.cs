using System.Runtime.InteropServices;
using Lanner.Runtime;

namespace Lanner.Libraries;

/// <summary>The functions of a library's module, as compiled for one kind of memories. Libraries have a class of it for each kind, in a
/// namespace with the classes of functions and state.</summary>
internal abstract unsafe class LibraryCode
{
    private readonly int[] _outlinedFrom;
    private readonly int[] _largeFrom;

    /// <param name="outlinedFrom">The address of the indexes of the functions that the outlined functions belong to.</param>
    /// <param name="outlinedCount">Their number.</param>
    /// <param name="largeFrom">The address of the indexes of the functions with large frames, of which each has another method.</param>
    /// <param name="largeCount">Their number.</param>
    internal LibraryCode(nint outlinedFrom, int outlinedCount, nint largeFrom, int largeCount)
    {
        _outlinedFrom = new ReadOnlySpan<int>((void*)outlinedFrom, outlinedCount).ToArray();
        _largeFrom = new ReadOnlySpan<int>((void*)largeFrom, largeCount).ToArray();
    }

    /// <summary>The namespace of the classes with the code.</summary>
    internal string Namespace => GetType().Namespace!;

    /// <summary>The indexes of the functions that the outlined functions belong to, by number.</summary>
    internal ReadOnlySpan<int> OutlinedFrom => _outlinedFrom;

    /// <summary>The number of methods besides those of functions themselves.</summary>
    internal int FurtherMethods => _outlinedFrom.Length + _largeFrom.Length;

    /// <summary>Makes the state of an instance.</summary>
    internal abstract InstanceState CreateState();

    /// <summary>The address of a method: first come the functions that the module defines, then outlined functions, then bodies of
    /// functions with large frames.</summary>
    internal abstract nint Method(int index);

    /// <summary>The function that one of the further methods belongs to; -1 if it is none of the module's.</summary>
    internal int OwnerOf(int furtherMethod) =>
        furtherMethod < _outlinedFrom.Length ? _outlinedFrom[furtherMethod] : _largeFrom[furtherMethod - _outlinedFrom.Length];
}
