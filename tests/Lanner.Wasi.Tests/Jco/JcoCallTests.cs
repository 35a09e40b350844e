using Lanner.Components;

namespace Lanner.Wasi.Tests.Jco;

/// <summary>Prebuilt components of the tests of jco run: functions that take plain values, imports, and commands.</summary>
public class JcoCallTests(ITestOutputHelper output)
{
    /// <summary>Calls that need nothing of the host, with their results.</summary>
    public static TheoryData<string, string[]> Calls => new()
    {
        { "adder.component.wasm", ["add(1, 2) = 3", "add(4294967295, 2) = 1"] },
        { "asmjs_bigint.component.wasm", ["add(-9223372036854775808, 9223372036854775807) = -1"] },
        {
            "lists.component.wasm",
            [
                "allocated-bytes() = 0",
                "empty-list-param([]) = ",
                """empty-string-param("") = """,
                "empty-list-result() = []",
                "empty-string-result() = \"\"",
                "list-param([1, 2, 3, 4]) = ",
                """list-param2("foo") = """,
                """list-param3(["foo", "bar", "baz"]) = """,
                """list-param4([["foo", "bar"], ["baz"]]) = """,
                "list-param5([(1, 2, 3), (4, 5, 6)]) = ",
                "list-result() = [1, 2, 3, 4, 5]",
                "list-result2() = \"hello!\"",
                """list-result3() = ["hello,", "world!"]""",
                "list-roundtrip([1, 2, 3, 4]) = [1, 2, 3, 4]",
                """string-roundtrip("hello ⚑ world") = "hello ⚑ world" """,
                "allocated-bytes() = 0",
            ]
        },
        {
            "flavorful.component.wasm",
            [
                """f-list-in-record1({a: "list_in_record1"}) = """,
                """f-list-in-record2() = {a: "list_in_record2"}""",
                """f-list-in-record3({a: "list_in_record3 input"}) = {a: "list_in_record3 output"}""",
                """f-list-in-record4({a: "input4"}) = {a: "result4"}""",
                """f-list-in-variant1(some("foo"), err("bar")) = """,
                """f-list-in-variant2() = some("list_in_variant2")""",
                """f-list-in-variant3("input3") = some("output3")""",
                "errno-result() = err(b)",
                """list-typedefs("typedef1", ["typedef2"]) = ([116, 121, 112, 101, 100, 101, 102, 51], ["typedef4"])""",
            ]
        },
        {
            "numbers.component.wasm",
            [
                "roundtrip-u8(255) = 255", "roundtrip-s8(-128) = -128", "roundtrip-u16(65535) = 65535", "roundtrip-s16(-32768) = -32768",
                "roundtrip-u32(4294967295) = 4294967295", "roundtrip-s32(-2147483648) = -2147483648",
                "roundtrip-u64(18446744073709551615) = 18446744073709551615",
                "roundtrip-s64(-9223372036854775808) = -9223372036854775808",
                "roundtrip-f32(-inf) = -inf", "roundtrip-f32(nan) = nan", "roundtrip-f64(inf) = inf", "roundtrip-f64(0.1) = 0.1",
                "roundtrip-char('🚩') = '🚩'", "set-scalar(4) = ", "get-scalar() = 4",
            ]
        },
        {
            "options.component.wasm",
            [
                "option-none-param(none) = ", """option-some-param(some("foo")) = """, "option-none-result() = none",
                """option-some-result() = some("foo")""", """option-roundtrip(some("foo")) = some("foo")""",
                "double-option-roundtrip(none) = none", "double-option-roundtrip(some(none)) = some(none)",
                "double-option-roundtrip(some(some(42))) = some(some(42))",
            ]
        },
        {
            "records.component.wasm",
            [
                "multiple-results() = (100, 200)", "swap-tuple((1, 2)) = (2, 1)", "roundtrip-flags1({a}) = {a}",
                "roundtrip-flags1({}) = {}", "roundtrip-flags2({c, e}) = {c, e}",
                "roundtrip-flags3({b0, b1}, {b3, b4}, {b6, b7}) = ({b0, b1}, {b3, b4}, {b6, b7})",
                "roundtrip-record1({a: 8, b: {}}) = {a: 8, b: {}}", "tuple1((1)) = (1)",
            ]
        },
        {
            "variants.component.wasm",
            [
                "roundtrip-option(some(1.0)) = some(1)", "roundtrip-option(none) = none", "roundtrip-result(ok(2)) = ok(2)",
                "roundtrip-result(err(5.2)) = err(5)", "roundtrip-enum(a) = a", "invert-bool(true) = false",
                "variant-casts((a(1), a(2), a(3), a(4), a(5), a(6))) = (a(1), a(2), a(3), a(4), a(5), a(6))",
                "variant-casts((b(1), b(2), b(3), b(4), b(5), b(6))) = (b(1), b(2), b(3), b(4), b(5), b(6))",
                "variant-zeros((a(1), a(2), a(3), a(4))) = (a(1), a(2), a(3), a(4))", "variant-typedefs(none, false, err) = ",
            ]
        },
        {
            "versions.component.wasm",
            [
                "test:dep/test@0.1.0#x() = 1", "test:dep/test@0.1.0#y(1.5) = 2.5",
                "test:dep/test@0.2.0#x() = 2", "test:dep/test@0.2.0#z(1.5, 2.5) = 6",
            ]
        },
        { "strings.component.wasm", ["return-empty() = \"\"", """roundtrip("🚀 𠈄𓀀") = "🚀 𠈄𓀀" """] },
        { "example_guest_export.wasm", ["""fetch("x") = []"""] },
        { "resource_into_inner.component.wasm", ["test:resource-into-inner/test#test() = "] },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public void Functions_take_and_return_plain_values(string file, string[] calls)
    {
        using var guest = new JcoGuest(file);
        foreach (var call in calls)
        {
            var parts = call.Split(" = ");
            Assert.Equal(parts[1].TrimEnd(), guest.Instance.CallWave(parts[0]));
        }
    }

    /// <summary>Functions that call what they import, and see for themselves that the results are right.</summary>
    public static TheoryData<string, string, (string Function, string Result)[], string[]> CallsOfImports => new()
    {
        {
            "numbers.component.wasm", "test-imports() = ",
            [("test:numbers/test#get-scalar", "2"), ("test:numbers/test#get-scalar", "4")],
            ["test:numbers/test#roundtrip-u8(255)", "test:numbers/test#roundtrip-char('🚩')", "test:numbers/test#set-scalar(4)"]
        },
        {
            "records.component.wasm", "test-imports() = ",
            [("test:records/test#multiple-results", "(4, 5)"), ("test:records/test#swap-tuple", "(2, 1)")],
            ["test:records/test#swap-tuple((1, 2))", "test:records/test#roundtrip-flags2({c, e})"]
        },
        {
            "variants.component.wasm", "test-imports() = ",
            [
                ("test:variants/test#roundtrip-option", "some(1)"), ("test:variants/test#roundtrip-option", "none"),
                ("test:variants/test#roundtrip-option", "some(2)"),
                ("test:variants/test#roundtrip-result", "ok(2)"), ("test:variants/test#roundtrip-result", "ok(4)"),
                ("test:variants/test#roundtrip-result", "err(5)"),
                ("test:variants/test#invert-bool", "false"), ("test:variants/test#invert-bool", "true"),
                ("test:variants/test#variant-enums", "(false, err, a)"),
            ],
            ["test:variants/test#variant-enums(true, ok, success)", "test:variants/test#variant-typedefs(none, false, err)"]
        },
        {
            "lists.component.wasm", "test-imports() = ",
            [
                ("test:lists/test#empty-list-result", "[]"), ("test:lists/test#empty-string-result", "\"\""),
                ("test:lists/test#list-result", "[1, 2, 3, 4, 5]"), ("test:lists/test#list-result2", "\"hello!\""),
                ("test:lists/test#list-result3", """["hello,", "world!"]"""),
            ],
            [
                """test:lists/test#list-param4([["foo", "bar"], ["baz"]])""", "test:lists/test#list-param5([(1, 2, 3), (4, 5, 6)])",
                "test:lists/test#list-minmax64([0, 18446744073709551615], [-9223372036854775808, 9223372036854775807])",
            ]
        },
        {
            "flavorful.component.wasm", "test-imports() = ",
            [
                ("test:flavorful/test#f-list-in-record2", """{a: "list_in_record2"}"""),
                ("test:flavorful/test#f-list-in-record3", """{a: "list_in_record3 output"}"""),
                ("test:flavorful/test#f-list-in-record4", """{a: "result4"}"""),
                ("test:flavorful/test#f-list-in-variant2", """some("list_in_variant2")"""),
                ("test:flavorful/test#f-list-in-variant3", """some("output3")"""),
                ("test:flavorful/test#errno-result", "err(b)"), ("test:flavorful/test#errno-result", "ok"),
                ("test:flavorful/test#list-typedefs", """([116, 121, 112, 101, 100, 101, 102, 51], ["typedef4"])"""),
                ("test:flavorful/test#list-of-variants", "([false, true], [err, ok], [a, b])"),
            ],
            [
                """test:flavorful/test#f-list-in-record1({a: "list_in_record1"})""",
                "test:flavorful/test#list-of-variants([true, false], [ok, err], [success, a])",
            ]
        },
        {
            "options.component.wasm", "test-imports() = ",
            [("test:options/test#option-none-result", "none"), ("test:options/test#option-some-result", """some("foo")""")],
            ["test:options/test#double-option-roundtrip(some(none))"]
        },
        {
            "strings.component.wasm", "test-imports() = ", [("test:strings/imports#return-unicode", "\"🚀🚀🚀 𠈄𓀀\"")],
            ["""test:strings/imports#take-basic("latin utf16")"""]
        },
        {
            "many-arguments.component.wasm", "many-arguments(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16) = ", [],
            ["imports#many-arguments(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)"]
        },
        { "smoke.component.wasm", "thunk() = ", [], ["test:smoke/imports#thunk()"] },
        {
            "results.component.wasm", "string-error(0) = err(\"zero\")", [("test:results/test#string-error", "err(\"zero\")")],
            ["test:results/test#string-error(0)"]
        },
        { "results.component.wasm", "double-error(0) = ok(ok)", [("test:results/test#double-error", "ok(ok)")], [] },
        {
            "simple-nested.component.wasm", "hello-world() = \"hello from the host\"",
            [("calvinrp:test-async-funcs/hello@0.1.0#hello-world", "\"hello from the host\"")], []
        },
        {
            "async_call.component.wasm", "run-sync() = \"from the host\"",
            [("something:test/test-interface#call-sync", "\"from the host\"")], []
        },
        { "resource-borrow-simple.component.wasm", "test-imports() = ", [], ["[constructor]r()", "test(_)"] },
        { "resource_borrow_simple.component.wasm", "test-imports() = ", [], ["[constructor]r()", "test(_)"] },
        {
            "resource_borrow_import.component.wasm", "test(42) = 47", [("test:resource-borrow-import/test#foo", "43")],
            ["test:resource-borrow-import/test#[constructor]thing(43)", "test:resource-borrow-import/test#foo(_)"]
        },
    };

    [Theory]
    [MemberData(nameof(CallsOfImports))]
    public void Functions_call_what_they_import(string file, string call, (string Function, string Result)[] results, string[] expected)
    {
        using var guest = new JcoGuest(file, results);
        var parts = call.Split(" = ");
        Assert.Equal(parts[1], guest.Instance.CallWave(parts[0]));
        Assert.All(expected, made => Assert.Contains(made, guest.Imports.Calls));
    }

    [Theory]
    [InlineData("numbers.component.wasm", "test:numbers/test")]
    [InlineData("options.component.wasm", "test:options/test")]
    [InlineData("versions.component.wasm", "test:dep/test@0.1.0", "test:dep/test@0.2.0")]
    public void An_instance_calls_what_another_of_the_same_component_exports(string file, params string[] interfaces)
    {
        using var guest = new JcoGuest(file);
        var linker = new ComponentLinker(guest.Instance.Store.Engine);
        linker.DefineWasi(guest.Context);
        foreach (var name in interfaces)
        {
            linker.DefineInstance(name, guest.Instance.FindInstance(name)!);
        }

        var second = linker.Instantiate(guest.Instance.Store, guest.Component);
        Assert.Equal("", second.CallWave("test-imports()"));
        Assert.Empty(guest.Imports.Calls);
    }

    [Fact]
    public void Handles_go_in_and_out()
    {
        using var guest = new JcoGuest("resources.component.wasm");
        using var one = guest.Call("exports#[constructor]x", ComponentValue.FromS32(5)).AsResource();
        Assert.Equal(5, guest.Call("exports#[method]x.get-a", ComponentValue.FromBorrow(one)).AsS32());
        guest.Instance.GetFunction("exports#[method]x.set-a").Call(ComponentValue.FromBorrow(one), ComponentValue.FromS32(7));
        Assert.Equal(7, guest.Call("exports#[method]x.get-a", ComponentValue.FromBorrow(one)).AsS32());
        using var sum = guest.Call("exports#[static]x.add", ComponentValue.FromOwn(one), ComponentValue.FromS32(3)).AsResource();
        Assert.Equal(10, guest.Call("exports#[method]x.get-a", ComponentValue.FromBorrow(sum)).AsS32());
        Assert.False(one.IsValid);

        using var left = guest.Call("exports#[constructor]z", ComponentValue.FromS32(10)).AsResource();
        using var right = guest.Call("exports#[constructor]z", ComponentValue.FromS32(20)).AsResource();
        using var both = guest.Call("exports#add", ComponentValue.FromBorrow(left), ComponentValue.FromBorrow(right)).AsResource();
        Assert.Equal(30, guest.Call("exports#[method]z.get-a", ComponentValue.FromBorrow(both)).AsS32());
        var dropped = guest.Call("exports#[static]z.num-dropped").AsU32();
        left.Dispose();
        right.Dispose();
        Assert.Equal(dropped + 2, guest.Call("exports#[static]z.num-dropped").AsU32());
    }

    [Fact]
    public void Every_component_that_is_not_of_a_later_version_makes_an_instance()
    {
        var names = JcoFixtures.Components.Select(component => component.Name);
        var files = names.Where(name => !name.Contains("p3", StringComparison.Ordinal)).Select(name => Path.GetFileName(name)).ToArray();
        Assert.SkipWhen(files.Length == 0, JcoFixtures.Missing);
        foreach (var file in files)
        {
            using var guest = new JcoGuest(file);
            Assert.NotEmpty(guest.Instance.Exports);
        }

        output.WriteLine($"{files.Length} components: all make an instance");
    }

    [Theory]
    [InlineData("hello_stdout.component.wasm", "run() = ok", "writing to stdout: hello, world\n", "writing to stderr: hello, world\n")]
    [InlineData("stdout-pollable-hang.component.wasm", "run() = ok", "", "")]
    [InlineData("stdio.composed.wasm", "test-stdio() = ", "Hello world\n", "")]
    [InlineData("env-allow.composed.wasm", "test-get-env() = [(\"CUSTOM\", \"VAL\")]", "", "")]
    public void Commands_and_functions_reach_the_system(string file, string call, string output, string errors)
    {
        using var guest = new JcoGuest(file);
        var parts = call.Split(" = ");
        Assert.Equal(parts[1], guest.Instance.CallWave(parts[0]));
        Assert.Equal(output, guest.Output.Text);
        Assert.Equal(errors, guest.Errors.Text);
    }
}
