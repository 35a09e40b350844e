namespace Lanner.Components.Tests;

/// <summary>Components that import a function, and export one which calls it and returns what comes back.</summary>
internal static class EchoComponent
{
    public static readonly string[] Encodings = ["utf8", "utf16", "latin1+utf16"];

    /// <summary>The core values that a value of a type is passed as, and the type of addresses.</summary>
    public static (IReadOnlyList<WasmValueType> Flat, string Word) Flatten(Engine engine, string definitions, string type, bool is64)
    {
        var import = $"(component {definitions}(import \"echo\" (func (param \"value\" {type}) (result {type}))))";
        var function = (ComponentFunctionType)Component.FromText(engine, import).Imports[^1].Type;
        return (function.Result!.Flatten(is64 ? WasmValueType.I64 : WasmValueType.I32).Types, is64 ? "i64" : "i32");
    }

    /// <summary>The text of a component whose function has a parameter and a result of a type.</summary>
    public static string Text(Engine engine, string definitions, string type, string encoding, bool is64 = false)
    {
        var (flat, word) = Flatten(engine, definitions, type, is64);
        var parameters = flat.Count > FlatTypes.MaximumParameters ? [word] : flat.Select(one => one.ToString()).ToArray();
        var spills = flat.Count > 1;
        var arguments = string.Join(' ', parameters.Select((_, index) => $"(local.get {index})"));
        var result = spills ? word : parameters[0];
        var options = $"""
            string-encoding={encoding} (memory (core memory $m "mem")) (realloc (core func $m "realloc"))
            """;
        return $$"""
            (component
              {{definitions}}
              (import "echo" (func $echo (param "value" {{type}}) (result {{type}})))
              {{Memory(word)}}
              (core instance $m (instantiate $M))
              (core func $echo' (canon lower (func $echo) {{options}}))
              (core module $N
                (import "" "echo" (func $echo (param {{string.Join(' ', parameters)}} {{(spills ? word : "")}})
                  {{(spills ? "" : $"(result {result})")}}))
                (import "" "realloc" (func $realloc (param {{word}} {{word}} {{word}} {{word}}) (result {{word}})))
                (func (export "echo") (param {{string.Join(' ', parameters)}}) (result {{result}})
                  (local $place {{word}})
                  (local.set $place (call $realloc ({{word}}.const 0) ({{word}}.const 0) ({{word}}.const 16) ({{word}}.const 4096)))
                  (call $echo {{arguments}} {{(spills ? "(local.get $place)" : "")}})
                  {{(spills ? "(local.get $place)" : "")}}))
              (core instance $n (instantiate $N (with "" (instance
                (export "echo" (func $echo')) (export "realloc" (func $m "realloc"))))))
              (func (export "echo") (param "value" {{type}}) (result {{type}}) (canon lift (core func $n "echo") {{options}})))
            """;
    }

    /// <summary>A memory with an allocator that only goes forward.</summary>
    private static string Memory(string word) => $$"""
        (core module $M
          (memory (export "mem") {{(word == "i64" ? "i64" : "")}} 64)
          (global $next (mut {{word}}) ({{word}}.const 1024))
          (func (export "realloc") (param {{word}} {{word}} {{word}} {{word}}) (result {{word}})
            (local $address {{word}})
            (global.set $next ({{word}}.and ({{word}}.add (global.get $next) ({{word}}.const 15)) ({{word}}.const -16)))
            (local.set $address (global.get $next))
            (global.set $next ({{word}}.add (global.get $next) (local.get 3)))
            (local.get $address)))
        """;
}
