using Lanner.Structure;

namespace Lanner.Linking;

/// <summary>Estimates what an instance takes of the CLR's heap besides its memories and tables: what there is one of for each definition of
/// its module. A small module may define much, and be instantiated often.</summary>
internal static class InstanceSize
{
    /// <summary>The bytes that are an instance's own: those that compilers make take less, and memories may then take exactly what the
    /// host has allowed.</summary>
    private const int Allowance = 64 << 10;

    private const int Reference = 8;

    /// <summary>A global that is an object, and a tag.</summary>
    private const int Object = 56;

    /// <summary>The place of a data segment.</summary>
    private const int DataSegment = 16;

    /// <summary>A function that is an element of a segment: an object for each, and what the CLR needs to call it.</summary>
    private const int Function = 128;

    /// <summary>The bytes, as far as they count.</summary>
    internal static long Of(ModuleDefinition module)
    {
        var places = (long)module.ImportedFunctionCount + module.Tables.Length + module.Memories.Length + module.ElementSegments.Length;
        var bytes = places * Reference;
        bytes += (module.Globals.Length + (long)module.Tags.Length) * (Object + Reference);
        bytes += (long)module.DataSegments.Length * DataSegment;
        var elements = 0L;
        foreach (var segment in module.ElementSegments)
        {
            elements += segment.Mode == SegmentMode.Passive ? segment.Count : 0;
        }

        bytes += (elements * Reference) + (Math.Min(elements, module.Functions.Length) * Function);
        return Math.Max(0, bytes - Allowance);
    }
}
