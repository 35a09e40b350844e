using System.Text;
using Lanner.Binary;
using Lanner.Text;
using Lanner.Validation;
using static Lanner.Tests.BinaryModule;

namespace Lanner.Tests.Validation;

/// <summary>Tests the messages of validation about function bodies. The official suite shows that the rules are right; here is what people
/// read when they break one.</summary>
public sealed class FunctionValidatorTests
{
    [Theory]

    // Operands
    [InlineData("(func (result i32) i32.const 1 f64.const 2 i32.add)", "type mismatch: i32.add expects i32 but found f64")]
    [InlineData("(func i32.const 1 i64.eqz drop)", "type mismatch: i64.eqz expects i64 but found i32")]
    [InlineData("(func drop)", "type mismatch: drop needs an operand but the stack is empty here")]
    [InlineData("(func i32.const 1 (block drop) drop)", "type mismatch: drop needs an operand but the stack is empty here")]
    [InlineData("(func (local f32) i32.const 1 local.set 0)", "type mismatch: local.set expects f32 but found i32")]
    [InlineData("(func (result i32))", "type mismatch: instruction requires [i32] but stack has [] (end)")]
    [InlineData("(func i32.const 1)", "type mismatch: block requires [] but stack has [i32]")]
    [InlineData(
        "(func $f (param i32 i64)) (func i32.const 1 f32.const 2 call $f)",
        "type mismatch: instruction requires [i32 i64] but stack has [i32 f32] (call)")]
    [InlineData(
        "(func (result i32) i32.const 1 f32.const 1 i32.const 0 select)",
        "type mismatch: select chooses between two operands of one type but found i32 and f32")]
    [InlineData(
        "(func (param funcref) local.get 0 local.get 0 i32.const 0 select drop)",
        "type mismatch: select without a type takes numbers and vectors but found funcref")]
    [InlineData("(func i32.const 1 ref.is_null drop)", "type mismatch: ref.is_null expects a reference but found i32")]
    [InlineData("(func (result i32) unreachable f32.const 1 i32.add)", "type mismatch: i32.add expects i32 but found f32")]
    [InlineData("(func unreachable ref.as_non_null i32.eqz drop)", "type mismatch: i32.eqz expects i32 but found (ref bot)")]

    // Blocks and branches
    [InlineData(
        "(func (param i32) local.get 0 (if (result i32) (then i32.const 1)) drop)",
        "type mismatch: an if without else hands on its parameters [], but its results are [i32]")]
    [InlineData("(func br 1)", "unknown label 1: there are 1 blocks around br")]
    [InlineData(
        "(func (block (result i32) (block i32.const 0 br_table 0 1) i32.const 1) drop)",
        "type mismatch: label 0 takes [] along but the default label takes [i32]")]
    [InlineData("(type $f (func (result i64))) (table 1 funcref) (func (result i32) i32.const 0 return_call_indirect (type $f))",
        "type mismatch: return_call_indirect of a function that returns [i64] in one that returns [i32]")]
    [InlineData("(func (block (result i32) i32.const 1 i32.const 1) drop)", "type mismatch: block requires [i32] but stack has [i32 i32]")]

    // Indices
    [InlineData("(func local.get 1 drop)", "unknown local 1: the function has 0 locals and parameters")]
    [InlineData("(func call 5)", "unknown function 5: call can name 0 only here")]
    [InlineData("(func global.get 0 drop)", "unknown global 0: global.get can name none here")]
    [InlineData("(func i32.const 0 i32.load drop)", "unknown memory 0: i32.load can name none here")]
    [InlineData("(func i32.const 0 table.get 0 drop)", "unknown table 0: table.get can name none here")]
    [InlineData("(func elem.drop 1) (elem func) ", "unknown elem segment 1: elem.drop can name 0 only here")]
    [InlineData("(func data.drop 2) (data) (data)", "unknown data segment 2: data.drop can name 0 to 1 here")]
    [InlineData("(func throw 0)", "unknown tag 0: throw can name none here")]
    [InlineData(
        "(type $s (struct)) (func (param (ref $s)) local.get 0 struct.get $s 0 drop)", "unknown field 0: struct.get can name none here")]
    [InlineData(
        "(type $s (struct)) (func array.new_fixed $s 0 drop)",
        "type mismatch: array.new_fixed needs the type of an array but type 0 is (struct)")]
    [InlineData("(func $f ref.func $f drop)", "undeclared function reference: function 0 is named by no export, element segment or global")]

