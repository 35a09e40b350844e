#:project ../../src/Lanner/Lanner.csproj
using Lanner;

// Two libraries of the host that know nothing of each other: each keeps what belongs to a store under a key of its own.
using var engine = new Engine();
using var module = Module.FromFile(engine, "samples/hosts/libraries.wat");
var linker = new Linker(engine);
Users.Define(linker);
Journal.Define(linker);

// The imports are found once. Then each request has a store and an instance of its own, at little cost.
var prepared = linker.Prepare(module);
foreach (var user in (string[])["Ada", "Grace"])
{
    using var store = new Store(engine);
    store.Set(Users.Key, user);
    prepared.Instantiate(store).GetFunction<Action>("run")();
}

static class Users
{
    // Whoever makes the store says who the user is.
    internal static readonly StoreKey<string> Key = new("user");

    internal static void Define(Linker linker) =>
        linker.Define("users", "name", (Caller caller, int address) => caller.Memory.WriteString(address, caller.Store.Get(Key)));
}

sealed class Journal : IDisposable
{
    // Made when a guest first writes a line, and disposed of with the store.
    private static readonly StoreKey<Journal> Key = new("journal", store => new Journal());
    private readonly List<string> _lines = [];

    internal static void Define(Linker linker) =>
        linker.Define("journal", "write", (Caller caller, int address, int length) =>
            caller.Store.Get(Key)._lines.Add(caller.Memory.ReadString(address, length)));

    public void Dispose() => Console.WriteLine($"{_lines.Count} lines: {string.Join(", ", _lines)}");
}
