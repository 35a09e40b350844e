using Lanner.Compilation.Layout;

namespace Lanner.Tests.Hostile;

/// <summary>Indices of arrays and tables whose ranges an optimiser may conclude wrongly: sums that wrap, recurrences that fall, values that
/// depend on the path, the length of another array. RyuJIT of .NET 10.0.12 leaves out bounds checks of the CLR for some of them
/// (docs/jit-quirks.md). What is expected comes from the same function with a host function in place of the access, which knows the index
/// alone.</summary>
public sealed class IndexRangeTests
{
    private const int Length = 8;

    private static readonly int[] Arguments =
        [0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 31, 1000, -1, -2, -3, -7, -8, -9, -64, int.MaxValue, int.MaxValue - 1, int.MinValue,
            int.MinValue + 8, int.MinValue + 9, int.MinValue + 16, 1 << 29, 1 << 30, 3 << 29];

    /// <summary>Bodies of functions that take $x and have the locals $y, $z, $i; ACCESS(index) stands for the access.</summary>
    private static readonly Dictionary<string, string> Shapes = new()
    {
        ["a sum that wraps after a test"] = """
            (if (i32.lt_s (local.get $x) (i32.const 2147483647)) (then
              (local.set $y (i32.add (local.get $x) (i32.const -2147483640)))
              (if (i32.ge_s (local.get $y) (i32.const 0)) (then (return ACCESS((local.get $y)))))))
            (i32.const -1)
            """,
        ["a sum after an unsigned test"] = """
            (if (i32.lt_u (local.get $x) (i32.const 8)) (then
              (return (i32.add ACCESS((local.get $x)) ACCESS((i32.add (local.get $x) (i32.const -3)))))))
            (i32.const -1)
            """,
        ["a difference after tests on both sides"] = """
            (if (i32.and (i32.gt_s (local.get $x) (i32.const -9)) (i32.lt_s (local.get $x) (i32.const 8))) (then
              (return ACCESS((i32.sub (i32.const 7) (local.get $x))))))
            (i32.const -1)
            """,
        ["a product that wraps"] = """
            (if (i32.lt_s (local.get $x) (i32.const 2)) (then (return ACCESS((i32.mul (local.get $x) (i32.const 4))))))
            (i32.const -1)
            """,
        ["a recurrence that falls below zero"] = """
            (local.set $i (i32.const 7))
            (loop $l
              (local.set $y (i32.add (local.get $y) ACCESS((local.get $i))))
              (local.set $i (i32.sub (local.get $i) (i32.const 3)))
              (br_if $l (i32.gt_s (local.get $i) (local.get $x))))
            (local.get $y)
            """,
        ["a recurrence that rises past the length"] = """
            (loop $l
              (local.set $y (i32.add (local.get $y) ACCESS((local.get $i))))
              (local.set $i (i32.add (local.get $i) (i32.const 1)))
              (br_if $l (i32.le_u (local.get $i) (local.get $x))))
            (local.get $y)
            """,
        ["a recurrence that doubles and wraps"] = """
            (local.set $i (i32.const 1))
            (loop $l
              (local.set $y (i32.add (local.get $y) ACCESS((local.get $i))))
              (local.set $i (i32.shl (local.get $i) (i32.const 1)))
              (br_if $l (i32.lt_s (local.get $i) (local.get $x))))
            (local.get $y)
            """,
        ["an index that depends on the path"] = """
            (local.set $i (i32.const 7))
            (if (i32.lt_s (local.get $x) (i32.const 5)) (then (local.set $i (local.get $x))))
            (if (i32.eq (local.get $x) (i32.const 15)) (then (local.set $i (i32.const 9))))
            ACCESS((local.get $i))
            """,
        ["a loop bounded by another array"] = """
            (loop $l
              (local.set $y (i32.add (local.get $y) ACCESS((local.get $i))))
              (local.set $i (i32.add (local.get $i) (i32.const 1)))
              (br_if $l (i32.and
                (i32.lt_s (local.get $i) (array.len (local.get $longer)))
                (i32.lt_s (local.get $i) (local.get $x)))))
            (local.get $y)
            """,
        ["two indices in a loop"] = """
            (local.set $z (local.get $x))
            (loop $l
              (local.set $y (i32.add (local.get $y) (i32.add ACCESS((local.get $i)) ACCESS((local.get $z)))))
              (local.set $z (i32.sub (local.get $z) (i32.const 1)))
              (local.set $i (i32.add (local.get $i) (i32.const 1)))
              (br_if $l (i32.lt_u (local.get $i) (i32.const 5))))
            (local.get $y)
            """,
        ["the same index after a test for each end"] = """
            (if (i32.ge_s (local.get $x) (i32.const 8)) (then (return (i32.const -1))))
            ACCESS((i32.and (local.get $x) (i32.const -2147483641)))
            """,
        ["an index cut from 64 bits"] = """
            (if (i64.gt_u (i64.extend_i32_s (local.get $x)) (i64.const 4294967296)) (then (return (i32.const -1))))
            ACCESS((i32.wrap_i64 (i64.add (i64.extend_i32_u (local.get $x)) (i64.const 4294967295))))
            """,
        ["a remainder with a sign"] = "ACCESS((i32.rem_s (local.get $x) (i32.const 8)))",
        ["a shift with a sign"] = "ACCESS((i32.shr_s (local.get $x) (i32.const 28)))",
    };

