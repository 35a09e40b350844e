using System.Globalization;
using System.Text;
using Lanner.Components;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary>The text of a component that does nothing by itself: it hands the functions of WASI on, so that tests call them as a guest
/// would, with values that go through its memory.</summary>
internal static class ForwardingComponent
{
    /// <summary>The place for results that do not fit into a core value.</summary>
    private const int ResultAddress = 64;

    /// <summary>Makes the text.</summary>
    /// <param name="engine">The engine, which finds the core types.</param>
    /// <param name="version">The version that is imported.</param>
    /// <param name="isLacking">Tells the functions that the version has not.</param>
    internal static string Make(Engine engine, string version, Func<string, bool> isLacking)
    {
        var imports = Imports(version, isLacking);
        var types = Component.FromText(engine, $"(component {imports})").Imports
            .ToDictionary(import => import.Name, import => (ComponentInstanceType)import.Type);
        var text = new StringBuilder("(component\n").Append(imports).AppendLine(Libc);
        var core = new StringBuilder();
        var arguments = new StringBuilder();
        var lifts = new StringBuilder();
        foreach (var item in InterfaceTable.All.SelectMany(one => one.Items).Where(item => item.Kind == "resource"))
        {
            text.AppendLine($"(core func $drop-{item.Name} (canon resource.drop ${item.Name}))");
            arguments.AppendLine($"(export \"drop-{item.Name}\" (func $drop-{item.Name}))");
            core.AppendLine($"(import \"f\" \"drop-{item.Name}\" (func $drop-{item.Name} (param i32)))");
        }

        var wrappers = new StringBuilder();
        foreach (var (number, one, item) in Functions(isLacking))
        {
            var type = (ComponentFunctionType)types[$"{one.Name}@{version}"].Exports.Single(export => export.Name == item.Name).Type;
            text.AppendLine(CultureInfo.InvariantCulture, $"(alias export ${IdOf(one)} \"{item.Name}\" (func $f{number}))")
                .AppendLine(CultureInfo.InvariantCulture, $"(core func $c{number} (canon lower (func $f{number}) {Options}))");
            arguments.AppendLine(CultureInfo.InvariantCulture, $"(export \"{number}\" (func $c{number}))");
            AddWrapper(core, wrappers, number, type, item);
            lifts.AppendLine(CultureInfo.InvariantCulture, $"""
                (func $l{number} {item.Text} (canon lift (core func $shim "{number}") {Options}))
                (export "f{number}" (func $l{number}))
                """);
        }

        return text.AppendLine("(core module $Shim").Append(core)
            .AppendLine("""(import "libc" "mem" (memory 1)) (import "libc" "next" (global $next (mut i32)))""").Append(wrappers)
            .AppendLine(")(core instance $shim (instantiate $Shim (with \"libc\" (instance $libc)) (with \"f\" (instance")
            .Append(arguments).AppendLine("))))").Append(lifts).Append(')').ToString();
    }

    /// <summary>The functions with the numbers that they have in the component.</summary>
    internal static IEnumerable<(int Number, InterfaceText Interface, InterfaceItem Item)> Functions(Func<string, bool> isLacking)
    {
        var functions = InterfaceTable.All
            .SelectMany(one => one.Items.Where(item => item.Kind == "func" && !isLacking(item.Name)).Select(item => (one, item)));
        return functions.Select((function, index) => (index, function.one, function.item));
    }

    private const string Options =
        """string-encoding=utf8 (memory (core memory $libc "mem")) (realloc (core func $libc "realloc"))""";

    private const string Libc = """
        (core module $Libc
          (memory (export "mem") 64)
          (global $next (export "next") (mut i32) (i32.const 4096))
          (func (export "realloc") (param i32 i32 i32 i32) (result i32)
            (local $address i32)
            (local.set $address (i32.and (i32.add (global.get $next) (i32.const 15)) (i32.const -16)))
            (global.set $next (i32.add (local.get $address) (local.get 3)))
            (local.get $address)))
        (core instance $libc (instantiate $Libc))
        """;

    private static string IdOf(InterfaceText one) => "i-" + one.Name.Replace(':', '-').Replace('/', '-');

