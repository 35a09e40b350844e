using System.Runtime.CompilerServices;
using System.Text;
using Lanner.Binary;
using Lanner.Text;

namespace Lanner.Tests.Types;

/// <summary>Types with the same structure are the same object, wherever they were defined (specification 3.3.5).</summary>
public sealed class TypeRegistryTests
{
    [Fact]
    public void Equal_function_types_are_the_same_object() =>
        Assert.Same(
            FunctionType.Create([WasmValueType.I32, WasmValueType.F64], [WasmValueType.I64]),
            FunctionType.Create([WasmValueType.I32, WasmValueType.F64], [WasmValueType.I64]));

    [Fact]
    public void Parameters_are_not_results() =>
        Assert.NotSame(FunctionType.Create([WasmValueType.I32], []), FunctionType.Create([], [WasmValueType.I32]));

    [Theory]
    [InlineData("(type (struct (field i32)))")]
    [InlineData("(type (sub (struct (field (mut i8)))))")]
    [InlineData("(type $list (struct (field (ref null $list))))")]
    [InlineData("(rec (type $a (array (ref null $b))) (type $b (sub (func (param (ref $a))))))")]
    [InlineData("(type $a (sub (struct))) (type $b (sub $a (struct (field (ref null $a)))))")]
    public void Types_of_two_modules_are_the_same_when_they_look_the_same(string text) => Assert.Equal(Types(text), Types(text));

    [Theory]
    [InlineData("(type (struct (field i32)))", "(type (struct (field (mut i32))))")]
    [InlineData("(type (struct (field i8)))", "(type (struct (field i16)))")]
    [InlineData("(type (struct))", "(type (sub (struct)))")]
    [InlineData("(type (array i32))", "(type (struct (field i32)))")]
    [InlineData("(rec (type (func)))", "(rec (type (func)) (type (func)))")]
    [InlineData("(rec (type (func)) (type (array i8)))", "(rec (type (func)) (type (array i16)))")]
    [InlineData(
        "(rec (type $a (array (ref null $a))) (type $b (array (ref null $a))))",
        "(rec (type $a (array (ref null $b))) (type $b (array (ref null $a))))")]
    public void Types_that_look_different_are_different(string first, string second) => Assert.NotSame(Types(first)[0], Types(second)[0]);

    [Fact]
    public void A_group_of_one_is_the_same_with_and_without_rec() => Assert.Equal(Types("(rec (type (func)))"), Types("(type (func))"));

    [Fact]
    public void Groups_may_refer_to_equal_groups_at_other_indices()
    {
        var first = Types("(type $x (struct (field i64))) (type $y (array (ref $x)))");
        var second = Types("(type (func)) (type (array i8)) (type $x (struct (field i64))) (type $y (array (ref $x)))");

        Assert.Same(first[1], second[3]);
    }

    [Fact]
    public void Types_that_nobody_uses_are_collected()
    {
        var type = MakeAndForget();
        Assert.True(Patience.UntilCollected(() => !type.IsAlive));
        Assert.NotNull(MakeAndForget().Target);
    }

    [Fact]
    public void Types_may_be_made_on_many_threads_at_once()
    {
        var types = new DefinedType[64];
        Parallel.For(
            0, types.Length, index => types[index] = FunctionType.Create(Enumerable.Repeat(WasmValueType.V128, 17), [WasmValueType.F32]));

        Assert.All(types, type => Assert.Same(types[0], type));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference MakeAndForget() => new(FunctionType.Create(Enumerable.Repeat(WasmValueType.F32, 41), []));

    private static DefinedType[] Types(string text) =>
        ModuleDecoder.Decode(TextModule.ToBinary(Encoding.UTF8.GetBytes($"(module {text})"), WasmFeatures.All), WasmFeatures.All).Types;
}