    // Mutability, defaults, packing
    [InlineData("(global i32 (i32.const 1)) (func i32.const 1 global.set 0)", "immutable global 0 cannot be set")]
    [InlineData(
        "(type $s (struct (field i32))) (func (param (ref $s)) local.get 0 i32.const 1 struct.set $s 0)",
        "immutable field 0 cannot be set")]
    [InlineData(
        "(type $a (array i32)) (func (param (ref $a)) local.get 0 i32.const 0 i32.const 1 array.set $a)",
        "immutable array: array.set cannot change the elements of type 0")]
    [InlineData(
        "(type $s (struct (field i32) (field (ref any)))) (func struct.new_default $s drop)",
        "type mismatch: field 1 has the type (ref any), which has no default value")]
    [InlineData(
        "(type $s (struct (field i8))) (func (param (ref $s)) local.get 0 struct.get $s 0 drop)",
        "field is packed: struct.get needs a variant that says how to extend it, _s or _u")]
    [InlineData(
        "(func (local (ref any)) local.get 0 drop)",
        "uninitialized local 0: its type (ref any) has no default value, and it may not have been set before")]
    [InlineData(
        "(func (param $p (ref any)) (local $l (ref any)) (block local.get $p local.set $l) local.get $l drop)", "uninitialized local 1")]

    // Memory and vectors
    [InlineData(
        "(memory 1) (func i32.const 0 i32.load align=8 drop)",
        "alignment must not be larger than natural: i32.load accesses 4 bytes but is aligned to 2 to the power of 3")]
    [InlineData(
        "(memory 1) (func i32.const 0 i32.atomic.load align=2 drop)",
        "atomic alignment must be natural: i32.atomic.load accesses 4 bytes but is aligned to 2")]
    [InlineData(
        "(memory 1) (func i32.const 0 i32.load offset=0x100000000 drop)",
        "offset out of range: 4294967296 is beyond a memory with 32-bit addresses")]
    [InlineData("(memory i64 1) (func i32.const 0 i32.load drop)", "type mismatch: i32.load expects i64 but found i32")]
    [InlineData("(func (param v128) local.get 0 i32x4.extract_lane 4 drop)", "invalid lane index 4: i32x4.extract_lane has lanes 0 to 3")]

    // Casts and exceptions
    [InlineData("(func (param anyref) (block (result (ref i31)) local.get 0 br_on_cast 0 eqref anyref unreachable) drop)",
        "type mismatch: br_on_cast casts from eqref to anyref, which is not a subtype")]
    [InlineData("(func (param funcref) local.get 0 ref.test (ref i31) drop)", "type mismatch: ref.test expects anyref but found funcref")]
    [InlineData(
        "(tag $t (param i32)) (func (block $l (try_table (catch $t $l))))",
        "type mismatch: a catch clause of try_table gives [i32] but label 0 takes []")]
    [InlineData(
        "(tag $t (param i32)) (func i64.const 1 throw $t)", "type mismatch: instruction requires [i32] but stack has [i64] (throw)")]
    [InlineData("(func (try (do rethrow 0)))", "invalid rethrow label 0: it is not the label of a try whose catch contains the rethrow")]
    public void A_broken_rule_is_told_with_what_was_expected_and_found(string fields, string reason)
    {
        var error = Assert.Throws<InvalidModuleException>(() => Validate(fields));

        Assert.StartsWith(reason, error.Reason);
    }

