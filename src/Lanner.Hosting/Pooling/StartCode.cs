using Lanner.Components;

namespace Lanner.Hosting.Pooling;

/// <summary>Tells which guests may run code while an instance of them is made. Of the others it takes some microseconds, whatever they
/// are.</summary>
internal static class StartCode
{
    /// <summary>The function by which a module of WASI 0.1 that is no command is started.</summary>
    internal const string Initialize = "_initialize";

    private const int LengthOfHeader = 8;

    internal static bool IsIn(Module module) =>
        module.Sections.Any(section => section.Id == SectionId.Start) || module.Exports.Any(export => export.Name == Initialize);

    /// <summary>Code that a component imports may be anything; only functions and types run nothing by themselves.</summary>
    internal static bool IsIn(Component component) =>
        component.Imports.Any(IsCode) || component.CoreModules.Any(module => HasStartSection(module.Span));

    private static bool IsCode(ComponentExtern import) =>
        import.Kind is ComponentExternKind.CoreModule or ComponentExternKind.Component
        || (import.Type is ComponentInstanceType instance && instance.Exports.Any(IsCode));

    /// <summary>Looks for a start section (core specification, 5.5.1: a section is its number, its length, and so many bytes).</summary>
    /// <param name="module">A module that was found to be valid.</param>
    private static bool HasStartSection(ReadOnlySpan<byte> module)
    {
        var rest = module[LengthOfHeader..];
        while (!rest.IsEmpty)
        {
            if (rest[0] == (byte)SectionId.Start)
            {
                return true;
            }

            rest = rest[1..];
            var (length, shift) = (0, 0);
            byte part;
            do
            {
                part = rest[0];
                length |= (part & 0x7f) << shift;
                shift += 7;
                rest = rest[1..];
            }
            while (part > 0x7f);
            rest = rest[length..];
        }

        return false;
    }
}
