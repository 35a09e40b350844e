using CsCheck;

namespace Lanner.Tests.Types;

/// <summary>The relation between types (specification 3.3).</summary>
public sealed class SubtypingTests
{
    private static readonly FunctionType Function = FunctionType.Create([WasmValueType.I32], []);

    private static readonly DefinedType Structure = TypeRegistry.Canonicalize([new(new StructType([]), null, false)])[0];

    private static readonly DefinedType Substructure =
        TypeRegistry.Canonicalize([new(new StructType([new(WasmValueType.I32, PackedKind.None, false)]), Structure, false)])[0];

    private static readonly DefinedType Array =
        TypeRegistry.Canonicalize([new(new ArrayType(new(WasmValueType.I32, PackedKind.I8, true)), null, true)])[0];

    private static readonly HeapType[] HeapTypes =
    [
        .. Enum.GetValues<HeapTypeKind>().Where(kind => kind != HeapTypeKind.Defined).Select(kind => new HeapType(kind)),
        new(Function), new(Structure), new(Substructure), new(Array),
    ];

    private static readonly WasmValueType[] ValueTypes =
    [
        WasmValueType.I32, WasmValueType.I64, WasmValueType.F32, WasmValueType.F64, WasmValueType.V128, WasmValueType.Bottom,
        WasmValueType.BottomReference,
        .. HeapTypes.Select(type => WasmValueType.Reference(type, isNullable: false)),
        .. HeapTypes.Select(type => WasmValueType.Reference(type, isNullable: true)),
    ];

    private static readonly Gen<WasmValueType> AnyType = Gen.Int[0, ValueTypes.Length - 1].Select(index => ValueTypes[index]);

    [Fact]
    public void Every_type_is_a_subtype_of_itself() => Assert.All(ValueTypes, type => Assert.True(type.IsSubtypeOf(type)));

    [Fact]
    public void Nothing_but_itself_is_below_the_bottom_of_all_hierarchies() => Assert.All(ValueTypes, type => Assert.Equal(
        type == WasmValueType.BottomReference || type == WasmValueType.Bottom, type.IsSubtypeOf(WasmValueType.BottomReference)));

    [Fact]
    public void Being_a_subtype_is_transitive() => Gen.Select(AnyType, AnyType, AnyType).Sample((first, second, third) =>
        Assert.True(!first.IsSubtypeOf(second) || !second.IsSubtypeOf(third) || first.IsSubtypeOf(third), $"{first} {second} {third}"));

    [Fact]
    public void Types_that_are_subtypes_of_each_other_are_the_same() => Gen.Select(AnyType, AnyType).Sample((first, second) =>
        Assert.Equal(first == second, first.IsSubtypeOf(second) && second.IsSubtypeOf(first)));

    [Fact]
    public void Every_heap_type_lies_below_the_top_of_its_hierarchy_and_no_other() => Assert.All(HeapTypes, type => Assert.All(
        [HeapTypeKind.Any, HeapTypeKind.Func, HeapTypeKind.Extern, HeapTypeKind.Exn],
        top => Assert.Equal(type.Top == top, type.IsSubtypeOf(new HeapType(top)))));

    [Theory]
    [InlineData(HeapTypeKind.I31, HeapTypeKind.Eq, true)]
    [InlineData(HeapTypeKind.Struct, HeapTypeKind.Eq, true)]
    [InlineData(HeapTypeKind.Eq, HeapTypeKind.Any, true)]
    [InlineData(HeapTypeKind.None, HeapTypeKind.I31, true)]
    [InlineData(HeapTypeKind.NoFunc, HeapTypeKind.Func, true)]
    [InlineData(HeapTypeKind.Eq, HeapTypeKind.Struct, false)]
    [InlineData(HeapTypeKind.Struct, HeapTypeKind.Array, false)]
    [InlineData(HeapTypeKind.None, HeapTypeKind.Func, false)]
    [InlineData(HeapTypeKind.Extern, HeapTypeKind.Any, false)]
    public void Abstract_heap_types_have_an_order(HeapTypeKind type, HeapTypeKind other, bool isSubtype) =>
        Assert.Equal(isSubtype, new HeapType(type).IsSubtypeOf(new HeapType(other)));

    [Fact]
    public void A_definition_lies_below_the_abstract_type_of_its_form_and_above_the_bottom()
    {
        Assert.True(new HeapType(Substructure).IsSubtypeOf(new HeapType(Structure)));
        Assert.False(new HeapType(Structure).IsSubtypeOf(new HeapType(Substructure)));
        Assert.True(new HeapType(Structure).IsSubtypeOf(new HeapType(HeapTypeKind.Struct)));
        Assert.True(new HeapType(Array).IsSubtypeOf(new HeapType(HeapTypeKind.Array)));
        Assert.True(new HeapType(Function).IsSubtypeOf(new HeapType(HeapTypeKind.Func)));
        Assert.True(new HeapType(HeapTypeKind.None).IsSubtypeOf(new HeapType(Array)));
        Assert.False(new HeapType(HeapTypeKind.None).IsSubtypeOf(new HeapType(Function)));
    }

    [Fact]
    public void A_reference_that_is_never_null_may_stand_for_one_that_may_be()
    {
        Assert.True(WasmValueType.FuncRef.AsNonNullable().IsSubtypeOf(WasmValueType.FuncRef));
        Assert.False(WasmValueType.FuncRef.IsSubtypeOf(WasmValueType.FuncRef.AsNonNullable()));
    }

    [Fact]
    public void Types_are_written_as_in_the_text_format()
    {
        Assert.Equal("i32", WasmValueType.I32.ToString());
        Assert.Equal("externref", WasmValueType.ExternRef.ToString());
        Assert.Equal("(ref extern)", WasmValueType.ExternRef.AsNonNullable().ToString());
        Assert.Equal("(ref null (func (param i32)))", WasmValueType.Reference(new HeapType(Function), true).ToString());
        Assert.Equal("(ref bot)", WasmValueType.BottomReference.ToString());
    }

    [Fact]
    public void A_type_that_refers_to_itself_is_written_in_finite_space()
    {
        var parameters = new WasmValueType[1];
        var function = new FunctionType(parameters, []);
        parameters[0] = WasmValueType.Reference(new HeapType(function), isNullable: true);
        TypeRegistry.Canonicalize([new(function, null, true)]);

        Assert.Equal("(func (param (ref null (func …))))", function.ToString());
        Assert.Equal("(ref null (func (param (ref null (func …)))))", parameters[0].ToString());
    }
}
