using Lanner;
using SharpFuzz;

// What afl-fuzz runs, and gives one input after another: run.sh starts it. Without afl-fuzz it reads one input from the standard input, such as a find.
using var engine = new Engine(new EngineOptions { Features = WasmFeatures.All });
switch (args)
{
    case ["binary"]:
        Fuzzer.Run(stream => Read(bytes => Module.FromBinary(engine, bytes), stream));
        return 0;
    case ["text"]:
        Fuzzer.Run(stream => Read(bytes => Module.FromText(engine, bytes), stream));
        return 0;
    default:
        Console.Error.WriteLine("Lanner.Fuzz binary | text: decodes, or parses, and validates what afl-fuzz gives it. See run.sh.");
        return 2;
}

// The declared exceptions are what hostile input may end in; every other one is a find.
static void Read(Func<byte[], Module> read, Stream stream)
{
    using var buffer = new MemoryStream();
    stream.CopyTo(buffer);
    try
    {
        using var module = read(buffer.ToArray());
    }
    catch (Exception exception) when (exception is MalformedModuleException or InvalidModuleException or ResourceLimitException)
    {
    }
}
