using System.Text;

namespace Lanner.Components.Tests;

/// <summary>Lifting and lowering.</summary>
public class CanonicalAbiTests
{
    private static readonly string[] Encodings = ["utf8", "utf16", "latin1+utf16"];

    private static readonly string[] Texts =
    [
        "", "plain", "h\u00f6\u00ff", "\u2603 snow", "\U0001F370 cake h\u00f6", "\0\u007f\u0080",

        // Longer than the chunks in which text goes through UTF-16.
        string.Concat(Enumerable.Repeat("h\u00f6\u00ff", 700)), new string('\u00e4', 1025) + "\u2603",
    ];

    /// <summary>Definitions, a type, and values of it.</summary>
    public static TheoryData<string, string, ComponentValue[]> Types => new()
    {
        { "", "bool", [ComponentValue.FromBool(true), ComponentValue.FromBool(false)] },
        { "", "s8", [ComponentValue.FromS8(-128), ComponentValue.FromS8(127)] },
        { "", "u8", [ComponentValue.FromU8(255)] },
        { "", "s16", [ComponentValue.FromS16(-32768)] },
        { "", "u16", [ComponentValue.FromU16(65535)] },
        { "", "s32", [ComponentValue.FromS32(int.MinValue)] },
        { "", "u32", [ComponentValue.FromU32(uint.MaxValue)] },
        { "", "s64", [ComponentValue.FromS64(long.MinValue)] },
        { "", "u64", [ComponentValue.FromU64(ulong.MaxValue)] },
        { "", "f32", [ComponentValue.FromF32(-0f), ComponentValue.FromF32(float.NaN), ComponentValue.FromF32(1.5f)] },
        { "", "f64", [ComponentValue.FromF64(-0.0), ComponentValue.FromF64(double.NaN), ComponentValue.FromF64(1e300)] },
        { "", "char", [ComponentValue.FromChar(new Rune(0x10FFFF)), ComponentValue.FromChar(new Rune(0xD7FF))] },
        { "", "string", [.. Texts.Select(ComponentValue.FromString)] },
        { "", "(list u16)", [ComponentValue.FromNumbers<ushort>(1, 2, 3), ComponentValue.FromList()] },
        { "", "(list string)", [ComponentValue.FromNumbers<byte>(), ComponentValue.FromList(ComponentValue.FromString("x"))] },
        { "", "(list u8 3)", [ComponentValue.FromNumbers<byte>(1, 2, 3)] },
        { "", "(tuple u8 u64 u16)",
            [ComponentValue.FromTuple(ComponentValue.FromU8(1), ComponentValue.FromU64(2), ComponentValue.FromU16(3))] },
        { "", "(option string)", [ComponentValue.None, ComponentValue.Some(ComponentValue.FromString("x"))] },
        { "", "(option (option u8))", [ComponentValue.Some(ComponentValue.None), ComponentValue.None] },
        { "", "(result u64 (error string))",
            [ComponentValue.Ok(ComponentValue.FromU64(5)), ComponentValue.Error(ComponentValue.FromString("no"))] },
        { "", "(result)", [ComponentValue.Ok(), ComponentValue.Error()] },
        { "", "(map string u32)",
            [ComponentValue.FromList(ComponentValue.FromTuple(ComponentValue.FromString("k"), ComponentValue.FromU32(1)))] },
        { "(type $t' (record (field \"a\" u8) (field \"b\" string))) (export $t \"t\" (type $t'))", "$t",
            [ComponentValue.FromRecord(("b", ComponentValue.FromString("y")), ("a", ComponentValue.FromU8(1)))] },
        { "(type $t' (variant (case \"n\" u64) (case \"none\") (case \"s\" string))) (export $t \"t\" (type $t'))", "$t",
            [
                ComponentValue.FromVariant("s", ComponentValue.FromString("z")), ComponentValue.FromVariant("none"),
                ComponentValue.FromVariant("n", ComponentValue.FromU64(9)),
            ] },
        { "(type $t' (enum \"a\" \"b\")) (export $t \"t\" (type $t'))", "$t",
            [ComponentValue.FromEnum("b"), ComponentValue.FromEnum("a")] },
        { "(type $t' (flags \"a\" \"b\" \"c\" \"d\" \"e\" \"f\" \"g\" \"h\" \"i\")) (export $t \"t\" (type $t'))", "$t",
            [ComponentValue.FromFlags("i", "a"), ComponentValue.FromFlags()] },
    };

