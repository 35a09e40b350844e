using System.Globalization;

namespace Lanner.Components.Tests;

/// <summary>Two components that call each other with whatever comes: random core values, and random memories.</summary>
internal static class HostilePair
{
    private static readonly string[] Rooms =
    [
        "(i32.const 131072)", "(i32.const 131068)", "(i32.const 3)", "(i32.const -16)", "(i32.sub (i32.const 131072) (local.get 3))",
    ];

    /// <summary>The text of a component whose function <c>f</c> makes a call.</summary>
    public static string Text(Engine engine, string definitions, string type, Random random)
    {
        // Definitions are imports; here all three components have them.
        var (flat, _) = EchoComponent.Flatten(engine, definitions, type, is64: false);
        var parameters = flat.Count > FlatTypes.MaximumParameters ? ["i32"] : flat.Select(one => one.ToString()).ToArray();
        var isSpilled = flat.Count > 1;
        var result = isSpilled ? "i32" : parameters[0];
        var given = string.Join(' ', parameters.Select(kind => Constant(kind, random)));
        var lowered = $"(param {string.Join(' ', parameters)}{(isSpilled ? " i32" : "")}){(isSpilled ? "" : $" (result {result})")}";
        return $$"""
            (component
              (component $Inner
                {{definitions}}
                {{Memory(random)}}
                (core module $N
                  (func (export "f") (param {{string.Join(' ', parameters)}}) (result {{result}}) {{Constant(result, random)}}))
                (core instance $n (instantiate $N))
                (func (export "f") (param "value" {{type}}) (result {{type}})
                  (canon lift (core func $n "f") {{Options(random)}})))
              (component $Outer
                {{definitions}}
                (import "f" (func $inner (param "value" {{type}}) (result {{type}})))
                {{Memory(random)}}
                (core func $f (canon lower (func $inner) {{Options(random)}}))
                (core module $N
                  (import "" "f" (func $f {{lowered}}))
                  (func (export "f")
                    (call $f {{given}} {{(isSpilled ? Constant("i32", random) : "")}})
                    {{(isSpilled ? "" : "drop")}}))
                (core instance $n (instantiate $N (with "" (instance (export "f" (func $f))))))
                (func (export "f") (canon lift (core func $n "f"))))
              {{definitions}}
              (instance $inner (instantiate $Inner {{With(definitions)}}))
              (instance $outer (instantiate $Outer {{With(definitions)}} (with "f" (func $inner "f"))))
              (func (export "f") (alias export $outer "f")))
            """;
    }

    /// <summary>Makes the call.</summary>
    /// <returns>The trap, or null, and all memories behind each other.</returns>
    public static (TrapException? Trap, byte[] Memories) Run(Component component, bool emits)
    {
        using var store = new Store(component.Engine);
        var linker = new ComponentLinker(component.Engine) { EmitsAdapters = emits };
        var instance = linker.Instantiate(store, component);
        try
        {
            instance.GetFunction("f").Call();
            return (null, [.. MemoriesOf(store).SelectMany(memory => memory)]);
        }
        catch (TrapException trap)
        {
            return (trap, []);
        }
    }

    /// <summary>The memories of a store, in the order in which they were made.</summary>
    public static byte[][] MemoriesOf(Store store) =>
        [.. store.States.SelectMany(state => state.Memories).Distinct().Select(memory => memory.GetSpan(0, (int)memory.Length).ToArray())];

    private static string With(string definitions) => string.Join(' ', definitions.Split('\n')
        .Where(line => line.Length > 0)
        .Select((_, index) => $"(with \"t{index}\" (type $t{index}))"));

    private static string Options(Random random) =>
        $"string-encoding={EchoComponent.Encodings[random.Next(3)]} (memory (core memory $m \"mem\")) (realloc (core func $m \"realloc\"))";

    private static string Memory(Random random)
    {
        var words = string.Concat(Enumerable.Range(0, 1024).SelectMany(_ => BitConverter.GetBytes(Word(random)))
            .Select(one => string.Create(CultureInfo.InvariantCulture, $"\\{one:x2}")));
        var room = random.Next(4) == 0 ? Rooms[random.Next(Rooms.Length)] : "(local.get $address)";
        return $$"""
            (core module $M
              (memory (export "mem") 2)
              (data (i32.const 0) "{{words}}")
              (global $next (mut i32) (i32.const 8192))
              (func (export "realloc") (param i32 i32 i32 i32) (result i32)
                (local $address i32)
                (global.set $next (i32.and (i32.add (global.get $next) (i32.const 15)) (i32.const -16)))
                (local.set $address (global.get $next))
                (global.set $next (i32.add (global.get $next) (local.get 3)))
                {{room}}))
            (core instance $m (instantiate $M))
            """;
    }

    private static string Constant(string kind, Random random) => kind switch
    {
        "i64" when random.Next(4) == 0 => $"(i64.const {random.NextInt64()})",
        "f32" or "f64" => $"({kind}.const {random.Next(100)})",
        _ => $"({kind}.const {Word(random)})",
    };

    /// <summary>A number that may be a case, a length, an address, or too large for that.</summary>
    private static int Word(Random random) => random.Next(12) switch
    {
        < 3 => random.Next(3),
        < 6 => random.Next(16) * 8,
        < 8 => random.Next(512) * 8,
        8 => random.Next(0x80) * 0x01010101,
        9 => 131072 - random.Next(16),
        10 => random.Next(),
        _ => -1 - random.Next(3),
    };
}
