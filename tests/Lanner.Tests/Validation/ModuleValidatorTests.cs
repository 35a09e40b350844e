using System.Text;
using Lanner.Binary;
using Lanner.Text;
using Lanner.Validation;

namespace Lanner.Tests.Validation;

/// <summary>Tests the messages of validation about definitions.</summary>
public sealed class ModuleValidatorTests
{
    [Theory]
    [InlineData("(type $a (func)) (type (sub $a (func)))", "sub type: type 1 declares a supertype that is final")]
    [InlineData(
        "(type $a (sub (struct (field i32)))) (type (sub $a (struct (field i64))))",
        "sub type: type 1 does not match its supertype (struct …)")]
    [InlineData("(type $a (sub (struct (field i32)))) (type (sub $a (struct)))", "sub type: type 1 does not match")]
    [InlineData("(memory 65537)", "memory size must be at most 65536 pages (4GiB) but is 65537")]
    [InlineData("(memory 2 1)", "size minimum must not be greater than maximum: 2 is greater than 1")]
    [InlineData("(memory 1 shared)", "shared memory must have maximum")]
    [InlineData("(memory 1 (pagesize 2))", "invalid custom page size: 2 to the power of 1 where 1 and 65536 are possible")]
    [InlineData("(table 0x100000000 funcref)", "table size must be at most 4294967295 elements but is 4294967296")]
    [InlineData("(table 1 (ref func))", "type mismatch: the elements (ref func) have no default value, so the table needs an initial one")]
    [InlineData("(tag (result i32))", "non-empty tag result type: (func (result i32))")]
    [InlineData("(global i32 (i64.const 1))", "type mismatch: instruction requires [i32] but stack has [i64] (end)")]
    [InlineData("(global i32 (i32.clz (i32.const 1)))", "constant expression required: i32.clz is not constant")]
    [InlineData(
        "(global $g (mut i32) (i32.const 1)) (global i32 (global.get $g))",
        "constant expression required: global.get of a mutable global is not constant")]
    [InlineData("(global i32 (global.get 0))", "unknown global 0: global.get can name none here")]
    [InlineData("(export \"f\" (func 3))", "unknown function 3: it is exported as \"f\", but there are 0")]
    [InlineData("(func (export \"f\") (export \"f\"))", "duplicate export name \"f\"")]
    [InlineData("(func $f (param i32)) (start $f)", "start function 0 must take and return nothing but is (func (param i32))")]
    [InlineData("(start 1)", "unknown function 1: there are 0")]
    [InlineData("(elem (i32.const 0) funcref)", "unknown table 0: there are 0")]
    [InlineData("(table 1 externref) (elem (i32.const 0) funcref)", "type mismatch: a segment of funcref for a table of externref")]
    [InlineData("(elem func 4)", "unknown function 4: there are 0")]
    [InlineData("(data (i32.const 0) \"\")", "unknown memory 0: there are 0")]
    [InlineData("(memory i64 1) (data (i32.const 0) \"\")", "type mismatch: instruction requires [i64] but stack has [i32] (end)")]
    public void A_broken_rule_is_told_with_what_was_expected_and_found(string fields, string reason)
    {
        var error = Assert.Throws<InvalidModuleException>(() => Validate(fields, WasmFeatures.All));

        Assert.StartsWith(reason, error.Reason);
        Assert.InRange(error.Offset, 8, int.MaxValue);
    }

    [Theory]
    [InlineData(
        "(memory 1) (memory 1)", WasmFeatures.MultiMemory,
        "multiple memories: more than one memory needs the feature MultiMemory, which is off")]
    [InlineData("(table 1 funcref) (table 1 funcref)", WasmFeatures.ReferenceTypes, "multiple tables")]
    [InlineData("(import \"\" \"\" (global (mut i32)))", WasmFeatures.MutableGlobals, "mutable globals cannot be imported")]
    [InlineData("(global (export \"g\") (mut i32) (i32.const 0))", WasmFeatures.MutableGlobals, "mutable globals cannot be exported")]
    [InlineData("(type (func (result i32 i32)))", WasmFeatures.MultiValue, "invalid result arity")]
    [InlineData(
        "(global i32 (i32.add (i32.const 1) (i32.const 2)))", WasmFeatures.ExtendedConstants,
        "constant expression required: i32.add is not constant")]
    [InlineData("(global i32 (i32.const 1)) (global i32 (global.get 0))", WasmFeatures.GarbageCollection, "unknown global 0")]
    [InlineData("(memory 1) (global i32 (i32.const 1)) (data (global.get 0) \"\")", WasmFeatures.GarbageCollection, "unknown global 0")]
    [InlineData(
        "(table 1 funcref) (global i32 (i32.const 1)) (elem (global.get 0) func)", WasmFeatures.GarbageCollection, "unknown global 0")]
    [InlineData("(global funcref (ref.null func)) (elem funcref (global.get 0))", WasmFeatures.GarbageCollection, "unknown global 0")]
    public void What_a_feature_brings_is_invalid_without_it(string fields, WasmFeatures feature, string reason)
    {
        Validate(fields, WasmFeatures.All);
        var error = Assert.Throws<InvalidModuleException>(() => Validate(fields, WasmFeatures.All & ~feature));

        Assert.StartsWith(reason, error.Reason);
    }

    [Theory]
    [InlineData("(global i32 (i32.add (i32.mul (i32.const 2) (i32.const 3)) (i32.const 1)))")]
    [InlineData("(type $s (struct (field i32))) (global (ref $s) (struct.new $s (i32.const 1))) (global (ref $s) (global.get 0))")]
    [InlineData("(type $a (array i8)) (global (ref $a) (array.new_fixed $a 2 (i32.const 1) (i32.const 2)))")]
    [InlineData("(func $f) (global funcref (ref.func $f)) (func (export \"g\") (result funcref) ref.func $f)")]
    [InlineData("(global anyref (ref.i31 (i32.const 1))) (global externref (extern.convert_any (global.get 0)))")]
    [InlineData("(memory 0xFFFFFFFF (pagesize 1)) (memory i64 0x1000000000000) (table 0xFFFFFFFF funcref)")]
    public void What_keeps_the_rules_is_valid(string fields) => Validate(fields, WasmFeatures.All);

    private static void Validate(string fields, WasmFeatures features) => ModuleValidator.Validate(
        ModuleDecoder.Decode(TextModule.ToBinary(Encoding.UTF8.GetBytes($"(module {fields})"), WasmFeatures.All), features));
}
