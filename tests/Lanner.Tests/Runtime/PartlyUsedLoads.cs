namespace Lanner.Tests.Runtime;

/// <summary>Functions that load something and look only at a part of it, or at nothing: a JIT that knows no faults might read fewer bytes
/// than the program says.</summary>
internal static class PartlyUsedLoads
{
    private static readonly (string Instruction, string Type)[] Loads =
    [
        ("i32.load", "i32"), ("i32.load16_s", "i32"), ("i32.load16_u", "i32"), ("i64.load", "i64"), ("i64.load16_s", "i64"),
        ("i64.load16_u", "i64"), ("i64.load32_s", "i64"), ("i64.load32_u", "i64"), ("f32.load", "f32"), ("f64.load", "f64"),
    ];

    /// <summary>The uses of a value in <c>$X</c>; each leaves an i32.</summary>
    private static readonly (string Type, string Use)[] Uses =
    [
        ("i32", "(drop $X) (i32.const 0)"),
        ("i32", "(i32.and $X (i32.const 0xff))"),
        ("i32", "(i32.and $X (i32.const 1))"),
        ("i32", "(i32.and $X (i32.const 0xffff))"),
        ("i32", "(i32.and (i32.const 0xff) $X)"),
        ("i32", "(i32.and (local.get $mask) (i32.and $X (i32.const 0xff)))"),
        ("i32", "(i32.and $X (i32.const 0))"),
        ("i32", "(i32.mul $X (i32.const 0))"),
        ("i32", "(i32.or $X (i32.const -1))"),
        ("i32", "(i32.extend8_s $X)"),
        ("i32", "(i32.extend16_s $X)"),
        ("i32", "(i32.shl $X (i32.const 24))"),
        ("i32", "(i32.shr_u (i32.shl $X (i32.const 24)) (i32.const 24))"),
        ("i32", "(i32.shr_s (i32.shl $X (i32.const 16)) (i32.const 16))"),
        ("i32", "(i32.shr_u $X (i32.const 0))"),
        ("i32", "(i32.eqz (i32.and $X (i32.const 1)))"),
        ("i32", "(if (result i32) (i32.and $X (i32.const 4)) (then (i32.const 1)) (else (i32.const 2)))"),
        ("i32", "(i32.eq (i32.and $X (i32.const 0xff)) (i32.const 7))"),
        ("i32", "(drop (i32.eqz $X)) (i32.const 0)"),
        ("i32", "(drop (i32.add $X $X)) (i32.const 0)"),
        ("i32", "(i32.store8 (i32.const 0) $X) (i32.const 0)"),
        ("i32", "(i32.store16 (i32.const 0) $X) (i32.const 0)"),
        ("i32", "(i32.store8 (i32.const 0) (i32.xor $X (i32.const 5))) (i32.const 0)"),
        ("i32", "(i32.store8 (i32.const 0) (i32.or (local.get $mask) $X)) (i32.const 0)"),
        ("i32", "(i32.and (i32.or $X (local.get $mask)) (i32.const 0xff))"),
        ("i32", "(i32.and (i32.add $X (local.get $mask)) (i32.const 0xff))"),
        ("i32", "(i32.extend8_s (i32.xor $X (local.get $mask)))"),
        ("i32", "(select (i32.const 1) (i32.const 2) (i32.and $X (i32.const 1)))"),
        ("i32", "(i32.wrap_i64 (i64.extend_i32_u (i32.and $X (i32.const 0xff))))"),
        ("i32", "(i32.shl (i32.const 1) $X)"),
        ("i32", "(i32.rotl (local.get $mask) $X)"),
        ("i32", "(i32.trunc_sat_f64_s (f64.convert_i32_s (i32.extend8_s $X)))"),
        ("i64", "(drop $X) (i32.const 0)"),
        ("i64", "(i32.wrap_i64 $X)"),
        ("i64", "(i32.wrap_i64 (i64.and $X (i64.const 0xff)))"),
        ("i64", "(i32.and (i32.wrap_i64 $X) (i32.const 0xff))"),
        ("i64", "(i32.extend8_s (i32.wrap_i64 $X))"),
        ("i64", "(i32.wrap_i64 (i64.extend8_s $X))"),
        ("i64", "(i32.wrap_i64 (i64.extend16_s $X))"),
        ("i64", "(i32.wrap_i64 (i64.shr_u (i64.extend32_s $X) (i64.const 32)))"),
        ("i64", "(i32.wrap_i64 (i64.shr_u $X (i64.const 32)))"),
        ("i64", "(i32.wrap_i64 (i64.add $X (i64.extend_i32_u (local.get $mask))))"),
        ("i64", "(i32.wrap_i64 (i64.mul (i64.or $X (i64.const 12)) (i64.const 9)))"),
        ("i64", "(i32.wrap_i64 (i64.shl $X (i64.const 8)))"),
        ("i64", "(i32.wrap_i64 (i64.and $X (i64.const 0xffffffff)))"),
        ("i64", "(i64.eqz (i64.and $X (i64.const 1)))"),
        ("i64", "(i64.eq (i64.and $X (i64.const 0xffff)) (i64.const 3))"),
        ("i64", "(i64.store8 (i32.const 0) $X) (i32.const 0)"),
        ("i64", "(i64.store16 (i32.const 0) $X) (i32.const 0)"),
        ("i64", "(i64.store32 (i32.const 0) $X) (i32.const 0)"),
        ("i64", "(i64.store32 (i32.const 0) (i64.add $X (i64.const 5))) (i32.const 0)"),
        ("i64", "(i64.store32 (i32.const 0) (i64.shr_u $X (i64.const 7))) (i32.const 0)"),
        ("i64", "(i32.load8_u (i32.wrap_i64 (i64.and $X (i64.const 0xff))))"),
        ("i64", "(i32.wrap_i64 (i64.rotl (i64.const 1) $X))"),
        ("i64", "(i32.trunc_sat_f64_s (f64.convert_i64_s (i64.extend32_s $X)))"),
        ("f32", "(drop $X) (i32.const 0)"),
        ("f32", "(i32.and (i32.reinterpret_f32 $X) (i32.const 0xff))"),
        ("f32", "(i32.store8 (i32.const 0) (i32.reinterpret_f32 $X)) (i32.const 0)"),
        ("f32", "(drop (f32.add $X $X)) (i32.const 0)"),
        ("f64", "(drop $X) (i32.const 0)"),
        ("f64", "(i32.wrap_i64 (i64.reinterpret_f64 $X))"),
        ("f64", "(i32.and (i32.wrap_i64 (i64.reinterpret_f64 $X)) (i32.const 0xff))"),
        ("f64", "(i64.store32 (i32.const 0) (i64.reinterpret_f64 $X)) (i32.const 0)"),
        ("f64", "(drop (f64.mul $X $X)) (i32.const 0)"),
    ];

