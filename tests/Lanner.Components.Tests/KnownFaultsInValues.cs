namespace Lanner.Components.Tests;

/// <summary>Faults that other hosts had with other values.</summary>
public class KnownFaultsInValues
{
    private static readonly string[] Encodings = ["utf8", "utf16", "latin1+utf16"];

    /// <summary>GHSA-m758-wjhj-p3jq (bytecodealliance/wasmtime#13015).</summary>
    [Theory]
    [InlineData(1, "l0")]
    [InlineData(9, "l0 l1 l2 l3 l4 l5 l6 l7 l8")]
    [InlineData(31, "")]
    public void Bits_beyond_the_declared_flags_do_not_count(int labels, string expected)
    {
        using var running = new Running();
        var instance = running.Instantiate($$"""
            (component
              {{Flags(labels)}}
              (core module $M
                (memory (export "mem") 1)
                (data (i32.const 1024) "\ff\ff\ff\ff")
                (func (export "flat") (result i32) (i32.const -1))
                (func (export "stored") (result i32)
                  (i32.store (i32.const 16) (i32.const 1024))
                  (i32.store (i32.const 20) (i32.const 1))
                  (i32.const 16)))
              (core instance $m (instantiate $M))
              (func (export "flat") (result $t) (canon lift (core func $m "flat")))
              (func (export "stored") (result (list $t)) (canon lift (core func $m "stored") (memory (core memory $m "mem")))))
            """);
        string[] all = expected.Length == 0 ? [.. Enumerable.Range(0, labels).Select(index => $"l{index}")] : expected.Split(' ');
        Assert.Equal(all, instance.GetFunction("flat").Call()!.Value.AsFlags());
        Assert.Equal(all, instance.GetFunction("stored").Call()!.Value.AsList()[0].AsFlags());
    }

    /// <summary>bytecodealliance/jco#1834, WebAssembly/component-model#370.</summary>
    [Theory]
    [InlineData(8, 1)]
    [InlineData(9, 2)]
    [InlineData(16, 2)]
    [InlineData(17, 4)]
    [InlineData(32, 4)]
    public void Flags_take_1_2_or_4_bytes_little_endian(int labels, int size)
    {
        using var running = new Running();
        var instance = running.Instantiate(Raw(Flags(labels), "$t", size));
        var last = $"l{labels - 1}";
        var list = ComponentValue.FromList(ComponentValue.FromFlags(last), ComponentValue.FromFlags("l0", "l1"));
        var bytes = new byte[2 * size];
        bytes[(labels - 1) / 8] = (byte)(1 << (labels - 1) % 8);
        bytes[size] = 3;
        Assert.Equal(bytes, instance.GetFunction("to-bytes").Call(list)!.Value.AsNumbers<byte>().ToArray());
        Assert.Equal(list, instance.GetFunction("from-bytes").Call(ComponentValue.FromNumbers<byte>(bytes))!.Value);
    }

