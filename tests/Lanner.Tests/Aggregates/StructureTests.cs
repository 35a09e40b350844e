namespace Lanner.Tests.Aggregates;

/// <summary>Structures and arrays in compiled code, beyond what the official suite looks at.</summary>
public sealed class StructureTests
{
    [Theory]
    [InlineData("struct_get", TrapCode.NullStructureReference)]
    [InlineData("struct_set", TrapCode.NullStructureReference)]
    [InlineData("array_get", TrapCode.NullArrayReference)]
    [InlineData("array_set", TrapCode.NullArrayReference)]
    [InlineData("array_len", TrapCode.NullArrayReference)]
    [InlineData("array_fill", TrapCode.NullArrayReference)]
    [InlineData("array_copy_to", TrapCode.NullArrayReference)]
    [InlineData("array_copy_from", TrapCode.NullArrayReference)]
    [InlineData("array_init_data", TrapCode.NullArrayReference)]
    [InlineData("array_init_elem", TrapCode.NullArrayReference)]
    [InlineData("i31_get", TrapCode.NullI31Reference)]
    [InlineData("as_non_null", TrapCode.NullReference)]
    [InlineData("cast", TrapCode.CastFailure)]
    public void Null_traps_with_a_code_of_its_own(string export, TrapCode code)
    {
        using var guest = new Guest("""
            (module
              (type $s (struct (field i32) (field (mut i8))))
              (type $a (array (mut i32)))
              (type $f (array (mut funcref)))
              (data $d "abcd")
              (elem $e funcref (ref.null func))
              (func (export "struct_get") (drop (struct.get $s 0 (ref.null $s))))
              (func (export "struct_set") (struct.set $s 1 (ref.null $s) (i32.const 1)))
              (func (export "array_get") (drop (array.get $a (ref.null $a) (i32.const 0))))
              (func (export "array_set") (array.set $a (ref.null $a) (i32.const 0) (i32.const 0)))
              (func (export "array_len") (drop (array.len (ref.null $a))))
              (func (export "array_fill") (array.fill $a (ref.null $a) (i32.const 0) (i32.const 0) (i32.const 0)))
              (func (export "array_copy_to") (array.copy $a $a (ref.null $a) (i32.const 0) (array.new_default $a (i32.const 1))
                  (i32.const 0) (i32.const 0)))
              (func (export "array_copy_from") (array.copy $a $a (array.new_default $a (i32.const 1)) (i32.const 0) (ref.null $a)
                  (i32.const 0) (i32.const 0)))
              (func (export "array_init_data") (array.init_data $a $d (ref.null $a) (i32.const 0) (i32.const 0) (i32.const 0)))
              (func (export "array_init_elem") (array.init_elem $f $e (ref.null $f) (i32.const 0) (i32.const 0) (i32.const 0)))
              (func (export "i31_get") (drop (i31.get_s (ref.null i31))))
              (func (export "as_non_null") (drop (ref.as_non_null (ref.null $s))))
              (func (export "cast") (drop (ref.cast (ref $s) (ref.null any)))))
            """);
        Assert.Equal(code, Assert.Throws<TrapException>(guest.Get<Action>(export)).Code);
        Assert.Equal(code, Assert.Throws<TrapException>(() => guest.Invoke(export)).Code);
    }

    [Fact]
    public void Operands_are_evaluated_before_null_and_bounds_are_looked_at()
    {
        using var guest = new Guest("""
            (module
              (type $s (struct (field (mut i32))))
              (type $a (array (mut i32)))
              (global $seen (export "seen") (mut i32) (i32.const 0))
              (func $see (param i32) (result i32) (global.set $seen (local.get 0)) (local.get 0))
              (func (export "set_field") (struct.set $s 0 (ref.null $s) (call $see (i32.const 1))))
              (func (export "get_element") (drop (array.get $a (ref.null $a) (call $see (i32.const 2)))))
              (func (export "set_element") (array.set $a (array.new_default $a (i32.const 1)) (i32.const 1) (call $see (i32.const 3)))))
            """);
        foreach (var (export, code, seen) in new[]
        {
            ("set_field", TrapCode.NullStructureReference, 1), ("get_element", TrapCode.NullArrayReference, 2),
            ("set_element", TrapCode.ArrayOutOfBounds, 3),
        })
        {
            Assert.Equal(code, Assert.Throws<TrapException>(guest.Get<Action>(export)).Code);
            Assert.Equal(seen, guest.Instance.GetGlobal("seen").Value);
        }
    }

