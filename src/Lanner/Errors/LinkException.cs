namespace Lanner;

/// <summary>A module could not be instantiated because its imports cannot be satisfied (specification 4.5.4). The message starts with the
/// words of the official test suite: "unknown import" or "incompatible import type".</summary>
public sealed class LinkException : LannerException
{
    private LinkException(string message, ModuleImport import)
        : base(message) => Import = import;

    /// <summary>The import.</summary>
    public ModuleImport Import { get; }

    internal static LinkException Unknown(ModuleImport import) => new(
        $"unknown import: nothing is defined as {Describe(import)}, which the module imports as {import.Type}", import);

    internal static LinkException Incompatible(ModuleImport import, string actual) => new(
        $"incompatible import type: {Describe(import)} is {actual}, but the module imports {import.Type}", import);

    /// <summary>The names of an import for a message.</summary>
    internal static string Describe(ModuleImport import) =>
        $"\"{DisplayedName.Of(import.ModuleName)}\" \"{DisplayedName.Of(import.Name)}\"";
}
