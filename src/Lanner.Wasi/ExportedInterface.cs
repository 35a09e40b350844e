using Lanner.Components;

namespace Lanner.Wasi;

/// <summary>Interfaces that components export, of one version or several.</summary>
internal static class ExportedInterface
{
    /// <summary>Finds an export.</summary>
    /// <param name="exports">The exports of a component.</param>
    /// <param name="names">The names without the part of the version that does not count; the first counts where there are several.</param>
    internal static ComponentExtern? Find(IReadOnlyList<ComponentExtern> exports, params string[] names) => names
        .Select(name => exports.FirstOrDefault(export =>
            export.Kind == ComponentExternKind.Instance && export.Name.StartsWith(name, StringComparison.Ordinal)))
        .FirstOrDefault(export => export is not null);
}
