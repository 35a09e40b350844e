using Lanner.Structure;

namespace Lanner.Binary;

/// <summary>The names that a module gives to its parts for people to read (specification 7.4.1). They mean nothing to execution: a mistake
/// in the section ends the reading of it, and the names up to there count.</summary>
internal sealed class NameSection
{
    /// <summary>The name of the custom section.</summary>
    internal const string Name = "name";

    private static readonly Dictionary<uint, string> NoNames = [];

    private NameSection()
    {
    }

    private delegate void PartReader(ref ByteReader content);

    /// <summary>The name of the module, or null.</summary>
    internal string? Module { get; private set; }

    internal Dictionary<uint, string> Functions { get; private set; } = NoNames;

    internal Dictionary<uint, string> Types { get; private set; } = NoNames;

    internal Dictionary<uint, string> Tables { get; private set; } = NoNames;

    internal Dictionary<uint, string> Memories { get; private set; } = NoNames;

    internal Dictionary<uint, string> Globals { get; private set; } = NoNames;

    internal Dictionary<uint, string> ElementSegments { get; private set; } = NoNames;

    internal Dictionary<uint, string> DataSegments { get; private set; } = NoNames;

    internal Dictionary<uint, string> Tags { get; private set; } = NoNames;

    /// <summary>The names of locals, by function.</summary>
    internal Dictionary<uint, Dictionary<uint, string>> Locals { get; private set; } = [];

    /// <summary>The names of labels, by function. Labels are counted in the order in which the blocks of a body begin.</summary>
    internal Dictionary<uint, Dictionary<uint, string>> Labels { get; private set; } = [];

    /// <summary>The names of fields, by structure type.</summary>
    internal Dictionary<uint, Dictionary<uint, string>> Fields { get; private set; } = [];

    /// <summary>Reads the names of a module; there are none when it has no such section.</summary>
    internal static NameSection Read(ModuleDefinition module)
    {
        var names = new NameSection();
        if (Array.Find(module.CustomSections, section => section.Name == Name) is { } section)
        {
            try
            {
                names.ReadSubsections(new ByteReader(module.Bytes.Span, section.Content), module.Bytes.Span);
            }
            catch (MalformedModuleException)
            {
                // Specification 7.4: an implementation goes on without a custom section that it cannot read.
            }
        }

        return names;
    }

    /// <summary>Reads only the name of the module.</summary>
    internal static string? ReadModule(ModuleDefinition module)
    {
        string? name = null;
        ReadParts(module, 0, (ref content) => name = content.ReadName());
        return name;
    }

    /// <summary>Reads only the names of functions, for the first call of any of them waits for that.</summary>
    /// <returns>For each function its name, or null.</returns>
    /// <exception cref="OperationCanceledException">It was ended in the midst.</exception>
    internal static string?[] ReadFunctions(ModuleDefinition module, CancellationToken cancellation = default)
    {
        var names = new string?[module.Functions.Length];
        ReadParts(module, 1, (ref content) =>
        {
            Array.Clear(names);
            for (var remaining = content.ReadCount(2, int.MaxValue, "names"); remaining > 0; remaining--)
            {
                cancellation.ThrowIfCancellationRequested();
                var index = content.ReadUnsigned32();
                var name = content.ReadName();
                if (index < (uint)names.Length)
                {
                    names[index] ??= name;
                }
            }
        });
        return names;
    }

    /// <summary>Reads the subsections with a number.</summary>
    private static void ReadParts(ModuleDefinition module, byte id, PartReader read)
    {
        if (Array.Find(module.CustomSections, section => section.Name == Name) is not { } found)
        {
            return;
        }

        try
        {
            var reader = new ByteReader(module.Bytes.Span, found.Content);
            while (!reader.IsAtEnd)
            {
                var actual = reader.ReadByte();
                var content = new ByteReader(module.Bytes.Span, reader.ReadRange(reader.ReadUnsigned32()));
                if (actual == id)
                {
                    read(ref content);
                }
            }
        }
        catch (MalformedModuleException)
        {
            // Specification 7.4, as above.
        }
    }

    private void ReadSubsections(ByteReader reader, ReadOnlySpan<byte> module)
    {
        while (!reader.IsAtEnd)
        {
            var id = reader.ReadByte();
            ReadSubsection(id, new ByteReader(module, reader.ReadRange(reader.ReadUnsigned32())));
        }
    }

    private void ReadSubsection(byte id, ByteReader reader)
    {
        switch (id)
        {
            case 0:
                Module = reader.ReadName();
                break;
            case 1:
                ReadNames(ref reader, Functions = []);
                break;
            case 2:
                ReadIndirectNames(ref reader, Locals);
                break;
            case 3:
                ReadIndirectNames(ref reader, Labels);
                break;
            case 4:
                ReadNames(ref reader, Types = []);
                break;
            case 5:
                ReadNames(ref reader, Tables = []);
                break;
            case 6:
                ReadNames(ref reader, Memories = []);
                break;
            case 7:
                ReadNames(ref reader, Globals = []);
                break;
            case 8:
                ReadNames(ref reader, ElementSegments = []);
                break;
            case 9:
                ReadNames(ref reader, DataSegments = []);
                break;
            case 10:
                ReadIndirectNames(ref reader, Fields);
                break;
            case 11:
                ReadNames(ref reader, Tags = []);
                break;
        }
    }

    private static void ReadNames(ref ByteReader reader, Dictionary<uint, string> names)
    {
        for (var remaining = reader.ReadCount(2, int.MaxValue, "names"); remaining > 0; remaining--)
        {
            var index = reader.ReadUnsigned32();
            names.TryAdd(index, reader.ReadName());
        }
    }

    private static void ReadIndirectNames(ref ByteReader reader, Dictionary<uint, Dictionary<uint, string>> names)
    {
        for (var remaining = reader.ReadCount(2, int.MaxValue, "groups of names"); remaining > 0; remaining--)
        {
            var owner = reader.ReadUnsigned32();
            var group = new Dictionary<uint, string>();
            names.TryAdd(owner, group);
            ReadNames(ref reader, group);
        }
    }
}