    /// <summary>The things that have elements: a declaration of $array's type, how it is made, how an element is read as a number, and
    /// written.</summary>
    private static readonly Dictionary<string, Elements> Kinds = new()
    {
        ["i8"] = Array("i8", "(array.get_u $t (local.get $array) INDEX)", "(array.set $t (local.get $array) INDEX (i32.const 5))"),
        ["i16"] = Array("i16", "(array.get_s $t (local.get $array) INDEX)", "(array.set $t (local.get $array) INDEX (i32.const 5))"),
        ["i32"] = Array("i32", "(array.get $t (local.get $array) INDEX)", "(array.set $t (local.get $array) INDEX (i32.const 5))"),
        ["i64"] = Array(
            "i64", "(i32.wrap_i64 (array.get $t (local.get $array) INDEX))", "(array.set $t (local.get $array) INDEX (i64.const 5))"),
        ["f32"] = Array(
            "f32", "(i32.trunc_f32_s (array.get $t (local.get $array) INDEX))", "(array.set $t (local.get $array) INDEX (f32.const 5))"),
        ["f64"] = Array(
            "f64", "(i32.trunc_f64_s (array.get $t (local.get $array) INDEX))", "(array.set $t (local.get $array) INDEX (f64.const 5))"),
        ["v128"] = Array(
            "v128", "(i32x4.extract_lane 0 (array.get $t (local.get $array) INDEX))",
            "(array.set $t (local.get $array) INDEX (v128.const i32x4 5 0 0 0))"),
        ["reference"] = Array(
            "i31ref", "(i31.get_s (array.get $t (local.get $array) INDEX))",
            "(array.set $t (local.get $array) INDEX (ref.i31 (i32.const 5)))"),
        ["table of a fixed size"] = Table(
            "8 8", "(i31.get_s (table.get $table INDEX))", "(table.set $table INDEX (ref.i31 (i32.const 5)))"),
        ["table that grows"] = Table("8", "(i31.get_s (table.get $table INDEX))", "(table.set $table INDEX (ref.i31 (i32.const 5)))"),
        ["functions of a fixed table"] = Functions("8 8"),
        ["functions of a table that grows"] = Functions("8"),
    };