    /// <summary>The ways in which the value gets to its use.</summary>
    private static readonly (string Setup, string Value)[] Ways =
    [
        ("", "$LOAD"),
        ("(local.set $v $LOAD)", "(local.get $v)"),
        ("", "(local.tee $v $LOAD)"),
        ("(local.set $v $LOAD) (local.set $w (local.get $v))", "(local.get $w)"),
        ("(local.set $v (block (result $T) $LOAD))", "(local.get $v)"),
        ("(local.set $v (if (result $T) (local.get $mask) (then $LOAD) (else (local.get $w))))", "(local.get $v)"),
        ("(loop $again (local.set $v $LOAD) (br_if $again (i32.eqz (local.tee $mask (i32.add (local.get $mask) (i32.const 1))))))",
            "(local.get $v)"),
    ];

    /// <summary>All of them as functions <c>(param $address i32) (param $mask i32) (result i32)</c> of one module with a memory of one
    /// page, with the number of bytes that each loads.</summary>
    internal static (string Text, List<(string Source, int Width)> Functions) Build()
    {
        var functions = new List<(string, int)>();
        var text = new System.Text.StringBuilder("(module (memory 1)\n");
        foreach (var (load, type) in Loads)
        {
            foreach (var (useType, use) in Uses)
            {
                if (useType != type)
                {
                    continue;
                }

                foreach (var (setup, value) in Ways)
                {
                    var source = $"{setup} {use.Replace("$X", value)}".Replace("$LOAD", $"({load} (local.get $address))").Replace(
                        "$T", type);
                    text.Append(
                        $"(func (export \"{functions.Count}\") (param $address i32) (param $mask i32) (result i32) (local $v {type}) "
                        + $"(local $w {type}) {source})\n");
                    functions.Add((source, load.Contains("16") ? 2 : load.Contains("32_") || load is "i32.load" or "f32.load" ? 4 : 8));
                }
            }
        }

        return (text.Append(')').ToString(), functions);
    }
}
