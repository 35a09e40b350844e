using Lanner.Text;

namespace Lanner.Wast;

/// <summary>The module <c>spectest</c>, which scripts may import, as the specification's interpreter has it.</summary>
internal static class SpecTest
{
    /// <summary>The name of the modules.</summary>
    internal const string Name = "spectest";

    private const string Everywhere = """
        (module
          (func (export "print"))
          (func (export "print_i32") (param i32))
          (func (export "print_i64") (param i64))
          (func (export "print_f32") (param f32))
          (func (export "print_f64") (param f64))
          (func (export "print_i32_f32") (param i32 f32))
          (func (export "print_f64_f64") (param f64 f64))
          (global (export "global_i32") i32 (i32.const 666))
          (global (export "global_i64") i64 (i64.const 666))
          (global (export "global_f32") f32 (f32.const 666.6))
          (global (export "global_f64") f64 (f64.const 666.6))
          (table (export "table") 10 20 funcref)
          (memory (export "memory") 1 2))
        """;

    private static readonly (string Text, WasmFeatures Needed)[] All =
    [
        (Everywhere, WasmFeatures.None),
        ("""(module (table (export "table64") i64 10 20 funcref))""", WasmFeatures.Memory64 | WasmFeatures.ReferenceTypes),
        ("""(module (memory (export "shared_memory") 1 2 shared))""", WasmFeatures.Threads),
    ];

    /// <summary>The texts of the modules that can be had with some features.</summary>
    internal static IEnumerable<string> ModulesFor(WasmFeatures features) =>
        All.Where(module => (features & module.Needed) == module.Needed).Select(module => module.Text);

    /// <summary>The same modules in the binary format.</summary>
    internal static IEnumerable<byte[]> BinariesFor(WasmFeatures features) =>
        ModulesFor(features).Select(text => TextModule.ToBinary(text, features));
}