    [Fact]
    public void A_null_structure_is_told_from_an_access_outside_of_memory()
    {
        using var guest = new Guest("""
            (module
              (type $s (struct (field i32)))
              (memory 1)
              (func (export "run") (param i32) (result i32)
                (i32.add
                  (i32.load (local.get 0))
                  (struct.get $s 0 (select (result (ref null $s)) (ref.null $s) (struct.new $s (i32.const 5))
                      (i32.eq (local.get 0) (i32.const 4)))))))
            """);
        var run = guest.Get<Func<int, int>>("run");
        Assert.Equal(5, run(0));
        Assert.Equal(TrapCode.NullStructureReference, Assert.Throws<TrapException>(() => run(4)).Code);
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => run(-4)).Code);
    }

    [Fact]
    public void Packed_fields_wrap_and_extend()
    {
        using var guest = new Guest("""
            (module
              (type $s (struct (field $b (mut i8)) (field $h (mut i16))))
              (type $a (array (mut i8)))
              (func (export "field") (param i32) (result i32 i32 i32 i32) (local $s (ref null $s))
                (local.set $s (struct.new $s (local.get 0) (local.get 0)))
                (struct.get_s $s $b (local.get $s)) (struct.get_u $s $b (local.get $s))
                (struct.get_s $s $h (local.get $s)) (struct.get_u $s $h (local.get $s)))
              (func (export "element") (param i32) (result i32 i32) (local $a (ref null $a))
                (local.set $a (array.new $a (local.get 0) (i32.const 3)))
                (array.get_s $a (local.get $a) (i32.const 2)) (array.get_u $a (local.get $a) (i32.const 2))))
            """);
        Assert.Equal((-2, 254, -2, 65534), guest.Get<Func<int, (int, int, int, int)>>("field")(-2));
        Assert.Equal((-2, 254), guest.Get<Func<int, (int, int)>>("element")(0x1FE));
    }

    [Fact]
    public void All_kinds_of_field_hold_their_values_and_subtypes_have_them_in_the_same_place()
    {
        using var guest = new Guest("""
            (module
              (type $base (sub (struct (field i8) (field i32) (field i64) (field f32) (field (mut f64)))))
              (type $more (sub $base (struct (field i8) (field i32) (field i64) (field f32) (field (mut f64)) (field v128) (field anyref)
                    (field i16))))
              (func (export "run") (result i32 i32 i64 f32 f64 i32 i32) (local $s (ref $more)) (local $b (ref $base))
                (local.set $s (struct.new $more (i32.const 1) (i32.const 2) (i64.const 3) (f32.const 4) (f64.const 5)
                    (v128.const i32x4 6 7 8 9) (ref.i31 (i32.const 10)) (i32.const 11)))
                (local.set $b (local.get $s))
                (struct.set $base 4 (local.get $b) (f64.add (f64.const 0.5) (struct.get $more 4 (local.get $s))))
                (struct.get_u $base 0 (local.get $b))
                (struct.get $more 1 (local.get $s))
                (struct.get $base 2 (local.get $b))
                (struct.get $base 3 (local.get $b))
                (struct.get $more 4 (local.get $s))
                (i32x4.extract_lane 3 (struct.get $more 5 (local.get $s)))
                (i32.add (i31.get_s (ref.cast (ref i31) (struct.get $more 6 (local.get $s)))) (struct.get_u $more 7 (local.get $s)))))
            """);
        Assert.Equal((1, 2, 3L, 4f, 5.5, 9, 21), guest.Get<Func<(int, int, long, float, double, int, int)>>("run")());
    }

    [Fact]
    public void A_structure_may_have_very_many_fields()
    {
        const int Count = 1000;
        var fields = string.Concat(
            Enumerable.Range(0, Count).Select(index => index % 3 == 0 ? "(field anyref)" : index % 3 == 1 ? "(field i64)" : "(field i8)"));
        var values = string.Concat(Enumerable.Range(0, Count).Select(index => (index % 3) switch
        {
            0 => $"(ref.i31 (i32.const {index}))",
            1 => $"(i64.const {index})",
            _ => $"(i32.const {index})",
        }));
        using var guest = new Guest($"""
            (module
              (type $s (struct {fields}))
              (func (export "run") (result i64 i32 i32) (local $s (ref $s))
                (local.set $s (struct.new $s {values}))
                (struct.get $s 997 (local.get $s))
                (struct.get_u $s 998 (local.get $s))
                (i31.get_u (ref.cast (ref i31) (struct.get $s 999 (local.get $s))))))
            """);
        Assert.Equal((997L, 998 & 0xFF, 999), guest.Get<Func<(long, int, int)>>("run")());
    }

    [Theory]
    [InlineData("array.new_default $v", -1)]
    [InlineData("array.new_default $v", int.MaxValue)]
    [InlineData("array.new_default $b", int.MinValue)]
    [InlineData("array.new $v (v128.const i64x2 1 1)", 0x7FFF_FFC7)]
    [InlineData("array.new $r (ref.null any)", -2)]
    public void A_huge_array_traps(string instruction, int length)
    {
        using var guest = new Guest(
            $"""
            (module
              (type $v (array (mut v128))) (type $b (array (mut i8))) (type $r (array (mut anyref)))
              (func (export "run") (param i32) (drop ({instruction} (local.get 0)))))
            """,
            limits: new StoreLimits { HeapBytes = 1 << 30 });
        var run = guest.Get<Action<int>>("run");
        Assert.Contains(
            Assert.Throws<TrapException>(() => run(length)).Code, new[] { TrapCode.AllocationTooLarge, TrapCode.HeapExhausted });
        run(3);
    }

    [Fact]
    public void Bulk_instructions_copy_overlapping_ranges_of_every_kind()
    {
        foreach (var (type, literal, get) in new[]
        {
            ("i8", "i32.const 7", "array.get_u"), ("i16", "i32.const 7", "array.get_u"), ("i32", "i32.const 7", "array.get"),
            ("i64", "i64.const 7", "array.get"), ("f32", "f32.const 7", "array.get"), ("f64", "f64.const 7", "array.get"),
            ("v128", "v128.const i64x2 7 7", "array.get"), ("i31ref", "ref.i31 (i32.const 7)", "array.get"),
        })
        {
            using var guest = new Guest($"""
                (module
                  (type $a (array (mut {type})))
                  (global $a (ref $a) (array.new_default $a (i32.const 10)))
                  (func (export "fill") (param i32 i32) (array.fill $a (global.get $a) (local.get 0) ({literal}) (local.get 1)))
                  (func (export "copy") (param i32 i32 i32) (array.copy $a $a (global.get $a) (local.get 0) (global.get $a) (local.get 1)
                      (local.get 2)))
                  (func (export "get") (param i32) (drop ({get} $a (global.get $a) (local.get 0))))
                  (func (export "array") (result arrayref) (global.get $a)))
                """);
            var (fill, copy) = (guest.Get<Action<int, int>>("fill"), guest.Get<Action<int, int, int>>("copy"));
            fill(2, 2);
            copy(3, 2, 3);
            copy(0, 3, 2);
            Assert.True(ArrayReference.TryFrom(guest.Get<Func<object?>>("array")(), out var array));
            Assert.Equal("7777700000", string.Concat(Enumerable.Range(0, 10).Select(index => Digit(array[index]))));
            foreach (var (start, count) in new[] { (9, 2), (11, 0), (-1, 1), (1, -1), (int.MaxValue, int.MaxValue) })
            {
                Assert.Equal(TrapCode.ArrayOutOfBounds, Assert.Throws<TrapException>(() => fill(start, count)).Code);
                Assert.Equal(TrapCode.ArrayOutOfBounds, Assert.Throws<TrapException>(() => copy(start, 0, count)).Code);
                Assert.Equal(TrapCode.ArrayOutOfBounds, Assert.Throws<TrapException>(() => copy(0, start, count)).Code);
            }

            fill(10, 0);
            copy(10, 10, 0);
            Assert.Equal(TrapCode.ArrayOutOfBounds, Assert.Throws<TrapException>(() => guest.Get<Action<int>>("get")(10)).Code);
            Assert.Equal(TrapCode.ArrayOutOfBounds, Assert.Throws<TrapException>(() => guest.Get<Action<int>>("get")(-1)).Code);
        }

        static string Digit(Value value) => value.Kind switch
        {
            WasmValueKind.F32 => $"{value.AsSingle()}",
            WasmValueKind.F64 => $"{value.AsDouble()}",
            WasmValueKind.V128 => $"{value.AsVector128()[0]}",
            WasmValueKind.Reference => I31Reference.TryFrom(value.AsReference(), out var number) ? $"{number.Number}" : "0",
            _ => value.ToString(),
        };
    }

    [Fact]
    public void Small_integers_are_equal_by_value()
    {
        using var guest = new Guest("""
            (module
              (func (export "equal") (param i32 i32) (result i32) (ref.eq (ref.i31 (local.get 0)) (ref.i31 (local.get 1))))
              (func (export "both") (param i32) (result i32 i32) (i31.get_s (ref.i31 (local.get 0))) (i31.get_u (ref.i31 (local.get 0)))))
            """);
        var equal = guest.Get<Func<int, int, int>>("equal");
        Assert.Equal(1, equal(1_000_000, 1_000_000));
        Assert.Equal(1, equal(5, 5));
        Assert.Equal(1, equal(5, int.MinValue + 5));
        Assert.Equal(0, equal(1_000_000, 1_000_001));
        Assert.Equal((-1, int.MaxValue), guest.Get<Func<int, (int, int)>>("both")(-1));
    }
}
