using System.Text;
using Lanner.Structure;

namespace Lanner.Debugging.Dwarf;

/// <summary>The sections of DWARF that hold strings.</summary>
internal sealed class DwarfStrings(ReadOnlyMemory<byte> module, ByteRange? strings, ByteRange? lineStrings)
{
    /// <summary>Longer names are cut off: they are for people to read.</summary>
    private const int MaximumLength = 4096;

    /// <summary>A string of <c>.debug_str</c>.</summary>
    internal string Get(ulong offset) => Get(strings, offset);

    /// <summary>A string of <c>.debug_line_str</c>.</summary>
    internal string GetLineString(ulong offset) => Get(lineStrings, offset);

    /// <summary>The text before the zero byte that ends a string.</summary>
    internal static string Read(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        bytes = end < 0 ? bytes : bytes[..end];
        return Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, MaximumLength)]);
    }

    private string Get(ByteRange? section, ulong offset) => section is { } range && offset < (ulong)range.Length
        ? Read(module.Span[(range.Offset + (int)offset)..range.End])
        : "";
}
