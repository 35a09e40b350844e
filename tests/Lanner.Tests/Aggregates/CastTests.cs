using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Lanner.Tests.Aggregates;

/// <summary>Casts, canonical types across modules, and the unloading of the classes that stand for types.</summary>
public sealed class CastTests
{
    private const string Types = """
        (rec
          (type $shape (sub (struct (field $next (ref null $circle)))))
          (type $circle (sub $shape (struct (field $next (ref null $circle)) (field i32))))
          (type $disc (sub final $circle (struct (field $next (ref null $circle)) (field i32) (field i64))))
          (type $list (sub (array (ref null $shape))))
          (type $circles (sub $list (array (ref null $circle)))))
        """;

    [Fact]
    public void Tests_and_branches_agree_with_the_hierarchy()
    {
        (string Type, string Passes)[] expected =
        [
            ("any", "01111111"), ("eq", "01111110"), ("struct", "01110000"), ("array", "00001100"), ("i31", "00000010"),
            ("none", "00000000"), ("$shape", "01110000"), ("$circle", "00110000"), ("$disc", "00010000"), ("$list", "00001100"),
            ("$circles", "00000100"),
        ];
        string[] values =
        [
            "(ref.null none)", "(struct.new_default $shape)", "(struct.new_default $circle)", "(struct.new_default $disc)",
            "(array.new_default $list (i32.const 1))", "(array.new_default $circles (i32.const 1))", "(ref.i31 (i32.const 1))",
            "(any.convert_extern (call $host))",
        ];
        var text = new StringBuilder($"(module {Types} (import \"env\" \"host\" (func $host (result externref)))");
        foreach (var (type, _) in expected)
        {
            for (var index = 0; index < values.Length; index++)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"(func (export \"test {type} {index}\") (result i32) (ref.test (ref {type}) {values[index]}))");
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"(func (export \"null {type} {index}\") (result i32) (local anyref) (local.set 0 {values[index]}) "
                    + $"(ref.test (ref null {type}) (local.get 0)))");
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"(func (export \"cast {type} {index}\") (result i32) (ref.is_null (ref.cast (ref null {type}) {values[index]})))");
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"(func (export \"branch {type} {index}\") (result i32) (block $y (result anyref) "
                    + $"(drop (br_on_cast $y anyref (ref {type}) {values[index]})) (return (i32.const 0))) (return (i32.const 1)))");
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"(func (export \"fail {type} {index}\") (result i32) (block $n (result anyref) "
                    + $"(drop (br_on_cast_fail $n anyref (ref null {type}) {values[index]})) "
                    + $"(return (i32.const 1))) (return (i32.const 0)))");
            }
        }

        using var guest = new Guest(text.Append(')').ToString(), linker => linker.Define("env", "host", () => (object?)new int[3]));
        foreach (var (type, passes) in expected)
        {
            for (var index = 0; index < values.Length; index++)
            {
                var passesTest = passes[index] - '0';
                var passesNull = index == 0 ? 1 : passesTest;
                Assert.Equal((type, index, passesTest), (type, index, guest.Get<Func<int>>($"test {type} {index}")()));
                Assert.Equal((type, index, passesNull), (type, index, guest.Get<Func<int>>($"null {type} {index}")()));
                Assert.Equal((type, index, passesTest), (type, index, guest.Get<Func<int>>($"branch {type} {index}")()));
                Assert.Equal((type, index, passesNull), (type, index, guest.Get<Func<int>>($"fail {type} {index}")()));
                var cast = guest.Get<Func<int>>($"cast {type} {index}");
                if (passesNull == 1)
                {
                    Assert.Equal(index == 0 ? 1 : 0, cast());
                }
                else
                {
                    Assert.Equal(TrapCode.CastFailure, Assert.Throws<TrapException>(() => cast()).Code);
                }
            }
        }
    }

    [Fact]
    public void Equal_types_of_different_modules_are_one_type_and_others_are_not()
    {
        using var guest = new Guest($"""
            (module {Types}
              (func (export "make") (result (ref $disc)) (struct.new $disc (ref.null none) (i32.const 3) (i64.const 4))))
            """);
        guest.Linker.DefineInstance("maker", guest.Instance);
        using var same = Module.FromText(guest.Engine, $"""
            (module (type $own (struct (field f64))) {Types}
              (import "maker" "make" (func $make (result (ref $disc))))
              (type $like (struct (field (ref null $circle)) (field i32) (field i64)))
              (func (export "sum") (result i64) (local $c (ref $circle))
                (local.set $c (call $make))
                (i64.add (i64.extend_i32_s (struct.get $circle 1 (local.get $c)))
                  (struct.get $disc 2 (ref.cast (ref $disc) (local.get $c)))))
              (func (export "like") (result i32) (ref.test (ref $like) (call $make))))
            """);
        var instance = guest.Linker.Instantiate(guest.Store, same);
        Assert.Equal(7, instance.GetFunction<Func<long>>("sum")());
        Assert.Equal(0, instance.GetFunction<Func<int>>("like")());
    }

    [Fact]
    public void A_subtype_of_another_modules_type_derives_from_its_class()
    {
        using var guest = new Guest(
            """
            (module (type $base (sub (struct (field (mut i32))))) (func (export "get") (param (ref $base)) (result i32)
                (struct.get $base 0 (local.get 0))))
            """);
        guest.Linker.DefineInstance("reader", guest.Instance);
        using var module = Module.FromText(guest.Engine, """
            (module
              (type $base (sub (struct (field (mut i32)))))
              (type $more (sub $base (struct (field (mut i32)) (field i64))))
              (import "reader" "get" (func $get (param (ref $base)) (result i32)))
              (func (export "run") (result i32) (call $get (struct.new $more (i32.const 9) (i64.const 1)))))
            """);
        Assert.Equal(9, guest.Linker.Instantiate(guest.Store, module).GetFunction<Func<int>>("run")());
    }

    [Fact]
    public void The_deepest_hierarchy_and_a_large_recursion_group_work()
    {
        var text = new StringBuilder("(module (type $t0 (sub (struct)))");
        for (var index = 1; index <= 63; index++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"(type $t{index} (sub $t{index - 1} (struct {string.Concat(Enumerable.Repeat("(field i32)", index))})))");
        }

        text.Append("(rec")
            .Append(string.Concat(
                Enumerable.Range(0, 2000).Select(index => $"(type $r{index} (struct (field (ref null $r{(index * 7) % 2000}))))")))
            .Append(')');
        using var guest = new Guest(text.Append("""
              (func (export "run") (result i32) (local anyref)
                (local.set 0 (struct.new_default $t63))
                (i32.add (ref.test (ref $t0) (local.get 0)) (i32.add (ref.test (ref $t62) (local.get 0))
                    (ref.test (ref $r1999) (struct.new_default $r1999))))))
            """).ToString());
        Assert.Equal(3, guest.Get<Func<int>>("run")());
    }

    [Fact]
    public void Classes_are_unloaded_with_the_last_module_that_uses_them_and_objects_keep_them()
    {
        var (reference, kept) = Use();
        Assert.True(Patience.UntilCollected(() => !reference.IsAlive));

        // The object keeps its class, which goes with it.
        var type = Forget(kept);
        Assert.False(reference.IsAlive);
        Assert.True(Patience.UntilCollected(() => !type.IsAlive));

        Assert.False(type.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Module, object?[] Kept) Use()
    {
        using var guest = new Guest(
            """
            (module (type $s (struct (field i32) (field f32) (field i8))) (func (export "make") (result anyref) (struct.new $s (i32.const 7)
                  (f32.const 1) (i32.const 1))))
            """);
        var made = guest.Get<Func<object?>>("make")();
        Assert.True(StructReference.TryFrom(made, out var structure));
        Assert.Equal(7, structure[0]);
        return (new WeakReference(guest.Module), [made]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Forget(object?[] kept)
    {
        var type = new WeakReference(kept[0]!.GetType().Assembly);
        kept[0] = null;
        return type;
    }
}
