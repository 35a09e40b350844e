using Lanner.Components;

namespace Lanner.Hosting.Pooling;

/// <summary>Tells which guests may run code while an instance of them is made. Of the others it takes some microseconds, whatever they
/// are.</summary>
internal static class StartCode
{
    /// <summary>The function by which a module of WASI 0.1 that is no command is started.</summary>
    internal const string Initialize = "_initialize";

    internal static bool IsIn(Module module) =>
        module.Sections.Any(section => section.Id == SectionId.Start) || module.Exports.Any(export => export.Name == Initialize);

    /// <summary>Code that a component imports may be anything; only functions and types run nothing by themselves.</summary>
    internal static bool IsIn(Component component) =>
        component.HasStartFunction || component.Imports.Any(IsCode);

    private static bool IsCode(ComponentExtern import) =>
        import.Kind is ComponentExternKind.CoreModule or ComponentExternKind.Component
        || (import.Type is ComponentInstanceType instance && instance.Exports.Any(IsCode));
}
