namespace Lanner.Components.Tests;

/// <summary>Values of many types through a guest, to the host and back: as flat parameters where they are few, or in memory.</summary>
public class RandomValueTests
{
    private static readonly string[] Encodings = ["utf8", "utf16", "latin1+utf16"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Values_come_back_as_they_went(int seed)
    {
        var random = new Random(seed);
        using var running = new Running();
        var received = new List<ComponentValue>();
        running.Linker.Define("echo", (_, arguments) =>
        {
            received.Add(arguments[0]);
            return arguments[0];
        });
        for (var round = 0; round < 60; round++)
        {
            var types = new RandomTypes(random);
            var (type, make) = types.Make(3);
            var echo = running.Instantiate(Echo(running.Engine, types.Definitions, type, Encodings[round % 3])).GetFunction("echo");

            // The same again, through another component before it.
            var between = new ComponentLinker(running.Engine);
            between.DefineFunction(null, "echo", echo);
            var text = Echo(running.Engine, types.Definitions, type, Encodings[random.Next(3)]);
            echo = between.Instantiate(running.Store, Component.FromText(running.Engine, text)).GetFunction("echo");
            for (var call = 0; call < 8; call++)
            {
                var value = make();
                var returned = echo.Call(value)!.Value;
                Assert.True(value == received[^1] && value == returned, $"{type}: {value} became {received[^1]} and {returned}");
            }
        }
    }

    /// <summary>A component whose function passes its argument to the host, and returns what comes back.</summary>
    private static string Echo(Engine engine, string definitions, string type, string encoding)
    {
        var import = $"{definitions}(import \"echo\" (func $echo (param \"value\" {type}) (result {type})))";
        var function = (ComponentFunctionType)Component.FromText(engine, $"(component {import})").Imports[^1].Type;
        var flat = function.Result!.Flatten(WasmValueType.I32);
        var parameters = flat.Count > FlatTypes.MaximumParameters ? ["i32"] : flat.Types.Select(one => one.ToString()).ToArray();
        var spills = flat.Count > 1;
        var arguments = string.Join(' ', parameters.Select((_, index) => $"(local.get {index})"));
        var result = spills ? "i32" : parameters[0];
        var options = $"""
            string-encoding={encoding} (memory (core memory $m "mem")) (realloc (core func $m "realloc"))
            """;
        return $$"""
            (component
              {{import}}
              {{Running.EchoModule}}
              (core func $echo' (canon lower (func $echo) {{options}}))
              (core module $N
                (import "" "echo" (func $echo (param {{string.Join(' ', parameters)}} {{(spills ? "i32" : "")}})
                  {{(spills ? "" : $"(result {result})")}}))
                (import "" "realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
                (func (export "echo") (param {{string.Join(' ', parameters)}}) (result {{result}})
                  (local $place i32)
                  (local.set $place (call $realloc (i32.const 0) (i32.const 0) (i32.const 16) (i32.const 4096)))
                  (call $echo {{arguments}} {{(spills ? "(local.get $place)" : "")}})
                  {{(spills ? "(local.get $place)" : "")}}))
              (core instance $n (instantiate $N (with "" (instance
                (export "echo" (func $echo')) (export "realloc" (func $m "realloc"))))))
              (func (export "echo") (param "value" {{type}}) (result {{type}}) (canon lift (core func $n "echo") {{options}})))
            """;
    }
}
