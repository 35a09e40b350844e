using System.Runtime.CompilerServices;
using System.Text;

namespace Lanner.Native;

/// <summary>Finds the bodies of functions in the binary of a module, for the offsets of frames.</summary>
internal static class FunctionBodies
{
    private static readonly ConditionalWeakTable<Module, (int Start, int Size)[]> Known = [];
    private static readonly ConditionalWeakTable<Module, StrongBox<string?>> Names = [];

    /// <summary>The place of a function's body.</summary>
    /// <returns>The offset in the module and the size in bytes, or null if the module has no such function.</returns>
    internal static (int Start, int Size)? Find(Module module, int function)
    {
        var imported = 0;
        foreach (var import in module.Imports)
        {
            imported += import.Type.Kind == ExternalKind.Function ? 1 : 0;
        }

        var bodies = Known.GetValue(module, static module => Read(module));
        var index = function - imported;
        return index >= 0 && index < bodies.Length ? bodies[index] : null;
    }

    /// <summary>The name that the module gives itself in its section of names, or null.</summary>
    internal static string? Name(this Module module) =>
        Names.GetValue(module, static module => new StrongBox<string?>(ReadName(module))).Value;

    private static (int Start, int Size)[] Read(Module module)
    {
        foreach (var section in module.Sections)
        {
            if (section.Id == SectionId.Code)
            {
                var reader = new Reader(module.Binary.Span, section.Offset);
                var bodies = new (int, int)[reader.Number()];
                for (var index = 0; index < bodies.Length; index++)
                {
                    var size = reader.Number();
                    bodies[index] = (reader.Position, size);
                    reader.Position += size;
                }

                return bodies;
            }
        }

        return [];
    }

    private static string? ReadName(Module module)
    {
        foreach (var section in module.Sections)
        {
            if (section is { Id: SectionId.Custom, Name: "name" })
            {
                var reader = new Reader(module.Binary.Span, section.Offset);
                try
                {
                    // Behind the section's own name.
                    var skipped = reader.Number();
                    reader.Position += skipped;
                    if (reader.Number() == 0)
                    {
                        reader.Number();
                        var length = reader.Number();
                        return Encoding.UTF8.GetString(module.Binary.Span.Slice(reader.Position, length));
                    }
                }
                catch (Exception broken) when (broken is IndexOutOfRangeException or ArgumentOutOfRangeException)
                {
                    // Nobody has validated this section.
                    return null;
                }
            }
        }

        return null;
    }

    /// <summary>Reads numbers of a module that is valid.</summary>
    private ref struct Reader(ReadOnlySpan<byte> bytes, int position)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        internal int Position { get; set; } = position;

        internal int Number()
        {
            var number = 0u;
            for (var shift = 0; ; shift += 7)
            {
                var next = _bytes[Position++];
                number |= (next & 0x7fu) << shift;
                if (next < 0x80)
                {
                    return (int)number;
                }
            }
        }
    }
}
