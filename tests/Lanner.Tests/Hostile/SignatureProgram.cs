using System.Text;

namespace Lanner.Tests.Hostile;

/// <summary>A program that hands over values of many types in every way there is. Each way is an exported function <c>(depth, object) →
/// i32</c> that first recurses and then lets the values pass through something that gives back what it gets. The result depends on every
/// value and on their order.</summary>
internal sealed class SignatureProgram(int count, string kinds)
{
    internal static readonly string[] Ways =
    [
        "direct", "table", "reference", "nested", "tail", "tail table", "tail reference", "callback",
        "tail callback", "exception", "legacy", "block", "loop", "branch table", "undefined",
    ];

    /// <summary>A depth of so many takes about as much stack in one frame as in as many small ones.</summary>
    internal const int LargeStep = 40;

    private static readonly Dictionary<char, string> Types = new()
    {
        ['i'] = "i32",
        ['l'] = "i64",
        ['f'] = "f32",
        ['d'] = "f64",
        ['v'] = "v128",
        ['o'] = "externref",
        ['p'] = "funcref",
        ['e'] = "i31ref",
    };

    internal FunctionType Type
    {
        get
        {
            WasmValueType[] types =
            [
                .. Enumerable.Range(0, count).Select(index => KindOf(index) switch
                {
                    'i' => WasmValueType.I32,
                    'l' => WasmValueType.I64,
                    'f' => WasmValueType.F32,
                    'd' => WasmValueType.F64,
                    'v' => WasmValueType.V128,
                    'o' => WasmValueType.ExternRef,
                    'p' => WasmValueType.FuncRef,
                    _ => WasmValueType.Reference(new HeapType(HeapTypeKind.I31), isNullable: true),
                }),
            ];
            return FunctionType.Create(types, types);
        }
    }

    /// <summary>The result of every way but the undefined import.</summary>
    internal int Expected
    {
        get
        {
            var sum = 0;
            for (var index = count - 1; index >= 0; index--)
            {
                sum = (sum * 31) + (KindOf(index) is 'o' or 'p' ? index & 1 : index);
            }

            return sum;
        }
    }

    private char KindOf(int index) => kinds[index % kinds.Length];

    internal string Text()
    {
        var types = string.Concat(Enumerable.Range(0, count).Select(index => Types[KindOf(index)] + " "));
        var locals = string.Concat(Enumerable.Range(0, count).Select(index => $"(local.get {index}) "));
        var constants = string.Concat(Enumerable.Range(0, count).Select(Constant));
        var sum = string.Concat(Enumerable.Range(0, count).Reverse().Select(Add));
        var text = new StringBuilder($"""
            (module
              (type $t (func (param {types}) (result {types})))
              (import "env" "callback" (func $callback (type $t)))
              (import "env" "undefined" (func $undefined (type $t)))
              (tag $tag (param {types}))
              (table $table 4 funcref)
              (elem (table $table) (i32.const 1) func $identity $callback)
              (func $identity (export "identity") (type $t) {locals})
              (func $nested (type $t) {locals} (call $identity) (call $identity))
              (type $wide (func (result {string.Concat(Enumerable.Repeat("v128 ", 100))})))
              (func $wide (type $wide) {string.Concat(Enumerable.Repeat("(v128.const i64x2 0 0) ", 100))})
              (func $tail (type $t) {locals} (return_call $identity))
              (func $tail-table (type $t) {locals} (return_call_indirect (type $t) (i32.const 1)))
              (func $tail-reference (type $t) {locals} (return_call_ref $t (ref.func $identity)))
              (func $tail-callback (type $t) {locals} (return_call $callback))

            """);
        foreach (var way in Ways)
        {
            var pass = way switch
            {
                "table" => "(call_indirect (type $t) (i32.const 1))",
                "reference" => "(call_ref $t (ref.func $identity))",
                "tail" or "tail table" or "tail reference" or "tail callback" or "nested" or "callback" or "undefined" =>
                    $"(call ${way.Replace(' ', '-')})",
                "exception" => $"(block $caught (type $t) (drop (local.get 0)) (try_table (type $t) (catch $tag $caught) (throw $tag)))",
                "legacy" => "(try (type $t) (do (throw $tag)) (catch $tag))",
                "block" => "(block (type $t) (br_if 0 (local.get 0)) (block (type $t)))",
                "loop" => "(loop $again (type $t) (local.set 0 (i32.eqz (local.get 0))) (br_if $again (local.get 0)))",
                "branch table" => "(block $a (type $t) (block $b (type $t) (br_table $a $b $a (local.get 0))) (br $a))",
                _ => "(call $identity)",
            };
            text.Append($"""
                  (func $"do {way}" (param i32 externref) (result i32) (local $sum i32)
                    {constants} {pass} {sum} local.get $sum)
                  (func $"step {way}" (param i32 externref) (result i32)
                    (if (result i32) (local.get 0)
                      (then (i32.add (call $"step {way}" (i32.sub (local.get 0) (i32.const 1)) (local.get 1)) (i32.const 0)))
                      (else (call $"do {way}" (local.get 0) (local.get 1)))))
                  (func $"run {way}" (export "{way}") (param i32 externref) (result i32)
                    (call $wide) {string.Concat(Enumerable.Repeat("drop ", 100))}
                    (if (result i32) (i32.ge_u (local.get 0) (i32.const {LargeStep}))
                      (then (i32.add (call $"run {way}" (i32.sub (local.get 0) (i32.const {LargeStep})) (local.get 1)) (i32.const 0)))
                      (else (call $"step {way}" (local.get 0) (local.get 1)))))

                """);
        }

        return text.Append(')').ToString();
    }

    private string Constant(int index) => KindOf(index) switch
    {
        'i' => $"(i32.const {index})",
        'l' => $"(i64.const {index})",
        'f' => $"(f32.const {index})",
        'd' => $"(f64.const {index})",
        'v' => $"(v128.const i32x4 1 2 3 {index})",
        'o' => (index & 1) == 0 ? "(local.get 1)" : "(ref.null extern)",
        'p' => (index & 1) == 0 ? "(ref.func $identity)" : "(ref.null func)",
        _ => $"(ref.i31 (i32.const {index}))",
    };

    /// <summary>Adds the value on the stack to the sum.</summary>
    private string Add(int index) => (KindOf(index) switch
    {
        'i' => "",
        'l' => "i32.wrap_i64",
        'f' => "i32.trunc_f32_s",
        'd' => "i32.trunc_f64_s",
        'v' => "i32x4.extract_lane 3",
        'o' or 'p' => "ref.is_null",
        _ => "i31.get_s",
    }) + " (i32.mul (local.get $sum) (i32.const 31)) i32.add local.set $sum ";

    internal static Linker Link(Engine engine, Module module, FunctionType type)
    {
        var linker = new Linker(engine);
        linker.Define("env", "callback", type, (_, arguments, results) => arguments.CopyTo(results));
        linker.DefineUnknownFunctions(module);
        return linker;
    }
}