    private static string Imports(string version, Func<string, bool> isLacking)
    {
        var text = new StringBuilder();
        foreach (var one in InterfaceTable.All)
        {
            text.AppendLine($"(import \"{one.Name}@{version}\" (instance ${IdOf(one)}");
            foreach (var item in one.Items.Where(item => item.Kind != "func" || !isLacking(item.Name)))
            {
                text.AppendLine(item.Kind switch
                {
                    "resource" => $"(export \"{item.Name}\" (type ${item.Id} (sub resource)))",
                    "use" => $"(alias outer 1 ${item.Id} (type $outer-{item.Id}))"
                        + $"(export \"{item.Name}\" (type ${item.Id} (eq $outer-{item.Id})))",
                    "type" => $"(type $own-{item.Id} {item.Text})(export \"{item.Name}\" (type ${item.Id} (eq $own-{item.Id})))",
                    _ => $"(export \"{item.Name}\" (func {item.Text}))",
                });
            }

            text.AppendLine("))");
            foreach (var item in one.Items.Where(item => item.Kind is "resource" or "type"))
            {
                text.AppendLine($"(alias export ${IdOf(one)} \"{item.Name}\" (type ${item.Id}))");
            }
        }

        return text.ToString();
    }

    /// <summary>Adds a core function that calls an import, gives back what it was lent, and makes the memory for arguments free
    /// again.</summary>
    private static void AddWrapper(
        StringBuilder imports, StringBuilder wrappers, int number, ComponentFunctionType type, InterfaceItem item)
    {
        var parameters = type.Parameters.SelectMany(parameter => parameter.Type.Flatten(WasmValueType.I32).Types).ToList();
        var results = type.Result?.Flatten(WasmValueType.I32).Types ?? [];
        var isSpilled = results.Count > 1;
        var core = string.Join(' ', parameters.Select(parameter => parameter.ToString()));
        var result = results.Count == 0 ? "" : $"(result {(isSpilled ? "i32" : results[0].ToString())})";
        imports.AppendLine(
            CultureInfo.InvariantCulture,
            $"(import \"f\" \"{number}\" (func $i{number} (param {core}{(isSpilled ? " i32" : "")}) {(isSpilled ? "" : result)}))");
        wrappers.AppendLine(CultureInfo.InvariantCulture, $"(func (export \"{number}\") (param {core}) {result} (local $index i32)");
        for (var index = 0; index < parameters.Count; index++)
        {
            wrappers.Append(CultureInfo.InvariantCulture, $"local.get {index} ");
        }

        wrappers.Append(isSpilled ? $"i32.const {ResultAddress} " : "")
            .AppendLine(CultureInfo.InvariantCulture, $"call $i{number} {(isSpilled ? $"i32.const {ResultAddress}" : "")}");
        AddDrops(wrappers, type, item);
        wrappers.AppendLine("i32.const 4096 global.set $next)");
    }

    private static void AddDrops(StringBuilder wrappers, ComponentFunctionType type, InterfaceItem item)
    {
        var position = 0;
        foreach (var parameter in type.Parameters)
        {
            var name = NameOfBorrow(item.Text, parameter.Label);
            if (parameter.Type is BorrowType)
            {
                wrappers.AppendLine(CultureInfo.InvariantCulture, $"local.get {position} call $drop-{name}");
            }
            else if (parameter.Type is ListType { Element: BorrowType })
            {
                wrappers.AppendLine(CultureInfo.InvariantCulture, $"""
                    (block (loop
                      (br_if 1 (i32.ge_u (local.get $index) (local.get {position + 1})))
                      (i32.load (i32.add (local.get {position}) (i32.shl (local.get $index) (i32.const 2)))) (call $drop-{name})
                      (local.set $index (i32.add (local.get $index) (i32.const 1))) (br 0)))
                    """);
            }

            position += parameter.Type.Flatten(WasmValueType.I32).Count;
        }
    }

    /// <summary>The resource that a parameter lends, as the text says.</summary>
    private static string NameOfBorrow(string text, string label)
    {
        var rest = text[(text.IndexOf($"\"{label}\"", StringComparison.Ordinal) + label.Length + 2)..];
        const string Borrow = "(borrow $";
        var start = rest.IndexOf(Borrow, StringComparison.Ordinal);
        return start < 0 ? "" : rest[(start + Borrow.Length)..rest.IndexOf(')', start)];
    }
}
