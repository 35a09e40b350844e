using System.Runtime.Intrinsics;
using System.Text;

namespace Lanner.Tests.Api;

/// <summary>Calls from the host into guests.</summary>
public sealed class GuestFunctionTests
{
    private delegate long Mixed(uint first, ulong second, DayOfWeek day);

    private delegate int Many(
        int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l, int m, int n, int o, int p, int q, int r);

    [Fact]
    public void Every_kind_of_value_goes_in_and_comes_out()
    {
        using var guest = new Guest("""
            (module
              (func (export "i32") (param i32) (result i32) local.get 0)
              (func (export "i64") (param i64) (result i64) local.get 0)
              (func (export "f32") (param f32) (result f32) local.get 0)
              (func (export "f64") (param f64) (result f64) local.get 0)
              (func (export "v128") (param v128) (result v128) local.get 0)
              (func (export "externref") (param externref) (result externref) local.get 0)
              (func (export "funcref") (param funcref) (result funcref) local.get 0))
            """);
        var thing = new object();
        var function = guest.Instance.GetFunction("i32");
        var vector = Vector128.Create(1UL, ulong.MaxValue);
        Assert.Equal(int.MinValue, guest.Get<Func<int, int>>("i32")(int.MinValue));
        Assert.Equal(uint.MaxValue, guest.Get<Func<uint, uint>>("i32")(uint.MaxValue));
        Assert.Equal(long.MinValue, guest.Get<Func<long, long>>("i64")(long.MinValue));
        Assert.Equal(1.5f, guest.Get<Func<float, float>>("f32")(1.5f));
        Assert.Equal(-1.5, guest.Get<Func<double, double>>("f64")(-1.5));
        Assert.Equal(vector, guest.Get<Func<Vector128<ulong>, Vector128<ulong>>>("v128")(vector));
        Assert.Same(thing, guest.Get<Func<object, object>>("externref")(thing));
        Assert.Same(function, guest.Get<Func<Function, Function>>("funcref")(function));
        Assert.Same(function, guest.Get<Func<object, object>>("funcref")(function));
        foreach (Value value in new Value[] { 5, 6L, Value.FromSingleBits(0xffa0_0001), Value.FromDoubleBits(0x7ff4_0000_0000_0001),
            vector.AsByte(), Value.FromReference(thing), function })
        {
            var name = value.Kind == WasmValueKind.Reference
                ? value.AsReference() is Function ? "funcref" : "externref"
                : value.Kind.ToString().ToLowerInvariant();
            Assert.Equal([value], guest.Invoke(name, value));
        }
    }

    [Fact]
    public void Several_results_are_a_tuple()
    {
        using var guest = new Guest("""
            (module
              (func (export "two") (param i32) (result i32 i64) local.get 0 i64.const 7)
              (func (export "ten") (result i32 i64 f32 f64 i32 i32 i32 i32 i64 i32)
                i32.const 1 i64.const 2 f32.const 3 f64.const 4 i32.const 5 i32.const 6 i32.const 7 i32.const 8 i64.const 9 i32.const 10))
            """);
        Assert.Equal((3, 7L), guest.Get<Func<int, (int, long)>>("two")(3));
        Assert.Equal(
            (1, 2L, 3f, 4.0, 5, 6, 7, 8, 9L, 10), guest.Get<Func<(int, long, float, double, int, int, int, int, long, int)>>("ten")());
        Assert.Equal([1, 2L, 3f, 4.0, 5, 6, 7, 8, 9L, 10], guest.Invoke("ten"));
    }

    [Fact]
    public void Any_type_of_delegate_will_do()
    {
        using var guest = new Guest("""
            (module
              (func (export "mixed") (param i32 i64 i32) (result i64)
                (i64.add (i64.add (i64.extend_i32_u (local.get 0)) (local.get 1)) (i64.extend_i32_u (local.get 2)))))
            """);
        Assert.Equal(4_294_967_295L + 1000 + 5, guest.Get<Mixed>("mixed")(uint.MaxValue, 1000, DayOfWeek.Friday));
    }

    [Fact]
    public void Eighteen_parameters_take_emitted_code()
    {
        var parameters = string.Concat(Enumerable.Repeat("i32 ", 18));
        var sum = string.Concat(Enumerable.Range(1, 17).Select(index => $"local.get {index} i32.add "));
        using var guest = new Guest(
            $"""
            (module (func (export "sum") (param {parameters}) (result i32) local.get 0 {sum}) (func (export "div") (param {parameters})
                (result i32) local.get 0 local.get 1 i32.div_s))
            """);
        Assert.Equal(171, guest.Get<Many>("sum")(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18));
        var divide = guest.Get<Many>("div");
        var error = Assert.Throws<TrapException>(() => divide(1, 0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18));
        Assert.Equal(TrapCode.IntegerDivideByZero, error.Code);
        Assert.Equal(3, divide(12, 4, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18));
    }

