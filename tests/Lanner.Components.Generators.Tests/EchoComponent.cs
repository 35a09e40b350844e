namespace Lanner.Components.Generators.Tests;

/// <summary>A component of <c>worlds/values.wit</c>: each function that it exports calls the one that it imports with what it was given,
/// and
/// returns what that returns.</summary>
internal static class EchoComponent
{
    private const string Types = """
        (type $point' (record (field "x" s32) (field "y" u8) (field "z" f64))) (export "point" (type $point (eq $point')))
        (type $extent' (record (field "width" u16) (field "height" u16))) (export "extent" (type $extent (eq $extent')))
        (type $pixel' (record (field "weight" f32) (field "extent" $extent) (field "layer" s32)))
        (export "pixel" (type $pixel (eq $pixel')))
        (type $named' (record (field "name" string) (field "tags" (list string)) (field "at" $point)
            (field "extra" (option u64)) (field "last" u8)))
        (export "named" (type $named (eq $named')))
        (type $shape' (variant (case "circle" f32) (case "named" $named) (case "nothing") (case "value" u64) (case "shape" string)))
        (export "shape" (type $shape (eq $shape')))
        (type $color' (enum "red" "green" "blue")) (export "color" (type $color (eq $color')))
        (type $access' (flags "a" "b" "c" "d" "e" "f" "g" "h" "i")) (export "access" (type $access (eq $access')))
        """;

    private const string Named = "i32 i32 i32 i32 i32 i32 f64 i32 i64 i32";

    /// <summary>The functions: name, type of the parameter and the result, core parameters, and the core result, where it is no
    /// pointer.</summary>
    private static readonly (string Name, string Type, string Core, string Result)[] Functions =
    [
        ("bool", "bool", "i32", "i32"), ("s8", "s8", "i32", "i32"), ("u16", "u16", "i32", "i32"), ("s64", "s64", "i64", "i64"),
        ("f32", "f32", "f32", "f32"), ("f64", "f64", "f64", "f64"), ("char", "char", "i32", "i32"), ("color", "$color", "i32", "i32"),
        ("access", "$access", "i32", "i32"), ("string", "string", "i32 i32", ""), ("bytes", "(list u8)", "i32 i32", ""),
        ("point", "$point", "i32 i32 f64", ""), ("points", "(list $point)", "i32 i32", ""),
        ("pixels", "(list $pixel)", "i32 i32", ""), ("rows", "(list (list $pixel))", "i32 i32", ""), ("named", "$named", Named, ""),
        ("shape", "$shape", "i32 i64 i32 i32 i32 i32 i32 f64 i32 i64 i32", ""), ("shapes", "(list $shape)", "i32 i32", ""),
        ("option", "(option string)", "i32 i32 i32", ""), ("nested", "(option (option u8))", "i32 i32 i32", ""),
        ("tuple", "(tuple u8 string (tuple f32))", "i32 i32 i32 f32", ""), ("map", "(map string u32)", "i32 i32", ""),
        ("fixed", "(list u16 3)", "i32 i32 i32", ""),
    ];

    /// <summary>The component with an encoding of strings.</summary>
    public static string Text(string encoding)
    {
        var eight = string.Concat("abcdefgh".Select(letter => $"(param \"{letter}\" string) "));
        List<(string Name, string Type, string Core, string Result)> functions =
        [
            .. Functions.Select(one => ("echo-" + one.Name, $"(param \"v\" {one.Type}) (result {one.Type})", one.Core, one.Result)),
            ("echo-result", "(param \"v\" string) (result (result string (error $color)))", "i32 i32", ""),
            ("echo-many", eight + "(param \"i\" u64) (result u64)", "i32", "i64"),
            ("add", "(param \"a\" u32) (param \"b\" u32) (result u32)", "i32 i32", "i32"),
        ];
        string[] names = ["point", "extent", "pixel", "named", "shape", "color", "access"];
        var options = $"string-encoding={encoding} (memory (core memory $mem \"mem\")) (realloc (core func $mem \"realloc\"))";
        return $"""
            (component
              (import "test:all/values" (instance $host
                {Types}
                {string.Concat(functions.Select(one => $"(export \"{one.Name}\" (func {one.Type}))\n"))}))
              {string.Concat(names.Select(name => $"(alias export $host \"{name}\" (type ${name}))\n"))}
              (core module $Memory
                (memory (export "mem") 64)
                (global $next (mut i32) (i32.const 4096))
                (func (export "realloc") (param i32 i32 i32 i32) (result i32)
                  (local $address i32)
                  (global.set $next (i32.and (i32.add (global.get $next) (i32.const 15)) (i32.const -16)))
                  (local.set $address (global.get $next))
                  (global.set $next (i32.add (global.get $next) (local.get 3)))
                  (local.get $address))
                (func (export "reset") (param i32) (global.set $next (i32.const 4096))))
              (core instance $mem (instantiate $Memory))
              {string.Concat(functions.Select((one, index) =>
                  $"(core func $lowered{index} (canon lower (func $host \"{one.Name}\") {options}))\n"))}
              (core module $Code
                {string.Concat(functions.Select((one, index) => Import(index, one.Core, one.Result)))}
                {string.Concat(functions.Select((one, index) => Code(index, one.Core, one.Result)))})
              (core instance $code (instantiate $Code (with "h" (instance
                {string.Concat(functions.Select((_, index) => $"(export \"f{index}\" (func $lowered{index}))\n"))}))))
              {string.Concat(functions.Select((one, index) =>
                  $"(func $lifted{index} {one.Type} (canon lift (core func $code \"f{index}\") {options}"
                  + $"{(one.Result.Length == 0 ? " (post-return (core func $mem \"reset\"))" : "")}))\n"))}
              (instance $out
                {string.Concat(names.Select(name => $"(export \"{name}\" (type ${name}))\n"))}
                {string.Concat(functions.Select((one, index) => $"(export \"{one.Name}\" (func $lifted{index}))\n"))})
              (export "test:all/values" (instance $out)))
            """;
    }

    private static string Import(int index, string core, string result) => result.Length == 0
        ? $"(import \"h\" \"f{index}\" (func $f{index} (param {core} i32)))\n"
        : $"(import \"h\" \"f{index}\" (func $f{index} (param {core}) (result {result})))\n";

    private static string Code(int index, string core, string result)
    {
        var arguments = string.Concat(core.Split(' ').Select((_, number) => $"(local.get {number})"));
        return result.Length == 0
            ? $"(func (export \"f{index}\") (param {core}) (result i32) (call $f{index} {arguments} (i32.const 1024)) (i32.const 1024))\n"
            : $"(func (export \"f{index}\") (param {core}) (result {result}) (call $f{index} {arguments}))\n";
    }
}