    [Theory]
    [InlineData("(func (result i32) unreachable i32.add)")]
    [InlineData("(func (result (ref any)) unreachable ref.as_non_null)")]
    [InlineData("(func (result i32) (block (result i32) unreachable i32.const 0 br_table 0 0 1))")]
    [InlineData("(func (param (ref any)) (local (ref any)) local.get 0 local.set 1 (block local.get 1 drop))")]
    [InlineData(
        "(func (param i32 i64) (result i64 i32) local.get 0 local.get 1 "
        + "(block (param i32 i64) (result i64 i32) drop drop i64.const 1 i32.const 2))")]
    [InlineData("(memory i64 1) (memory 1) (func i64.const 0 i32.const 0 i32.const 0 memory.copy 0 1)")]
    [InlineData("(table i64 1 funcref) (func (result i64) ref.null func i64.const 1 table.grow 0)")]
    [InlineData("(func (param anyref) (result anyref) (block $l (result (ref i31)) local.get 0 br_on_cast $l anyref (ref i31) return))")]
    [InlineData("(tag $t (param i32)) (func (result i32 exnref) (block $l (result i32 exnref) (try_table (catch_ref $t $l)) unreachable))")]
    [InlineData("(func (result i32) (try (result i32) (do (try (result i32) (do i32.const 1) (delegate 0))) (catch_all i32.const 2)))")]
    public void What_keeps_the_rules_is_valid(string fields) => Validate(fields);

    [Fact]
    public void An_error_names_the_instruction_by_its_offset()
    {
        var bytes = WithBody([0x41, 0, 0x1A, 0x6A, 0x0B]);

        var error = Assert.Throws<InvalidModuleException>(() => Validate(bytes));

        Assert.Equal(Array.LastIndexOf(bytes, (byte)0x6A), error.Offset);
    }

    [Fact]
    public void Long_lists_of_types_are_told_by_their_end()
    {
        var parameters = string.Join(' ', Enumerable.Repeat("i32", 100));

        var error = Assert.Throws<InvalidModuleException>(() => Validate($"(func $f (param {parameters})) (func call $f)"));

        Assert.Equal("type mismatch: instruction requires [… i32 i32 i32 i32 i32 i32 i32 i32] but stack has [] (call)", error.Reason);
    }

    [Theory]
    [InlineData(new byte[] { 0x41, 0, 0x1A }, "unexpected end of section or function: the body has no end")]
    [InlineData(new byte[] { 0x0B, 0x0B }, "section size mismatch: the body goes on for 1 bytes after its end")]
    [InlineData(new byte[] { 0x05, 0x0B }, "END opcode expected but found else, which has no place in this block")]
    [InlineData(new byte[] { 0x02, 0x40, 0x19, 0x0B, 0x0B }, "END opcode expected but found catch_all, which has no place in this block")]
    [InlineData(new byte[] { 0xFF, 0x0B }, "illegal opcode ff")]
    [InlineData(new byte[] { 0x41, 0x80 }, "unexpected end of section or function")]
    public void A_body_that_is_not_made_of_instructions_is_malformed(byte[] code, string reason)
    {
        var error = Assert.Throws<MalformedModuleException>(() => Validate(WithBody(code)));

        Assert.StartsWith(reason, error.Reason);
    }

    [Fact]
    public void A_module_that_is_malformed_somewhere_is_malformed_even_when_a_rule_is_broken_before()
    {
        var bytes = Of(
            ListSection(1, [0x60, 0, 0]), ListSection(3, [0], [0]), ListSection(10, Body([0x6A, 0x0B]), Body([0x02, 9, 0x0B, 0x27, 0x0B])));

        var error = Assert.Throws<MalformedModuleException>(() => Validate(bytes));

        Assert.Equal("illegal opcode 27", error.Reason);
    }

    [Fact]
    public void In_a_large_module_the_error_of_the_first_function_counts()
    {
        byte[] good = Body(Repeat(500, 0x41, 0, 0x1A), [0x0B]);
        byte[] bad(byte opcode) => Body(Repeat(500, 0x41, 0, 0x1A), [opcode, 0x0B]);
        var bytes = Of(
            ListSection(1, [0x60, 0, 0]),
            Section(3, Unsigned(1_000), Repeat(1_000, 0)),
            Section(10, Unsigned(1_000), Repeat(400, good), bad(0x45), Repeat(99, good), bad(0x1A), Repeat(499, good)));

        for (var round = 0; round < 20; round++)
        {
            var error = Assert.Throws<InvalidModuleException>(() => Validate(bytes));

            Assert.Equal("type mismatch: i32.eqz expects i32 but the stack is empty here", error.Reason);
        }
    }

    private static void Validate(string fields) =>
        Validate(TextModule.ToBinary(Encoding.UTF8.GetBytes($"(module {fields})"), WasmFeatures.All));

    private static void Validate(byte[] bytes) => ModuleValidator.Validate(ModuleDecoder.Decode(bytes, WasmFeatures.All));
}