    public static TheoryData<string, MemoryMode, bool> All
    {
        get
        {
            var data = new TheoryData<string, MemoryMode, bool>();
            foreach (var kind in Kinds.Keys)
            {
                data.Add(kind, MemoryMode.Guarded, true);
                data.Add(kind, MemoryMode.Guarded, false);
                data.Add(kind, MemoryMode.Checked, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void No_index_leads_out_of_its_array(string kind, MemoryMode mode, bool usesProcessor)
    {
        var elements = Kinds[kind];
        using var guest = new Guest(
            Module(elements),
            linker => linker.Define("env", "access", (int index) => (uint)index < Length ? 5 : throw new TrapException(elements.Trap)),
            new EngineOptions { MemoryMode = mode },
            compile: options => usesProcessor ? options : options with { Hardware = VectorHardware.None });

        foreach (var shape in Shapes.Keys)
        {
            foreach (var argument in Arguments)
            {
                var expected = Outcome(guest, $"{shape}, expected", argument);
                Assert.Equal((shape, argument, expected), (shape, argument, Outcome(guest, $"{shape}, read", argument)));
                Assert.Equal(
                    (shape, argument, expected is TrapCode), (shape, argument, Outcome(guest, $"{shape}, written", argument) is TrapCode));
            }
        }
    }

    private static object Outcome(Guest guest, string name, int argument)
    {
        try
        {
            return guest.Invoke(name, argument)[0].AsInt32();
        }
        catch (TrapException trap)
        {
            return trap.Code;
        }
    }

    private static string Module(Elements elements)
    {
        var functions = Shapes.SelectMany(shape => new[]
        {
            Function($"{shape.Key}, read", shape.Value, elements, elements.Read),
            Function($"{shape.Key}, written", shape.Value, elements, $"(block (result i32) {elements.Write} (i32.const 5))"),
            Function($"{shape.Key}, expected", shape.Value, elements, "(call $access INDEX)"),
        });
        return $"""
            (module
              (import "env" "access" (func $access (param i32) (result i32)))
              (type $longer (array (mut i8)))
              {elements.Declaration}
              {string.Join('\n', functions)})
            """;
    }

    private static string Function(string name, string body, Elements elements, string access) => $"""
        (func (export "{name}") (param $x i32) (result i32) (local $y i32) (local $z i32) (local $i i32)
          (local $longer (ref $longer)) {elements.Local}
          (local.set $longer (array.new $longer (i32.const 1) (i32.const 100)))
          {elements.Made}
          {Expand(body, access)})
        """;

    /// <summary>Puts the access in place of ACCESS(index), whose index is in parentheses.</summary>
    private static string Expand(string body, string access)
    {
        for (var start = body.IndexOf("ACCESS(", StringComparison.Ordinal); start
            >= 0; start = body.IndexOf("ACCESS(", StringComparison.Ordinal))
        {
            var end = start + "ACCESS(".Length;
            for (var depth = 1; depth > 0; end++)
            {
                depth += body[end] switch { '(' => 1, ')' => -1, _ => 0 };
            }

            body = body[..start]
                + access.Replace("INDEX", body[(start + "ACCESS(".Length)..(end - 1)], StringComparison.Ordinal) + body[end..];
        }

        return body;
    }

    private static Elements Array(string type, string read, string write) => new(
        $"(type $t (array (mut {type})))",
        "(local $array (ref $t))",
        $"(local.set $array (array.new $t {Five(type)} (i32.const 8)))",
        read,
        write,
        TrapCode.ArrayOutOfBounds);

    private static Elements Table(string limits, string read, string write) => new(
        $"(table $table {limits} i31ref (ref.i31 (i32.const 5)))", "", "", read, write, TrapCode.TableOutOfBounds);

    private static Elements Functions(string limits)
    {
        const string Call = "(call_indirect $table (type $f) INDEX)";
        return new(
            $"(type $f (func (result i32))) (table $table {limits} funcref) (func $five (type $f) (i32.const 5)) "
            + $"(elem (table $table) (i32.const 0) func {string.Join(' ', Enumerable.Repeat("$five", Length))})",
            "",
            "",
            Call,
            $"(drop {Call})",
            TrapCode.UndefinedElement);
    }

    private static string Five(string type) => type switch
    {
        "i8" or "i16" => "(i32.const 5)",
        "v128" => "(v128.const i32x4 5 0 0 0)",
        "i31ref" => "(ref.i31 (i32.const 5))",
        _ => $"({type}.const 5)",
    };

    private sealed record Elements(string Declaration, string Local, string Made, string Read, string Write, TrapCode Trap);
}