    /// <summary>WebAssembly/component-model#370.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(33)]
    public void Flags_of_none_or_more_than_32_are_invalid(int labels)
    {
        using var engine = new Engine();
        var type = $"(flags {string.Join(' ', Enumerable.Range(0, labels).Select(index => $"\"l{index}\""))})";
        Assert.ThrowsAny<LannerException>(() => Component.FromText(engine, $"(component (type {type}))"));
    }

    /// <summary>bytecodealliance/wasmtime#12354 and #12356: an index that is the number of cases was let through.</summary>
    [Theory]
    [InlineData("(enum \"a\" \"b\" \"c\")", 3)]
    [InlineData("(variant (case \"a\") (case \"b\" u64))", 2)]
    [InlineData("(option u8)", 2)]
    [InlineData("(option string)", 2)]
    [InlineData("(result)", 2)]
    [InlineData("(result u8 (error string))", 2)]
    public void An_index_that_is_the_number_of_cases_traps(string type, int cases)
    {
        using var running = new Running();
        var giver = $$"""
            (type $t' {{type}}) (export $t "t" (type $t'))
            (core module $M
              (memory (export "mem") 1)
              (data (i32.const 1024) "\{{cases:x2}}\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00")
              (func (export "f") (result i32)
                (i32.store (i32.const 16) (i32.const 1024))
                (i32.store (i32.const 20) (i32.const 1))
                (i32.const 16)))
            (core instance $m (instantiate $M))
            (func (export "f") (result (list $t)) (canon lift (core func $m "f") (memory (core memory $m "mem"))))
            """;
        RequireTrap(running.Instantiate($"(component {giver})").GetFunction("f"));

        // As a flat parameter of what the guest calls.
        running.Linker.Define("take", (_, _) => null);
        var flat = running.Instantiate($$"""
            (component
              (type $t' {{type}}) (import "t" (type $t (eq $t')))
              (import "take" (func $take (param "value" $t)))
              (core module $L (memory (export "mem") 1))
              (core instance $l (instantiate $L))
              (core func $take' (canon lower (func $take) (memory (core memory $l "mem"))))
              (core module $N
                {{FlatCall(type, cases)}}
              (core instance $n (instantiate $N (with "" (instance (export "take" (func $take'))))))
              (func (export "f") (canon lift (core func $n "f"))))
            """).GetFunction("f");
        RequireTrap(flat);

        static void RequireTrap(ComponentFunction function) => Assert.Contains(
            "invalid variant discriminant", Assert.Throws<TrapException>(() => function.Call()).Message, StringComparison.Ordinal);
    }

    /// <summary>bytecodealliance/jco#1768: 32 bits were stored.</summary>
    [Theory]
    [InlineData("(tuple u8 u8 u8)", 65533, 0x030201AA)]
    [InlineData("(tuple s8 s8 s8)", 65533, 0x030201AA)]
    [InlineData("(tuple u8 u8)", 65533, unchecked((int)0xAA0201AA))]
    [InlineData("(tuple u16 u8)", 65532, unchecked((int)0xAA020001))]
    [InlineData("(tuple bool bool)", 65534, 0x0101AAAA)]
    public void Small_values_are_stored_in_their_own_bytes_only(string type, int place, int expected)
    {
        using var running = new Running();
        ComponentValue Part(int index) => type.Split(' ')[index + 1].TrimEnd(')') switch
        {
            "u8" => ComponentValue.FromU8((byte)(index + 1)),
            "s8" => ComponentValue.FromS8((sbyte)(index + 1)),
            "u16" => ComponentValue.FromU16((ushort)(index + 1)),
            _ => ComponentValue.FromBool(true),
        };
        running.Linker.Define("f", (_, _) =>
            ComponentValue.FromTuple([.. Enumerable.Range(0, type.Split(' ').Length - 1).Select(Part)]));
        var instance = running.Instantiate($$"""
            (component
              (import "f" (func $f (result {{type}})))
              (core module $L (memory (export "mem") 1))
              (core instance $l (instantiate $L))
              (core func $f' (canon lower (func $f) (memory (core memory $l "mem"))))
              (core module $N
                (import "" "f" (func $f (param i32)))
                (import "" "mem" (memory 1))
                (func (export "run") (result i32)
                  (memory.fill (i32.const 65528) (i32.const 0xAA) (i32.const 8))
                  (call $f (i32.const {{place}}))
                  (i32.load (i32.const 65532))))
              (core instance $n (instantiate $N (with "" (instance
                (export "f" (func $f')) (export "mem" (memory $l "mem"))))))
              (func (export "run") (result s32) (canon lift (core func $n "run"))))
            """);
        Assert.Equal(expected, instance.GetFunction("run").Call()!.Value.AsS32());
    }

    /// <summary>bytecodealliance/jco#1585 and #1586.</summary>
    [Fact]
    public void Fields_after_a_list_are_right()
    {
        using var running = new Running();
        var records = ComponentValue.FromList(Record(3, 5, 4, ulong.MaxValue), Record(0, 7, 0, 9), Record(1, uint.MaxValue, 0, 1));
        foreach (var encoding in Encodings)
        {
            var echo = running.Instantiate(Running.Echo(
                """
                (type $t' (record (field "a" (list string)) (field "b" u32) (field "c" (list u8)) (field "d" u64)))
                (export $t "t" (type $t'))
                """,
                "(list $t)",
                encoding)).GetFunction("echo");
            Assert.Equal(records, echo.Call(records));
        }

        static ComponentValue Record(int texts, uint number, int bytes, ulong last) => ComponentValue.FromRecord(
            ("a", ComponentValue.FromList([.. Enumerable.Range(0, texts).Select(index => ComponentValue.FromString($"\u2603{index}"))])),
            ("b", ComponentValue.FromU32(number)),
            ("c", ComponentValue.FromNumbers<byte>(new byte[bytes])),
            ("d", ComponentValue.FromU64(last)));
    }

    private static string Flags(int labels) =>
        $"(type $t' (flags {string.Join(' ', Enumerable.Range(0, labels).Select(index => $"\"l{index}\""))})) (export $t \"t\" (type $t'))";

    /// <summary>A component that gives the bytes of a list as a guest has them, and takes them.</summary>
    private static string Raw(string types, string type, int size) => $$"""
        (component
          {{types}}
          {{Running.EchoModule}}
          (core module $N
            (import "" "echo" (func $echo (param i32 i32) (result i32)))
            (func (export "to-bytes") (param i32 i32) (result i32)
              (call $echo (local.get 0) (i32.mul (local.get 1) (i32.const {{size}}))))
            (func (export "from-bytes") (param i32 i32) (result i32)
              (call $echo (local.get 0) (i32.div_u (local.get 1) (i32.const {{size}})))))
          (core instance $n (instantiate $N (with "" (instance (export "echo" (func $m "echo"))))))
          (func (export "to-bytes") (param "value" (list {{type}})) (result (list u8)) (canon lift (core func $n "to-bytes")
            (memory (core memory $m "mem")) (realloc (core func $m "realloc"))))
          (func (export "from-bytes") (param "bytes" (list u8)) (result (list {{type}})) (canon lift (core func $n "from-bytes")
            (memory (core memory $m "mem")) (realloc (core func $m "realloc")))))
        """;

    /// <summary>The rest of a module that passes an index of a case with zeros.</summary>
    private static string FlatCall(string type, int cases)
    {
        using var engine = new Engine();
        var flat = ((ComponentValueType)Component.FromText(
            engine, $"(component (type $t' {type}) (import \"t\" (type $t (eq $t'))))").Imports[0].Type).Flatten(WasmValueType.I32);
        var parameters = string.Join(' ', flat.Types.Select(one => one.ToString()));
        var zeros = string.Join(' ', flat.Types.Skip(1).Select(one => $"({one}.const 0)"));
        return $$"""
            (import "" "take" (func $take (param {{parameters}})))
            (func (export "f") (call $take (i32.const {{cases}}) {{zeros}})))
            """;
    }
}
