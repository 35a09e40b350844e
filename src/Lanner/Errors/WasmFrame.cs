using Lanner.Debugging;

namespace Lanner;

/// <summary>A function of a guest that was active when something went wrong.</summary>
/// <param name="ModuleName">The name of the module, or null when it has none.</param>
/// <param name="FunctionIndex">The index of the function in its module.</param>
/// <param name="FunctionName">The function's name from the module's name section, or else that of its first export, or null.</param>
/// <param name="Offset">The offset of the instruction in the module's binary, in bytes, or -1 when that is not known.</param>
public readonly record struct WasmFrame(string? ModuleName, int FunctionIndex, string? FunctionName, long Offset)
{
    /// <summary>The place in the source, when the module has debug information that tells (<c>.debug_line</c> of DWARF), or null.</summary>
    public SourceLocation? Source { get; init; }

    /// <summary>The frame for people to read, such as <c>calculator!divide (function 3, offset 0x5a) at divide.c:12:3</c>. A symbol of Rust
    /// is shown as the path that it stands for. Long names are cut, and have no control characters.</summary>
    public override string ToString()
    {
        var source = Source is { } place ? $" at {place}" : "";
        var module = ModuleName is null ? "" : $"{DisplayedName.Of(ModuleName)}!";
        var offset = Offset < 0 ? "" : $", offset 0x{Offset:x}";
        return FunctionName is null
            ? $"{module}function[{FunctionIndex}]{(Offset < 0 ? "" : $" (offset 0x{Offset:x})")}{source}"
            : $"{module}{DisplayedName.Of(RustNames.Demangle(FunctionName))} (function {FunctionIndex}{offset}){source}";
    }
}