    [Theory]
    [MemberData(nameof(Types), DisableDiscoveryEnumeration = true)]
    public void Values_come_back_as_they_went(string types, string type, ComponentValue[] values)
    {
        using var running = new Running();
        foreach (var encoding in Encodings)
        {
            var echo = running.Instantiate(Running.Echo(types, $"(list {type})", encoding)).GetFunction("echo");
            var list = ComponentValue.FromList(values);
            Assert.Equal(list, echo.Call(list));
            Assert.Equal(ComponentValue.FromList(), echo.Call(ComponentValue.FromList()));
        }
    }

    [Fact]
    public void Strings_go_from_every_encoding_to_every_other_between_components()
    {
        using var running = new Running();
        foreach (var outer in Encodings)
        {
            foreach (var inner in Encodings)
            {
                var echo = running.Instantiate(Between("string", outer, inner)).GetFunction("echo");
                foreach (var text in Texts)
                {
                    Assert.Equal(text, echo.Call(ComponentValue.FromString(text))!.Value.AsString());
                }
            }
        }
    }

    [Theory]
    [InlineData("(list u32)")]
    [InlineData("(list (tuple u32 u32))")]
    [InlineData("(list (option u32))")]
    public void Lists_go_between_components(string type)
    {
        ComponentValue[] numbers = [ComponentValue.FromU32(1), ComponentValue.FromU32(7), ComponentValue.FromU32(uint.MaxValue)];
        var list = ComponentValue.FromList([.. numbers.Select(number =>
            type.Contains("tuple", StringComparison.Ordinal) ? ComponentValue.FromTuple(number, number)
            : type.Contains("option", StringComparison.Ordinal) ? ComponentValue.Some(number)
            : number)]);
        using var running = new Running();
        var echo = running.Instantiate(Between(type, "utf8", "utf8")).GetFunction("echo");
        Assert.Equal(list, echo.Call(list));
    }

    [Fact]
    public void Shared_elements_take_no_more_of_the_host_than_is_allowed()
    {
        using var running = new Running(new StoreLimits { HostCopyBytes = 1 << 20 });
        var many = running.Instantiate("""
            (component
              (core module $M
                (memory (export "mem") 2)
                (func (export "f") (result i32)
                  (local $at i32)
                  (local.set $at (i32.const 65536))
                  (loop $more
                    (i32.store (local.get $at) (i32.const 0))
                    (i32.store offset=4 (local.get $at) (i32.const 65536))
                    (local.set $at (i32.add (local.get $at) (i32.const 8)))
                    (br_if $more (i32.lt_u (local.get $at) (i32.const 131072))))
                  (i32.store (i32.const 16) (i32.const 65536))
                  (i32.store (i32.const 20) (i32.const 8192))
                  (i32.const 16)))
              (core instance $m (instantiate $M))
              (func (export "f") (result (list (list bool)))
                (canon lift (core func $m "f") (memory (core memory $m "mem")))))
            """);
        var trap = Assert.Throws<TrapException>(() => many.GetFunction("f").Call());
        Assert.Equal(TrapCode.HostCopyTooLarge, trap.Code);
    }

