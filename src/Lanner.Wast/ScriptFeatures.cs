namespace Lanner.Wast;

/// <summary>The features that the scripts of a folder are written for. The suite keeps proposals apart because they are not part of the
/// standard yet, and some rest on an older version of it.</summary>
internal static class ScriptFeatures
{
    internal static WasmFeatures For(string path)
    {
        var folders = Path.GetFullPath(path).Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        return Array.LastIndexOf(folders, "proposals") is >= 0 and var index && index + 1 < folders.Length
            ? ForProposal(folders[index + 1])
            : WasmFeatures.Default;
    }

    private static WasmFeatures ForProposal(string proposal) => proposal switch
    {
        // Threads were split off before there were several tables and memories and 64-bit ones, and their tests say that there are none.
        "threads" => WasmFeatures.Default & ~(WasmFeatures.ReferenceTypes | WasmFeatures.MultiMemory | WasmFeatures.Memory64),
        _ => WasmFeatures.All,
    };
}
