namespace Lanner.Hostile.Attacks;

/// <summary>A trap in every instruction that can trap, and indices whose ranges an optimiser may conclude wrongly.</summary>
internal static class TrapAttacks
{
    private const string Common = """
        (type $t (func)) (type $other (func (param i32))) (type $bytes (array (mut i8))) (type $ints (array (mut i32)))
        (type $refs (array (mut anyref))) (type $funcs (array (mut funcref)))
        (type $s (struct (field (mut i32)) (field (mut i8)) (field (mut f64))))
        (memory 1 1 shared) (memory $small 1 1) (table $table 3 funcref) (table $typed 3 funcref)
        (data $data "0123456789") (elem $elem func $empty $empty) (elem declare func $empty) (tag $tag)
        (global $minus (mut i32) (i32.const -1)) (global $zero (mut i32) (i32.const 0)) (global $x (mut i32) (i32.const -2147483640))
        (global $ints (mut (ref null $ints)) (ref.null $ints)) (global $null (mut (ref null $ints)) (ref.null $ints))
        (global $nan (mut f64) (f64.const nan))
        (global $keep (mut (ref null $ints)) (ref.null $ints)) (elem (table $typed) (i32.const 0) func $empty)
        (func $empty (type $t))
        """;

    private static readonly string[] Loads =
    [
        "i32.load", "i64.load", "f32.load", "f64.load", "i32.load8_s", "i32.load8_u", "i32.load16_s", "i32.load16_u", "i64.load8_s",
        "i64.load8_u", "i64.load16_s", "i64.load16_u", "i64.load32_s", "i64.load32_u", "v128.load", "v128.load8x8_s", "v128.load16x4_u",
        "v128.load32x2_s", "v128.load8_splat", "v128.load16_splat", "v128.load32_splat", "v128.load64_splat", "v128.load32_zero",
        "v128.load64_zero",
        "i32.atomic.load", "i64.atomic.load", "i32.atomic.load8_u", "i64.atomic.load32_u",
    ];

    private static readonly (string Name, string Value)[] Stores =
    [
        ("i32.store", "i32"), ("i64.store", "i64"), ("f32.store", "f32"), ("f64.store", "f64"), ("i32.store8", "i32"),
        ("i32.store16", "i32"), ("i64.store8", "i64"), ("i64.store16", "i64"), ("i64.store32", "i64"), ("v128.store", "v128"),
        ("i32.atomic.store", "i32"), ("i64.atomic.store", "i64"), ("i32.atomic.store8", "i32"), ("i64.atomic.store16", "i64"),
    ];

    private static readonly string[] Atomics =
    [
        "i32.atomic.rmw.add", "i64.atomic.rmw.sub", "i32.atomic.rmw.and", "i64.atomic.rmw.or", "i32.atomic.rmw.xor", "i64.atomic.rmw.xchg",
        "i32.atomic.rmw8.add_u", "i64.atomic.rmw16.xchg_u", "i64.atomic.rmw32.xor_u",
    ];

