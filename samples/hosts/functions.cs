#:project ../../src/Lanner/Lanner.csproj
using Lanner;

using var engine = new Engine();
using var module = Module.FromFile(engine, "samples/hosts/functions.wat");
using var store = new Store(engine);
var linker = new Linker(engine);
var total = 0;

// Any delegate will do: numbers are numbers, a tuple is several results, and who wants to know who calls takes a Caller first.
linker.Define("host", "add", (int amount) => { total += amount; });
linker.Define("host", "divide", (int left, int right) => (left / right, left % right));
linker.Define("host", "greet", (Caller caller, int name, int length, int answer) =>
    caller.Memory.WriteString(answer, $"hello, {caller.Memory.ReadString(name, length)}"));

// What is not a number goes through as it is, and nobody else can make one up.
linker.Define("host", "describe", (object? thing) => Console.WriteLine($"the guest has {thing ?? "nothing"}"));

var instance = linker.Instantiate(store, module);
instance.GetFunction<Action<object?>>("keep")(new Version(1, 2));
instance.GetFunction<Action>("run")();
Console.WriteLine($"total {total}, counter {instance.GetGlobal("counter").Value.AsInt64()}");
