using Lanner.Bench.Engines;

namespace Lanner.Bench.Starting;

/// <summary>Runs a module that Wasmtime compiled before, in a process that has done nothing else.</summary>
internal static class StartProbe
{
    /// <summary>Runs a compiled program.</summary>
    /// <param name="path">The file of <see cref="Compile"/>.</param>
    /// <param name="arguments">The program's arguments, without its name.</param>
    internal static int Run(string path, string[] arguments)
    {
        var thread = new Thread(
            () =>
            {
                using var output = Console.OpenStandardOutput();
                using var runner = new WasmtimeRunner();
                runner.LoadCompiled(path);
                runner.Run(["program", .. arguments], output);
            },
            Worker.StackSize);
        thread.Start();
        thread.Join();
        return 0;
    }

    /// <summary>Compiles a module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="path">The file for it with its machine code.</param>
    internal static void Compile(string module, string path)
    {
        using var runner = new WasmtimeRunner();
        runner.Load(File.ReadAllBytes(module));
        runner.SaveCompiled(path);
    }
}
