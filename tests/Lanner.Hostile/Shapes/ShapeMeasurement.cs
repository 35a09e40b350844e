using System.Diagnostics;
using System.Globalization;

namespace Lanner.Hostile.Shapes;

/// <summary>The resources that a module took from bytes to the end of its call.</summary>
/// <param name="Bytes">The size of the module.</param>
/// <param name="Time">The time.</param>
/// <param name="Allocated">The number of bytes of managed memory that were allocated.</param>
/// <param name="Outcome">The end: <c>ran</c>, or what was thrown.</param>
internal sealed record ShapeMeasurement(int Bytes, TimeSpan Time, long Allocated, string Outcome)
{
    /// <summary>Makes an instance of a module and calls what it exports as <c>f</c>.</summary>
    internal static ShapeMeasurement Of(byte[] module, EngineOptions options)
    {
        using var engine = new Engine(options);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        var outcome = Run(engine, module);
        var time = Stopwatch.GetElapsedTime(start);
        return new ShapeMeasurement(module.Length, time, GC.GetTotalAllocatedBytes(precise: true) - allocated, outcome);
    }

    private static string Run(Engine engine, byte[] bytes)
    {
        try
        {
            using var module = Module.FromBinary(engine, bytes);
            using var store = new Store(engine);
            var linker = new Linker(engine);
            DefineImports(linker, store, module);
            linker.Instantiate(store, module).GetFunction("f").Invoke();
            return "ran";
        }
        catch (LannerException error)
        {
            return $"{error.GetType().Name}: {error.Message.Split('\n')[0]}";
        }
    }

    private static void DefineImports(Linker linker, Store store, Module module)
    {
        if (module.Imports.Count == 0)
        {
            return;
        }

        var import = module.Imports[0];
        switch (import.Type)
        {
            case FunctionExternalType:
                linker.DefineUnknownFunctions(module);
                break;
            case TableType table:
                linker.Define(import.ModuleName, import.Name, new Table(store, table));
                break;
            case GlobalType global:
                linker.Define(import.ModuleName, import.Name, new Global(store, global, 1));
                break;
            case TagType tag:
                linker.Define(import.ModuleName, import.Name, new Tag(tag));
                break;
        }
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Bytes} {Time.TotalMilliseconds:F1} {Allocated} {Outcome}");

    internal static ShapeMeasurement Parse(string line)
    {
        var parts = line.Split(' ', 4);
        return new ShapeMeasurement(
            int.Parse(parts[0], CultureInfo.InvariantCulture),
            TimeSpan.FromMilliseconds(double.Parse(parts[1], CultureInfo.InvariantCulture)),
            long.Parse(parts[2], CultureInfo.InvariantCulture),
            parts[3]);
    }
}
