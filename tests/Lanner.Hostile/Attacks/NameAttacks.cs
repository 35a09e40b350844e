using Lanner.Hostile.Shapes;
using static Lanner.Hostile.Shapes.Encoding;

namespace Lanner.Hostile.Attacks;

/// <summary>Names and debug information that are huge or damaged, in modules that trap in depth, so that a backtrace is made of
/// them.</summary>
internal static class NameAttacks
{
    private const int Megabyte = 1 << 20;

    internal static IEnumerable<Attack> All { get; } =
    [
        new("name: a function with a name of 10 MB", () =>
            Trapping(module => module.Custom("name", Functions(new string('n', 10 * Megabyte)))), null),
        new("name: a function with control characters", () =>
            Trapping(module => module.Custom("name", Functions("\u001b[2J\r\n\0\u202e"))), null),
        new("name: a module with a name of 1 MB", () =>
            Trapping(module => module.Custom("name", [0, .. Sized(Name(new string('m', Megabyte)))])), null),
        new("name: names that overlap and lie", () =>
            Trapping(module => module.Custom("name", [1, .. Unsigned(Megabyte), .. Repeat(2000, 1, 0xFF)])), null),
        new("name: an export of 1 MB", () => Trapping(module => module.Export(new string('e', Megabyte), 0, 0)), null),
        new("name: an import of 1 MB", () =>
        {
            var module = new ShapeModule();
            module.Type(0x60, 0, 0);
            module.Add(ShapeModule.Imports, [.. Name(new string('a', Megabyte)), .. Name(new string('b', Megabyte)), 0, 0]);
            return module.ToBytes();
        }, null),
        new("name: a hundred thousand exports", () => Trapping(module =>
        {
            for (var number = 0; number < 100_000; number++)
            {
                module.Export(number.ToString(System.Globalization.CultureInfo.InvariantCulture), 0, 0);
            }
        }), null),
        new("name: sections without meaning", () => Trapping(module =>
        {
            for (var number = 0; number < 10_000; number++)
            {
                module.Custom("x", []);
            }
        }), null),
        .. new[] { ".debug_info", ".debug_line", ".debug_abbrev", ".debug_str", ".debug_ranges", "sourceMappingURL", "producers",
            "target_features" }.SelectMany(section =>
            new (string Name, byte[] Content)[] { ("zeros", new byte[Megabyte]), ("ones", Repeat(Megabyte, 0xFF)),
                ("the same line program again and again", Repeat(20_000, 0x20, 0, 0, 0, 4, 0, 8, 0, 0, 0, 1, 1, 1, 0xFB, 0x0E, 0x0D)) }
                .Select(content => new Attack(
                    $"name: {section} of {content.Name}", () => Trapping(module => module.Custom(section, content.Content)), null))),
        new("text: a million brackets", null, new string('(', 1_000_000)),
        new(
            "text: blocks ten thousand deep", null,
            $"(module (func (export \"run\") {string.Concat(Enumerable.Repeat("(block ", 10_000))}{new string(')', 10_000)}))"),
        new("text: comments a hundred thousand deep", null, string.Concat(Enumerable.Repeat("(;", 100_000))),
        new("text: a string of a megabyte that does not end", null, "(module (data \"" + new string('x', Megabyte)),
        new("text: a number of a megabyte", null, $"(module (func (drop (i32.const {new string('1', Megabyte)}))))"),
        new("text: a float of a megabyte", null, $"(module (func (export \"run\") (drop (f64.const 0.{new string('1', Megabyte)}))))"),
        new(
            "text: a hexadecimal float of a megabyte", null,
            $"(module (func (export \"run\") (drop (f64.const 0x{new string('f', Megabyte)}p-4000000))))"),
        new("text: an exponent without end", null, $"(module (func (drop (f64.const 1e{new string('9', 100_000)}))))"),
        new(
            "text: a hundred thousand identifiers", null,
            $"(module {string.Concat(Enumerable.Range(0, 100_000).Select(number => $"(global $g{number} i32 (i32.const 1))"))})"),
        new(
            "text: calls of what is not there", null,
            $"(module (func {string.Concat(Enumerable.Range(0, 10_000).Select(number => $"(call $f{number})"))}))"),
    ];

    private static byte[] Functions(string name) => [1, .. Sized([1, 0, .. Name(name)])];

    /// <summary>A function that calls itself a thousand times and traps.</summary>
    private static byte[] Trapping(Action<ShapeModule> also)
    {
        var module = new ShapeModule();
        module.Type(0x60, 1, 0x7F, 0);
        module.Type(0x60, 0, 0);
        module.Function(0, [0x20, 0, 0x45, 0x04, 0x40, 0x00, 0x0B, 0x20, 0, 0x41, 1, 0x6B, 0x10, 0]);
        module.Export("run", 0, module.Function(1, [0x41, .. Signed(1000), 0x10, 0]));
        also(module);
        return module.ToBytes();
    }
}
