namespace Lanner.Cli.Running;

/// <summary>Tells what can be done about an import that nobody offers.</summary>
internal static class LinkHints
{
    /// <summary>The end of a message about an import that is unknown; nothing when it is known, but of another type.</summary>
    internal static string For(ModuleImport import, Linker linker)
    {
        if (linker.IsDefined(import.ModuleName, import.Name))
        {
            return "";
        }

        return import.ModuleName switch
        {
            // Names of the component model have a namespace: "wasi:cli/environment@0.2.0", or "[export]wasi:…".
            var name when name.Contains(':', StringComparison.Ordinal) || name is "$root" =>
                "; it is of the component model, as in WASI 0.2: make a component of the module, or build for wasm32-wasip1",
            "wasi_snapshot_preview1" or "wasi_unstable" => "; WASI 0.1 has no such function",
            var name => $"; --preload {name}=FILE takes it from another module, --unknown-imports trap runs without",
        };
    }
}