    private static readonly (string Body, TrapCode End)[] Others =
    [
        ("(unreachable)", TrapCode.Unreachable),
        ("(drop (i32.div_s (i32.const 1) (global.get $zero)))", TrapCode.IntegerDivideByZero),
        ("(drop (i32.rem_u (i32.const 1) (global.get $zero)))", TrapCode.IntegerDivideByZero),
        ("(drop (i64.div_u (i64.const 1) (i64.extend_i32_s (global.get $zero))))", TrapCode.IntegerDivideByZero),
        ("(drop (i64.rem_s (i64.const 1) (i64.extend_i32_s (global.get $zero))))", TrapCode.IntegerDivideByZero),
        ("(drop (i32.div_s (i32.const -2147483648) (global.get $minus)))", TrapCode.IntegerOverflow),
        ("(drop (i64.div_s (i64.const -9223372036854775808) (i64.extend_i32_s (global.get $minus))))", TrapCode.IntegerOverflow),
        ("(drop (i32.trunc_f64_s (global.get $nan)))", TrapCode.InvalidConversionToInteger),
        ("(drop (i64.trunc_f64_u (global.get $nan)))", TrapCode.InvalidConversionToInteger),
        ("(drop (i32.trunc_f32_u (f32.const 1e20)))", TrapCode.IntegerOverflow),
        ("(drop (i64.trunc_f32_s (f32.const 1e30)))", TrapCode.IntegerOverflow),
        ("(call_indirect $table (type $t) (i32.const 0))", TrapCode.UninitializedElement),
        ("(call_indirect $table (type $t) (global.get $minus))", TrapCode.UndefinedElement),
        ("(call_indirect $typed (type $other) (i32.const 1) (i32.const 0))", TrapCode.IndirectCallTypeMismatch),
        ("(return_call_indirect $table (type $t) (i32.const 3))", TrapCode.UndefinedElement),
        ("(call_ref $t (ref.null $t))", TrapCode.NullFunctionReference),
        ("(return_call_ref $t (ref.null $t))", TrapCode.NullFunctionReference),
        ("(drop (ref.as_non_null (global.get $null)))", TrapCode.NullReference),
        ("(throw_ref (ref.null exn))", TrapCode.NullExceptionReference),
        ("(drop (struct.get $s 0 (ref.null $s)))", TrapCode.NullStructureReference),
        ("(drop (struct.get_s $s 1 (ref.null $s)))", TrapCode.NullStructureReference),
        ("(struct.set $s 2 (ref.null $s) (f64.const 1))", TrapCode.NullStructureReference),
        ("(drop (array.len (global.get $null)))", TrapCode.NullArrayReference),
        ("(drop (array.get $ints (global.get $null) (i32.const 0)))", TrapCode.NullArrayReference),
        ("(array.set $ints (global.get $null) (i32.const 0) (i32.const 0))", TrapCode.NullArrayReference),
        ("(drop (i31.get_s (ref.null i31)))", TrapCode.NullI31Reference),
        ("(drop (ref.cast (ref $s) (ref.i31 (i32.const 1))))", TrapCode.CastFailure),
        ("(drop (ref.cast (ref i31) (ref.null any)))", TrapCode.CastFailure),
        ("(drop (array.get $ints (array.new_default $ints (i32.const 4)) (i32.const 4)))", TrapCode.ArrayOutOfBounds),
        ("(drop (array.get_u $bytes (array.new_default $bytes (i32.const 4)) (global.get $minus)))", TrapCode.ArrayOutOfBounds),
        ("(array.set $refs (array.new_default $refs (i32.const 4)) (global.get $minus) (ref.null any))", TrapCode.ArrayOutOfBounds),
        ("(array.fill $ints (array.new_default $ints (i32.const 4)) (i32.const 1) (i32.const 0) (global.get $minus))",
            TrapCode.ArrayOutOfBounds),
        ("(array.copy $ints $ints (array.new_default $ints (i32.const 4)) (i32.const 1) "
            + "(array.new_default $ints (i32.const 9)) (i32.const 0) (i32.const 4))",
            TrapCode.ArrayOutOfBounds),
        ("(array.init_data $bytes $data (array.new_default $bytes (i32.const 4)) (i32.const 0) (i32.const 0) (i32.const 5))",
            TrapCode.ArrayOutOfBounds),
        ("(array.init_elem $funcs $elem (array.new_default $funcs (i32.const 1)) (i32.const 0) (i32.const 0) (i32.const 2))",
            TrapCode.ArrayOutOfBounds),
        ("(drop (array.new_data $bytes $data (i32.const 8) (i32.const 3)))", TrapCode.MemoryOutOfBounds),
        ("(drop (array.new_data $ints $data (i32.const 0) (global.get $minus)))", TrapCode.MemoryOutOfBounds),
        ("(drop (array.new_elem $funcs $elem (i32.const 1) (i32.const 2)))", TrapCode.TableOutOfBounds),
        ("(drop (table.get $table (global.get $minus)))", TrapCode.TableOutOfBounds),
        ("(table.set $table (i32.const 3) (ref.null func))", TrapCode.TableOutOfBounds),
        ("(table.fill $table (i32.const 2) (ref.null func) (i32.const 2))", TrapCode.TableOutOfBounds),
        ("(table.copy $table $typed (i32.const 1) (i32.const 0) (global.get $minus))", TrapCode.TableOutOfBounds),
        ("(table.init $table $elem (i32.const 2) (i32.const 0) (i32.const 2))", TrapCode.TableOutOfBounds),
        ("(memory.fill $small (i32.const 65535) (i32.const 1) (i32.const 2))", TrapCode.MemoryOutOfBounds),
        ("(memory.fill $small (global.get $minus) (i32.const 1) (global.get $minus))", TrapCode.MemoryOutOfBounds),
        ("(memory.copy $small $small (i32.const 0) (i32.const 65535) (i32.const 2))", TrapCode.MemoryOutOfBounds),
        ("(memory.copy $small $small (global.get $minus) (i32.const 0) (i32.const 0))", TrapCode.MemoryOutOfBounds),
        ("(memory.init $small $data (i32.const 65530) (i32.const 0) (i32.const 10))", TrapCode.MemoryOutOfBounds),
        ("(memory.init $small $data (i32.const 0) (global.get $minus) (i32.const 1))", TrapCode.MemoryOutOfBounds),
        ("(drop (memory.atomic.wait32 (i32.const 1) (i32.const 0) (i64.const -1)))", TrapCode.UnalignedAtomic),
        ("(drop (memory.atomic.wait64 (global.get $minus) (i64.const 0) (i64.const -1)))", TrapCode.UnalignedAtomic),
        ("(drop (memory.atomic.wait32 $small (i32.const 0) (i32.const 0) (i64.const 0)))", TrapCode.ExpectedSharedMemory),
        ("(drop (memory.atomic.notify (i32.const 65536) (i32.const 1)))", TrapCode.MemoryOutOfBounds),
        ("(drop (i32.atomic.rmw.cmpxchg (i32.const 65536) (i32.const 1) (i32.const 1)))", TrapCode.MemoryOutOfBounds),
        ("(drop (i64.atomic.load (i32.const 4)))", TrapCode.UnalignedAtomic),
    ];

