namespace Lanner.Text;

/// <summary>The index spaces of a module, types apart (specification 2.5.1).</summary>
internal sealed class ModuleSpaces
{
    internal IndexSpace Functions { get; } = new("func");

    internal IndexSpace Tables { get; } = new("table");

    internal IndexSpace Memories { get; } = new("memory");

    internal IndexSpace Globals { get; } = new("global");

    internal IndexSpace Tags { get; } = new("tag");

    internal IndexSpace ElementSegments { get; } = new("elem segment");

    internal IndexSpace DataSegments { get; } = new("data segment");
}