    [Fact]
    public void A_thousand_parameters_and_results_can_be_invoked()
    {
        var text = new StringBuilder("(module (func (export \"f\") (param");
        text.Insert(text.Length, " i32 i64 f64 v128 externref", 200).Append(") (result");
        text.Insert(text.Length, " externref v128 f64 i64 i32", 200).Append(')');
        for (var index = 999; index >= 0; index--)
        {
            text.Append(" local.get ").Append(index);
        }

        using var guest = new Guest(text.Append("))").ToString());
        var arguments = new Value[1000];
        for (var index = 0; index < 1000; index++)
        {
            arguments[index] = (index % 5) switch
            {
                0 => index,
                1 => (long)index,
                2 => (double)index,
                3 => Vector128.Create(index).AsByte(),
                _ => Value.FromReference(new object()),
            };
        }

        Assert.Equal(arguments.Reverse(), guest.Invoke("f", arguments));
    }

    [Fact]
    public void The_wrong_delegate_is_refused_with_both_types()
    {
        using var guest = new Guest("""(module (func (export "f") (param i32) (result i32) local.get 0))""");
        var error = Assert.Throws<ArgumentException>(() => guest.Get<Func<int, long>>("f"));
        Assert.Equal(
            "A delegate of type System.Func`2[System.Int32,System.Int64], (Int32) → Int64, cannot call a function of type "
            + "(func (param i32) (result i32)).",
            error.Message);
        Assert.Throws<ArgumentException>(() => guest.Get<Action>("f"));
        Assert.Throws<ArgumentException>(() => guest.Get<Func<Caller, int, int>>("f"));
        Assert.Throws<ArgumentException>(() => guest.Get<Func<string, int>>("f"));
        Assert.Throws<ArgumentException>(() => guest.Get<Delegate>("f"));
    }

    [Fact]
    public void The_wrong_arguments_are_refused()
    {
        using var guest = new Guest("""(module (func (export "f") (param i32 funcref)))""");
        Assert.Equal(
            "The function takes 2 values, not 1. (Parameter 'arguments')",
            Assert.Throws<ArgumentException>(() => guest.Invoke("f", 1)).Message);
        Assert.StartsWith(
            "The function takes a value of type i32 at position 0, not i64.",
            Assert.Throws<ArgumentException>(() => guest.Invoke("f", 1L, Value.Null)).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "The function takes a value of type funcref at position 1, not An object of type System.String",
            Assert.Throws<ArgumentException>(() => guest.Invoke("f", 1, Value.FromReference("text"))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => guest.Get<Action<int, object>>("f")(1, "text"));
    }

    [Fact]
    public void References_are_checked_with_their_exact_type()
    {
        using var guest = new Guest("""
            (module
              (type $f (func (param i32) (result i32)))
              (func (export "take") (param (ref $f)) (result i32) local.get 0 drop i32.const 1)
              (func (export "right") (param i32) (result i32) local.get 0)
              (func (export "wrong")))
            """);
        var take = guest.Get<Func<Function, int>>("take");
        Assert.Equal(1, take(guest.Instance.GetFunction("right")));
        Assert.Throws<ArgumentException>(() => take(guest.Instance.GetFunction("wrong")));
        Assert.Throws<ArgumentException>(() => take(null!));
    }

    [Fact]
    public void Functions_and_their_delegates_are_the_same_objects_each_time()
    {
        using var guest = new Guest("""(module (func $f (export "f")) (export "g" (func $f)))""");
        Assert.Same(guest.Instance.GetFunction("f"), guest.Instance.GetFunction("g"));
        Assert.Same(guest.Get<Action>("f"), guest.Get<Action>("g"));
    }

    [Fact]
    public void A_missing_export_is_named_with_those_that_exist()
    {
        using var guest = new Guest("""(module (func (export "add")) (memory (export "memory") 1))""");
        Assert.Equal(
            "The instance exports no function named \"ad\"; its exports are add, memory. (Parameter 'name')",
            Assert.Throws<ArgumentException>(() => guest.Instance.GetFunction("ad")).Message);
        Assert.Throws<ArgumentException>(() => guest.Instance.GetMemory("add"));
        Assert.Null(guest.Instance.FindFunction("memory"));
        Assert.NotNull(guest.Instance.FindMemory("memory"));
        Assert.Null(guest.Instance.GetExport("nothing"));
    }
}
