using Lanner.Binary;
using Lanner.Compilation.Layout;
using Lanner.Runtime;
using Lanner.Structure;

namespace Lanner.Linking;

/// <summary>Puts the active data segments of a module into the memories of its instances: by copying into those of the first instance, and
/// from the second on, where that is better, by making the memories from templates that hold the data already.</summary>
internal sealed class InitialData(ModuleDefinition definition, MemoryMode mode) : IDisposable
{
    /// <summary>Into a memory that is mapped anew for each instance, less data is copied about as soon as mapped. Measured with a guest
    /// that writes to a quarter of the pages: 16 KiB take 19 us to copy and 13 us to map, 1 MiB 510 us and 131 us.</summary>
    private const int SmallestImage = 16 << 10;

    private readonly Lock _gate = new();
    private bool _isFirst = true;
    private MemoryTemplate?[]? _templates;

    /// <summary>The templates of the next instance's memories, by index; null where there is no template. A program that makes one instance
    /// would pay for templates and gain nothing, so that the first instance gets none.</summary>
    internal MemoryTemplate?[] Templates
    {
        get
        {
            if (Volatile.Read(ref _templates) is { } existing)
            {
                return existing;
            }

            lock (_gate)
            {
                if (_isFirst)
                {
                    _isFirst = false;
                    return new MemoryTemplate?[definition.Memories.Length];
                }

                return _templates ??= MakeTemplates();
            }
        }
    }

    /// <summary>Does what the active segments say, and drops them (specification 4.5.4, step 17).</summary>
    internal void Apply(InstanceState state, CompiledModule compiled)
    {
        for (var index = 0; index < definition.DataSegments.Length; index++)
        {
            var segment = definition.DataSegments[index];
            if (segment.Mode == SegmentMode.Active)
            {
                MeteredOperations.Poll(state);

                // A memory that is imported may be from a template too: of the module that has made it, without this data.
                if (segment.MemoryIndex < definition.ImportedMemoryCount || !state.Memories[segment.MemoryIndex].IsFromTemplate)
                {
                    Copy(state, index, ConstantEvaluator.EvaluateOffset(segment.MemoryOffset!, state));
                }

                SegmentOperations.DropData(state, index);
            }
        }
    }

    /// <summary>Gives back what waits for further instances.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isFirst = false;
            foreach (var template in _templates ?? [])
            {
                template?.Dispose();
            }
        }
    }

    private unsafe void Copy(InstanceState state, int index, ulong offset)
    {
        var segment = definition.DataSegments[index];
        SegmentOperations.InitializeMemory(
            state, index, state.Memories[segment.MemoryIndex].Base, offset, 0, (ulong)segment.Content.Length);
    }

    private MemoryTemplate?[] MakeTemplates()
    {
        var templates = new MemoryTemplate?[definition.Memories.Length];

        // What a failed instantiation leaves in a table of others can be called, and must not see data that comes after the failure.
        if (Array.Exists(
            definition.ElementSegments,
            segment => segment.Mode == SegmentMode.Active && segment.TableIndex < definition.ImportedTableCount))
        {
            return templates;
        }

        for (var index = definition.ImportedMemoryCount; index < templates.Length; index++)
        {
            templates[index] = TryMakeTemplate(index);
        }

        return templates;
    }

    /// <summary>Makes the template of a memory whose data is known beforehand and within it, where that is worth while.</summary>
    private MemoryTemplate? TryMakeTemplate(int memoryIndex)
    {
        var type = definition.Memories[memoryIndex];
        var size = MemoryLimits.InBytes(type, type.Limits.Minimum);
        var isGuarded = mode.Guards(type);
        var segments = new List<(ulong Address, ReadOnlyMemory<byte> Bytes)>();
        var total = 0L;
        foreach (var segment in definition.DataSegments)
        {
            if (segment.Mode == SegmentMode.Active && segment.MemoryIndex == memoryIndex)
            {
                var length = (ulong)segment.Content.Length;
                if (!ConstantReader.TryReadInteger(definition, segment.MemoryOffset!, out var address) || length > size
                    || address > size - length)
                {
                    return null;
                }

                segments.Add((address, definition.Bytes.Slice(segment.Content.Offset, segment.Content.Length)));
                total += segment.Content.Length;
            }
        }

        if (type.IsShared || (!isGuarded && total < SmallestImage))
        {
            return null;
        }

        var image = MemoryImage.TryCreate(segments);
        return image is null && total > 0 ? null : new MemoryTemplate(size, image);
    }
}
