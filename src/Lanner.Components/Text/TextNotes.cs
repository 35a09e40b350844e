using Lanner.Binary;

namespace Lanner.Components.Text;

/// <summary>Remembers which part of the text each part of the binary comes from, while pieces are put together, so that an error about the
/// binary can be told about the text. Made only when there is such an error.</summary>
internal sealed class TextNotes
{
    private readonly Dictionary<ByteWriter, List<Note>> _notes = new(ReferenceEqualityComparer.Instance);

    /// <summary>Notes where what is written from a position on comes from.</summary>
    /// <param name="writer">The piece.</param>
    /// <param name="offset">The position in it.</param>
    /// <param name="source">The position in the text.</param>
    /// <param name="module">The positions of a core module that begins here.</param>
    internal void Add(ByteWriter writer, int offset, int source, TextPositions? module = null)
    {
        if (!_notes.TryGetValue(writer, out var notes))
        {
            _notes.Add(writer, notes = []);
        }

        notes.Add(new Note(offset, source, module));
    }

    /// <summary>Takes over the notes of a piece that is copied into another.</summary>
    internal void Copy(ByteWriter piece, ByteWriter target, int offset)
    {
        if (ReferenceEquals(piece, target) || !_notes.Remove(piece, out var notes))
        {
            return;
        }

        foreach (var note in notes)
        {
            Add(target, note.Offset + offset, note.Source, note.Module);
        }
    }

    /// <summary>The position in the text of a position in a piece, or null.</summary>
    internal int? Find(ByteWriter writer, long offset)
    {
        Note? found = null;
        foreach (var note in _notes.GetValueOrDefault(writer) ?? [])
        {
            if (note.Offset <= offset && (found is null || note.Offset >= found.Value.Offset))
            {
                found = note;
            }
        }

        return found is { } last ? last.Module?.Find(offset - last.Offset) ?? last.Source : null;
    }

    private readonly record struct Note(int Offset, int Source, TextPositions? Module);
}
