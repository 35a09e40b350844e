using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Text.Printing;

/// <summary>Writes custom sections as annotations that say where they belong (appendix "Custom Sections and Annotations"). The names and
/// the hints for branches are not among them: they stand where they mean something.</summary>
internal sealed class CustomSectionPrinter
{
    private readonly PrintedText _text;
    private readonly ModuleDefinition _definition;

    /// <summary>The sections, each with the one that it follows.</summary>
    private readonly Queue<(CustomSection Section, SectionOrder After)> _sections = new();

    internal CustomSectionPrinter(ModuleDefinition definition, PrintedText text)
    {
        _definition = definition;
        _text = text;
        var index = 0;
        var after = SectionOrder.First;
        var lastOther = Array.FindLastIndex(definition.Sections, section => section.Id != (byte)SectionId.Custom);
        for (var position = 0; position < definition.Sections.Length; position++)
        {
            var range = definition.Sections[position];
            if (range.Id != (byte)SectionId.Custom)
            {
                after = IsWritten(range) ? SectionOrders.Find(range.Id) : after;
                continue;
            }

            var section = definition.CustomSections[index++];
            if (section.Name == NameSection.Name)
            {
                // The names will stand where the data ends, so what follows them comes after everything.
                after = position > lastOther ? SectionOrder.Last : after;
            }
            else if (section.Name != AnnotationNames.BranchHint)
            {
                _sections.Enqueue((section, after));
            }
        }
    }

    /// <summary>Writes those that follow a section or one in front of it.</summary>
    internal void PrintUpTo(SectionOrder last)
    {
        while (_sections.TryPeek(out var next) && next.After <= last)
        {
            _sections.Dequeue();
            Print(next.Section, next.After);
        }
    }

    /// <summary>Tests whether the section will be there again: not when it is empty, and the data count only when it is needed.</summary>
    private bool IsWritten(SectionRange range) => range.Id switch
    {
        (byte)SectionId.DataCount => false,
        (byte)SectionId.Start => true,
        _ => new ByteReader(_definition.Bytes.Span, range.Content).ReadUnsigned32() != 0,
    };

    private void Print(CustomSection section, SectionOrder after)
    {
        _text.StartLine();
        _text.Append($"(@{AnnotationNames.Custom} ").Append(StringText.Quote(section.Name)).Append(after switch
        {
            SectionOrder.First => " (before first)",
            SectionOrder.Last => "",
            _ => $" (after {SectionOrders.NameOf(after)})",
        });
        _text.AppendBytes(_definition.Bytes.Span.Slice(section.Content.Offset, section.Content.Length));
        _text.Append(')');
    }
}
