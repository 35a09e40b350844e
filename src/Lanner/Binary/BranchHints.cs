using Lanner.Structure;

namespace Lanner.Binary;

/// <summary>The hints of a module about which of its conditional branches are taken (custom section <c>metadata.code.branch_hint</c>,
/// specification 7.4.3). As with every custom section, a mistake ends the reading and what came before counts.</summary>
internal sealed class BranchHints
{
    private const string SectionName = "metadata.code.branch_hint";

    /// <summary>Null when there are none, as nearly always.</summary>
    private Dictionary<(uint Function, uint Offset), bool>? _hints;

    private BranchHints()
    {
    }

    internal int Count => _hints?.Count ?? 0;

    /// <summary>Returns true if a <c>br_if</c> or <c>if</c> is likely to find its condition true; null when nothing is known.</summary>
    /// <param name="function">The index of the function.</param>
    /// <param name="offset">The offset of the instruction, in bytes from the start of the body
    /// (<see cref="FunctionDefinition.Body"/>).</param>
    internal bool? IsLikely(int function, int offset) => _hints is null ? null : Find(_hints, (uint)function, (uint)offset);

    /// <summary>On its own, so that the dictionary's code is not needed where there are no hints.</summary>
    private static bool? Find(Dictionary<(uint Function, uint Offset), bool> hints, uint function, uint offset) =>
        hints.TryGetValue((function, offset), out var likely) ? likely : null;

    internal static BranchHints Read(ModuleDefinition module)
    {
        var hints = new BranchHints();
        if (Array.Find(module.CustomSections, section => section.Name == SectionName) is { } section)
        {
            try
            {
                hints.ReadFunctions(new ByteReader(module.Bytes.Span, section.Content));
            }
            catch (MalformedModuleException)
            {
                // An implementation goes on without a custom section that it cannot read.
            }
        }

        return hints;
    }

    private void ReadFunctions(ByteReader reader)
    {
        for (var functions = reader.ReadCount(2, int.MaxValue, "functions"); functions > 0; functions--)
        {
            var function = reader.ReadUnsigned32();
            for (var hints = reader.ReadCount(3, int.MaxValue, "hints"); hints > 0; hints--)
            {
                var offset = reader.ReadUnsigned32();
                var value = reader.ReadBytes(reader.ReadCount(1, 1, "bytes in a hint"));
                if (value is not ([0] or [1]))
                {
                    return;
                }

                (_hints ??= [])[(function, offset)] = value[0] == 1;
            }
        }
    }
}