    /// <summary>Indices out of bounds of which an optimiser may think otherwise; ACCESS(index) is the access.</summary>
    private static readonly string[] Indices =
    [
        "(if (i32.lt_s (global.get $x) (i32.const 2147483647)) (then (local.set $y (i32.add (global.get $x) (i32.const -2147483640))) "
        + "(if (i32.ge_s (local.get $y) (i32.const 0)) (then ACCESS((local.get $y))))))",
        "(local.set $i (i32.const 7)) (loop $l ACCESS((local.get $i)) (local.set $i (i32.sub (local.get $i) (i32.const 3))) (br $l))",
        "(loop $l ACCESS((local.get $i)) (local.set $i (i32.add (local.get $i) (i32.const 1))) (br $l))",
        "(local.set $i (i32.const 3)) (loop $l ACCESS((local.get $i)) (local.set $i (i32.mul (local.get $i) (i32.const 2))) "
        + "(br_if $l (i32.ne (local.get $i) (i32.const 0))) (unreachable))",
        "(if (i32.lt_s (global.get $minus) (i32.const 8)) (then ACCESS((global.get $minus))))",
        "(local.set $y (i32.shl (global.get $minus) (i32.const 2))) (if (i32.le_s (local.get $y) (i32.const 7)) "
        + "(then ACCESS((local.get $y))))",
    ];

    internal static IEnumerable<Attack> All { get; } =
    [
        .. Loads.SelectMany(load =>
            Places(load).Select((address, index) => Trap($"{load}, {index}", $"(drop ({load} {address}))", TrapCode.MemoryOutOfBounds))),
        .. Stores.SelectMany(
            store => Places(store.Name).Select((address, index) =>
                Trap($"{store.Name}, {index}", $"({store.Name} {address} {Value(store.Value)})", TrapCode.MemoryOutOfBounds))),
        .. Atomics.Select(name => Trap(name, $"(drop ({name} (i32.const 65536) {Value(name[..3])}))", TrapCode.MemoryOutOfBounds)),
        .. Others.Select(other => Trap(other.Body, other.Body, other.End)),
        .. Indices.SelectMany((body, number) => new[]
        {
            Trap(
                $"an index of an array, {number}",
                "(local $y i32) (local $i i32) (global.set $ints (array.new_default $ints (i32.const 8))) "
                + $"(global.set $keep (global.get $ints)) {Accesses(body, "(drop (array.get $ints (global.get $ints) ", "))")}",
                TrapCode.ArrayOutOfBounds),
            Trap(
                $"an index of an array that is written, {number}",
                "(local $y i32) (local $i i32) (global.set $ints (array.new_default $ints (i32.const 8))) "
                + $"(global.set $keep (global.get $ints)) {Accesses(body, "(array.set $ints (global.get $ints) ", " (i32.const -1))")}",
                TrapCode.ArrayOutOfBounds),
            Trap(
                $"an index of a table, {number}", $"(local $y i32) (local $i i32) {Accesses(body, "(drop (table.get $table ", "))")}",
                TrapCode.TableOutOfBounds),
        }),
    ];

    /// <summary>Aligned addresses beyond one page.</summary>
    private static string[] Places(string instruction) => instruction.Contains("atomic", StringComparison.Ordinal)
        ? ["(i32.const 65536)", "(i32.const -8)"]
        : ["(i32.const 65536)", "(global.get $minus)", "offset=4294967295 (global.get $minus)"];

    private static string Value(string type) => type == "v128" ? "(v128.const i64x2 1 2)" : $"({type}.const 1)";

    private static string Accesses(string body, string before, string after)
    {
        const string Mark = "ACCESS(";
        var start = body.IndexOf(Mark, StringComparison.Ordinal);
        var end = start + Mark.Length;
        for (var depth = 1; depth > 0; end++)
        {
            depth += body[end] switch { '(' => 1, ')' => -1, _ => 0 };
        }

        return body[..start] + before + body[(start + Mark.Length)..(end - 1)] + after + body[end..];
    }

    /// <summary>The trap is met in a block that catches all: it catches exceptions, not traps.</summary>
    private static Attack Trap(string name, string body, TrapCode end) => new(
        $"trap: {name}",
        $$"""(module {{Common}} (func $f {{body}}) (func (export "run") (block $c (try_table (catch_all $c) (call $f))))) """, end);
}
