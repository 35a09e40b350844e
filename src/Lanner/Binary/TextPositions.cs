namespace Lanner.Binary;

/// <summary>Says where in a text the parts of the binary come from that was made of it, so that what validation finds wrong can be told by
/// line and column. It is only made when something is wrong: the text is then read once more.</summary>
internal sealed class TextPositions
{
    private readonly List<(SectionOrder Section, int Offset, int Source)> _notes = [];
    private readonly List<(int Offset, int Source)> _instructions = [];
    private readonly List<(int Offset, int Source)> _places = [];

    /// <summary>The position in the text of the field that is being read.</summary>
    internal int Field { get; set; }

    /// <summary>Notes that a part of a section begins.</summary>
    /// <param name="section">The section.</param>
    /// <param name="offset">The offset in the section's entries.</param>
    /// <param name="source">The position in the text.</param>
    internal void Note(SectionOrder section, int offset, int source) => _notes.Add((section, offset, source));

    /// <summary>Notes that an instruction begins.</summary>
    /// <param name="offset">The offset in the body.</param>
    /// <param name="source">The position in the text.</param>
    internal void NoteInstruction(int offset, int source) => _instructions.Add((offset, source));

    /// <summary>Gives the instructions noted so far their place, or forgets them when they are part of something smaller than a
    /// body.</summary>
    /// <param name="bodyOffset">The offset of the body among the bodies, or null.</param>
    internal void EndBody(int? bodyOffset)
    {
        if (bodyOffset is { } start)
        {
            _notes.AddRange(_instructions.Select(instruction => (SectionOrder.Code, start + instruction.Offset, instruction.Source)));
        }

        _instructions.Clear();
    }

    /// <summary>Notes where in the binary the entries of a section begin.</summary>
    internal void Place(SectionOrder section, int start) =>
        _places.AddRange(_notes.Where(note => note.Section == section).Select(note => (start + note.Offset, note.Source)));

    /// <summary>The place in the text of the part that an offset of the binary lies in, or null.</summary>
    internal int? Find(long offset)
    {
        int? source = null;
        foreach (var (start, place) in _places.OrderBy(place => place.Offset))
        {
            if (start > offset)
            {
                break;
            }

            source = place;
        }

        return source;
    }
}
