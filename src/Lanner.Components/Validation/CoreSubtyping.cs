using Lanner.Components.Structure;

namespace Lanner.Components.Validation;

/// <summary>Says whether core modules and their parts can stand where others are asked for (core specification 3.3, and Explainer.md, "Type
/// Checking", for modules).</summary>
internal static class CoreSubtyping
{
    /// <summary>Compares a module with the type that it is to have.</summary>
    /// <returns>The description of the mistake, or null.</returns>
    internal static string? CheckModule(CoreModuleType actual, CoreModuleType expected)
    {
        foreach (var (name, type) in actual.Imports)
        {
            if (!expected.Imports.TryGetValue(name, out var given))
            {
                return $"missing expected import `{name.Module}::{name.Name}`";
            }

            if (Check(given, type) is { } mistake)
            {
                return $"type mismatch in import `{name.Module}::{name.Name}`: {mistake}";
            }
        }

        foreach (var (name, type) in expected.Exports)
        {
            if (!actual.Exports.TryGetValue(name, out var given))
            {
                return $"missing expected export `{name}`";
            }

            if (Check(given, type) is { } mistake)
            {
                return $"type mismatch in export `{name}`: {mistake}";
            }
        }

        return null;
    }

    /// <summary>Compares something with the type that it is to have.</summary>
    internal static string? Check(ExternalType actual, ExternalType expected)
    {
        switch (actual, expected)
        {
            case (FunctionExternalType given, FunctionExternalType wanted):
                return given.Type.IsSubtypeOf(wanted.Type) ? null : $"expected: {wanted.Type}, found: {given.Type}";
            case (GlobalType given, GlobalType wanted):
                return CheckGlobal(given, wanted);
            case (TableType given, TableType wanted):
                return CheckTable(given, wanted);
            case (MemoryType given, MemoryType wanted):
                return CheckMemory(given, wanted);
            case (TagType given, TagType wanted):
                return ReferenceEquals(given.Type, wanted.Type) ? null : $"expected tag type {wanted.Type}, found {given.Type}";
            default:
                return $"expected {Sorts.Of(expected.Kind).Keyword()}, found {Sorts.Of(actual.Kind).Keyword()}";
        }
    }

    private static string? CheckGlobal(GlobalType actual, GlobalType expected)
    {
        if (actual.IsMutable != expected.IsMutable)
        {
            return $"mismatch in the mutability of globals: expected {expected}, found {actual}";
        }

        var matches = actual.IsMutable ? actual.Value == expected.Value : actual.Value.IsSubtypeOf(expected.Value);
        return matches ? null : $"expected global type {expected.Value}, found {actual.Value}";
    }

    private static string? CheckTable(TableType actual, TableType expected)
    {
        if (actual.Element != expected.Element)
        {
            return $"expected table element type {expected.Element}, found {actual.Element}";
        }

        if (actual.Is64Bit != expected.Is64Bit)
        {
            return $"mismatch in index type used for tables: expected {expected.AddressType}, found {actual.AddressType}";
        }

        return Fits(actual.Limits, expected.Limits)
            ? null
            : $"mismatch in table limits: expected {expected.Limits}, found {actual.Limits}";
    }

    private static string? CheckMemory(MemoryType actual, MemoryType expected)
    {
        if (actual.IsShared != expected.IsShared)
        {
            return $"mismatch in the shared flag for memories: expected {expected}, found {actual}";
        }

        if (actual.Is64Bit != expected.Is64Bit)
        {
            return $"mismatch in index type used for memories: expected {expected.AddressType}, found {actual.AddressType}";
        }

        if (actual.PageSizeLog2 != expected.PageSizeLog2)
        {
            return $"mismatch in page size for memories: expected {expected}, found {actual}";
        }

        return Fits(actual.Limits, expected.Limits)
            ? null
            : $"mismatch in memory limits: expected {expected.Limits}, found {actual.Limits}";
    }

    private static bool Fits(Limits actual, Limits expected) => actual.Minimum >= expected.Minimum && expected.AcceptMaximum(actual);
}
