using Lanner.Binary;

namespace Lanner.Text;

/// <summary>Hands out the annotations of a module to the parsers that stand where one is allowed, and complains about those nobody asked
/// for (appendix "Custom Sections and Annotations").</summary>
internal sealed class AnnotationReader(TokenSequence sequence)
{
    private readonly Annotation[] _annotations = sequence.Annotations;
    private readonly bool[] _isTaken = new bool[sequence.Annotations.Length];

    /// <summary>Reads the annotation <c>(@name "…")</c> in front of the current token, if there is one.</summary>
    /// <param name="reader">The place.</param>
    /// <param name="category">The kind of thing that would be named.</param>
    internal string? AcceptName(TokenReader reader, string category)
    {
        string? name = null;
        for (var index = FirstAt(reader.Position); IsAt(index, reader.Position); index++)
        {
            if (_annotations[index] is { Name: AnnotationNames.Name } annotation && !_isTaken[index])
            {
                _isTaken[index] = true;
                name = name is null ? ReadName(annotation) : throw Malformed(annotation, $"@name annotation: multiple {category}");
            }
        }

        return name;
    }

    /// <summary>Reads the annotations <c>(@custom …)</c> in front of the current token.</summary>
    internal void AcceptCustomSections(TokenReader reader, ModuleEncoder encoder)
    {
        while (AcceptCustomSection(reader) is { } section)
        {
            encoder.AddCustomSection(section);
        }
    }

    /// <summary>Reads the first annotation <c>(@custom …)</c> in front of the current token that nobody took yet, if there is
    /// one.</summary>
    internal CustomSectionText? AcceptCustomSection(TokenReader reader)
    {
        for (var index = FirstAt(reader.Position); IsAt(index, reader.Position); index++)
        {
            if (_annotations[index] is { Name: AnnotationNames.Custom } annotation && !_isTaken[index])
            {
                _isTaken[index] = true;
                return ReadCustomSection(annotation);
            }
        }

        return null;
    }

    /// <summary>Reads the hint in front of a token, if there is one.</summary>
    /// <returns>The byte of the hint, or null.</returns>
    internal byte? AcceptBranchHint(int position)
    {
        byte? hint = null;
        for (var index = FirstAt(position); IsAt(index, position); index++)
        {
            if (_annotations[index] is { Name: AnnotationNames.BranchHint } annotation && !_isTaken[index])
            {
                _isTaken[index] = true;
                hint = hint is null
                    ? ReadBranchHint(annotation)
                    : throw Malformed(annotation, "@metadata.code.branch_hint annotation: duplicate annotation");
            }
        }

        return hint;
    }

    /// <summary>Complains about annotations between two tokens that nobody took.</summary>
    internal void CheckAllTaken(int start, int end)
    {
        for (var index = FirstAt(start + 1); index < _annotations.Length && _annotations[index].Position <= end; index++)
        {
            var annotation = _annotations[index];
            if (_isTaken[index] || annotation.Content.Length == 0)
            {
                continue;
            }

            throw Malformed(annotation, annotation.Name == AnnotationNames.BranchHint
                ? "@metadata.code.branch_hint annotation: not in a function"
                : $"misplaced @{annotation.Name} annotation");
        }
    }

    private int FirstAt(int position)
    {
        var low = 0;
        var high = _annotations.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_annotations[middle].Position < position)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private bool IsAt(int index, int position) => index < _annotations.Length && _annotations[index].Position == position;

    private string ReadName(Annotation annotation)
    {
        var content = new TokenReader(sequence, annotation.Content);
        var name = ReadText(content, annotation, "@name annotation: unexpected token");
        return content.IsAtEnd
            ? name
            : throw content.Malformed(
                $"@name annotation: unexpected token: expected nothing more, found {content.Describe(content.Current)}");
    }

    private string ReadText(TokenReader content, Annotation annotation, string complaint)
    {
        var token = content.Current;
        if (token.Kind != TokenKind.String)
        {
            throw content.Malformed($"{complaint}: expected a string, found {content.Describe(token)}");
        }

        content.Advance();
        return StringLiteral.TryDecodeName(sequence.Text(token), sequence.Admission)
            ?? throw Malformed(annotation, $"@{annotation.Name} annotation: malformed UTF-8 encoding");
    }

    private CustomSectionText ReadCustomSection(Annotation annotation)
    {
        var content = new TokenReader(sequence, annotation.Content);
        var name = ReadText(content, annotation, "@custom annotation: missing section name");
        var (isBefore, section) = content.Current.Kind == TokenKind.LeftParenthesis ? ReadPlacement(content) : (false, SectionOrder.Last);
        var bytes = content.ReadStrings();
        return content.IsAtEnd
            ? new CustomSectionText(name, bytes.ToArray(), isBefore, section)
            : throw content.Malformed(
                $"@custom annotation: unexpected token: expected a string or nothing more, found {content.Describe(content.Current)}");
    }

    /// <summary>Reads <c>(before first)</c>, <c>(after type)</c> and so on.</summary>
    private static (bool IsBefore, SectionOrder Section) ReadPlacement(TokenReader content)
    {
        content.Advance();
        var isBefore = content.Accept("before"u8);
        if (!isBefore && !content.Accept("after"u8))
        {
            throw content.Malformed("@custom annotation: malformed placement");
        }

        if (SectionOrders.Find(content.Text) is not { } section
            || (section == SectionOrder.First && !isBefore)
            || (section == SectionOrder.Last && isBefore))
        {
            throw content.Malformed("@custom annotation: malformed section kind");
        }

        content.Advance();
        content.ExpectRight();
        return (isBefore, section);
    }

    private byte ReadBranchHint(Annotation annotation)
    {
        var content = new TokenReader(sequence, annotation.Content);
        return content.ReadStrings().Written is [<= 1 and var hint] && content.IsAtEnd
            ? hint
            : throw Malformed(annotation, "@metadata.code.branch_hint annotation: invalid value");
    }

    private MalformedTextException Malformed(Annotation annotation, string reason) => sequence.Malformed(reason, annotation.Start);
}
