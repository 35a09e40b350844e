namespace Lanner.Wasi.Files;

/// <summary>A part of a guest's memory to read into or to write from, in the layout of <c>struct iovec</c> on 64-bit systems. Guests'
/// memories never move, so that the address holds as long as the call.</summary>
internal readonly unsafe struct IoVector(byte* address, int length)
{
    internal readonly byte* Address = address;
    internal readonly nuint Length = (nuint)length;

    internal Span<byte> Span => new(Address, (int)Length);

    internal static ulong TotalLength(ReadOnlySpan<IoVector> vectors)
    {
        var total = 0UL;
        foreach (var vector in vectors)
        {
            total += vector.Length;
        }

        return total;
    }

    /// <summary>Cuts a list of parts into lists of at most so many bytes.</summary>
    internal ref struct Chunks(ReadOnlySpan<IoVector> vectors)
    {
        private ReadOnlySpan<IoVector> _rest = vectors;
        private int _done;

        /// <summary>Takes the next list.</summary>
        /// <param name="room">Room for as many parts as there are in all.</param>
        /// <param name="size">The most bytes.</param>
        /// <returns>The number of its parts; 0 at the end.</returns>
        internal int Next(scoped Span<IoVector> room, int size)
        {
            var count = 0;
            while (size > 0 && !_rest.IsEmpty)
            {
                var length = int.Min(size, (int)_rest[0].Length - _done);
                room[count++] = new IoVector(_rest[0].Address + _done, length);
                size -= length;
                _done += length;
                if (_done == (int)_rest[0].Length)
                {
                    _rest = _rest[1..];
                    _done = 0;
                }
            }

            return count;
        }
    }
}
