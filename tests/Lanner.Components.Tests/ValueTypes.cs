namespace Lanner.Components.Tests;

/// <summary>Types of values from text.</summary>
internal static class ValueTypes
{
    private static readonly Engine Engine = new();

    /// <summary>Makes the type of a text of the text format.</summary>
    /// <param name="type">The type, such as <c>(list u8)</c>.</param>
    /// <param name="definitions">Definitions and imports that it refers to.</param>
    internal static ComponentValueType Of(string type, string definitions = "") =>
        FunctionOf($"""(func (param "value" {type}))""", definitions).Parameters[0].Type;

    /// <summary>Makes the type of a function.</summary>
    internal static ComponentFunctionType FunctionOf(string function, string definitions = "") =>
        (ComponentFunctionType)Component.FromText(Engine, $"""(component {definitions}(import "f" {function}))""").Imports[^1].Type;

    /// <summary>A named type: what imports give a name.</summary>
    internal static ComponentValueType Named(string name, string type) =>
        Of("$t", $"""(type $t' {type}) (import "{name}" (type $t (eq $t')))""");
}