    [Theory]
    [InlineData("string", 0xFFFFFFF0, 1, "out of bounds")]
    [InlineData("string", 0, 0xFFFFFFFF, "out of bounds")]
    [InlineData("(list u64)", 4, 1, "unaligned pointer")]
    [InlineData("(list u64)", 8, 0x20000000, "out of bounds")]
    [InlineData("(list u64)", 65536, 1, "out of bounds")]
    [InlineData("(list char)", 32, 1, "invalid `char` bit pattern")]
    [InlineData("(list (option u8))", 32, 1, "invalid variant discriminant")]
    public void What_a_guest_gives_is_checked(string type, uint pointer, uint length, string expected)
    {
        using var running = new Running();
        var instance = running.Instantiate($$"""
            (component
              (core module $M
                (memory (export "mem") 1)
                (data (i32.const 32) "\ff\ff\ff\ff")
                (func (export "f") (result i32)
                  (i32.store (i32.const 16) (i32.const {{pointer}}))
                  (i32.store (i32.const 20) (i32.const {{length}}))
                  (i32.const 16)))
              (core instance $m (instantiate $M))
              (func (export "f") (result {{type}}) (canon lift (core func $m "f") (memory (core memory $m "mem")))))
            """);
        var function = instance.GetFunction("f");
        Assert.Contains(expected, Assert.Throws<TrapException>(() => function.Call()).Message, StringComparison.Ordinal);

        // After a trap an instance may not be entered any more.
        Assert.Contains("cannot enter", Assert.Throws<TrapException>(() => function.Call()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Addresses_may_have_64_bits()
    {
        using var running = new Running();
        foreach (var encoding in Encodings)
        {
            var echo = running.Instantiate($$"""
                (component
                  (core module $M
                    (memory (export "mem") i64 2)
                    (global $next (mut i64) (i64.const 1024))
                    (func (export "realloc") (param i64 i64 i64 i64) (result i64)
                      (local $address i64)
                      (global.set $next (i64.and (i64.add (global.get $next) (i64.const 15)) (i64.const -16)))
                      (local.set $address (global.get $next))
                      (global.set $next (i64.add (global.get $next) (local.get 3)))
                      (local.get $address))
                    (func (export "echo") (param i64 i64) (result i64)
                      (i64.store (i64.const 16) (local.get 0))
                      (i64.store (i64.const 24) (local.get 1))
                      (i64.const 16)))
                  (core instance $m (instantiate $M))
                  (func (export "echo") (param "value" (list string)) (result (list string))
                    (canon lift (core func $m "echo") string-encoding={{encoding}}
                      (memory (core memory $m "mem")) (realloc (core func $m "realloc")))))
                """).GetFunction("echo");
            var list = ComponentValue.FromList([.. Texts.Select(ComponentValue.FromString)]);
            Assert.Equal(list, echo.Call(list));
        }
    }

    [Fact]
    public void Arguments_of_other_types_are_refused_and_harm_nothing()
    {
        using var running = new Running();
        var echo = running.Instantiate(Running.Echo("", "string")).GetFunction("echo");
        Assert.Throws<ArgumentException>(() => echo.Call());
        var error = Assert.Throws<ArgumentException>(() => echo.Call(ComponentValue.FromU8(1)));
        Assert.Contains("`value` is of the type string; 1 was given", error.Message, StringComparison.Ordinal);
        Assert.Equal("x", echo.Call(ComponentValue.FromString("x"))!.Value.AsString());
    }

    /// <summary>A component that passes values on to another, and what comes back.</summary>
    private static string Between(string type, string outer, string inner) => $$"""
        (component
          (component $Inner
            {{Running.EchoModule}}
            (func (export "echo") (param "value" {{type}}) (result {{type}})
              (canon lift (core func $m "echo") string-encoding={{inner}}
                (memory (core memory $m "mem")) (realloc (core func $m "realloc")))))
          (instance $inner (instantiate $Inner))
          (component $Outer
            (import "echo" (func $echo (param "value" {{type}}) (result {{type}})))
            {{Running.EchoModule}}
            (core func $echo' (canon lower (func $echo) string-encoding={{outer}}
              (memory (core memory $m "mem")) (realloc (core func $m "realloc"))))
            (core module $N
              (import "" "echo" (func $echo (param i32 i32 i32)))
              (func (export "echo") (param i32 i32) (result i32)
                (call $echo (local.get 0) (local.get 1) (i32.const 32))
                (i32.const 32)))
            (core instance $n (instantiate $N (with "" (instance (export "echo" (func $echo'))))))
            (func (export "echo") (param "value" {{type}}) (result {{type}})
              (canon lift (core func $n "echo") string-encoding={{outer}}
                (memory (core memory $m "mem")) (realloc (core func $m "realloc")))))
          (instance $outer (instantiate $Outer (with "echo" (func $inner "echo"))))
          (func (export "echo") (alias export $outer "echo")))
        """;
}
