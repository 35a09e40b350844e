using Lanner.Binary;

namespace Lanner.Tests;

/// <summary>Puts modules together byte by byte, for tests of what no assembler would write.</summary>
internal static class BinaryModule
{
    private static ReadOnlySpan<byte> Header => "\0asm\u0001\0\0\0"u8;

    /// <summary>A module of these sections.</summary>
    internal static byte[] Of(params byte[][] sections) => [.. Header, .. sections.SelectMany(section => section)];

    /// <summary>A section with these pieces as content.</summary>
    internal static byte[] Section(int id, params byte[][] pieces)
    {
        byte[] content = [.. pieces.SelectMany(piece => piece)];
        return [(byte)id, .. Unsigned((ulong)content.Length), .. content];
    }

    /// <summary>A section with a list of items.</summary>
    internal static byte[] ListSection(int id, params byte[][] items) => Section(id, [Unsigned((ulong)items.Length), .. items]);

    /// <summary>A module of one function, which takes and returns nothing.</summary>
    internal static byte[] WithBody(params byte[][] code) =>
        Of(ListSection(1, [0x60, 0, 0]), ListSection(3, [0]), ListSection(10, Body(code)));

    /// <summary>A function body without locals, with its size.</summary>
    internal static byte[] Body(params byte[][] code) => Sized([0, .. code.SelectMany(piece => piece)]);

    internal static byte[] Sized(byte[] bytes) => [.. Unsigned((ulong)bytes.Length), .. bytes];

    internal static byte[] Name(string name) => Sized(System.Text.Encoding.UTF8.GetBytes(name));

    internal static byte[] CustomSection(string name, params byte[][] pieces) => Section(0, [Name(name), .. pieces]);

    internal static byte[] Repeat(int count, params byte[] bytes) => [.. Enumerable.Repeat(bytes, count).SelectMany(piece => piece)];

    internal static byte[] Unsigned(ulong value)
    {
        var writer = new ByteWriter();
        writer.WriteUnsigned(value);
        return writer.ToArray();
    }

    internal static byte[] Signed(long value)
    {
        var writer = new ByteWriter();
        writer.WriteSigned(value);
        return writer.ToArray();
    }
}
