#:project ../../src/Lanner/Lanner.csproj
using Lanner;

using var engine = new Engine(new EngineOptions { Features = WasmFeatures.All });

// Text becomes the binary format, or an exception that says where it is wrong.
var binary = TextFormat.ToBinary(engine, """
    (module $m
      (memory i64 1)
      (func (export "half") (param f64) (result f64)
        (f64.mul (local.get 0) (f64.const 0.5))))
    """);
try
{
    TextFormat.ToBinary(engine, "(module\n  (func i32.plus))");
}
catch (MalformedTextException error)
{
    Console.WriteLine($"{error.Line}:{error.Column}: {error.Reason}");
}

// Back again, as a string or into a writer.
Console.WriteLine(TextFormat.FromBinary(engine, binary).Split('\n')[0]);

// Is it valid, and with which features?
Console.WriteLine(Module.Validate(engine, binary) ?? "valid");
Console.WriteLine($"needs {Module.GetRequiredFeatures(engine, binary)}");

// What is in it.
using var module = Module.FromBinary(engine, binary);
foreach (var section in module.Sections)
{
    Console.WriteLine($"{section.Name ?? section.Id.ToString()}: {section.Count} in {section.Size} bytes");
}

// Values from people and for people, whatever the culture.
using var store = new Store(engine);
var half = new Linker(engine).Instantiate(store, module).GetFunction("half");
foreach (var text in (string[])["3", "0x1.8p3", "-inf", "three"])
{
    Console.WriteLine(Value.TryParse(text, half.Type.Parameters[0], out var value)
        ? $"half of {text} is {half.Invoke(value)[0]}"
        : $"{text} is not a value of type {half.Type.Parameters[0]}");
}
