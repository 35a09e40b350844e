using Lanner.Components.Composition;
using Lanner.Wit;

namespace Lanner.Components;

/// <content>The interface of a component, described for programs and in WIT.</content>
public sealed partial class Component
{
    /// <summary>Describes what the component imports and exports. Each item is an object with its <c>name</c> and its <c>kind</c>:
    /// <c>function</c>, with <c>async</c>, <c>parameters</c> (of <c>name</c> and <c>type</c>), <c>result</c> (a type or null) and
    /// <c>returnsResult</c> (true if that type is a <c>result</c>, by whatever name);
    /// <c>instance</c>, with <c>exports</c>; <c>type</c>, with <c>type</c> and, by what that is, <c>fields</c>, <c>cases</c> or
    /// <c>labels</c>; <c>value</c>, with <c>type</c>; <c>component</c>, with <c>imports</c> and <c>exports</c>; or <c>module</c>. Types
    /// are written as in WIT.</summary>
    /// <returns>An object with the members <c>imports</c> and <c>exports</c>.</returns>
    /// <exception cref="ResourceLimitException">The description would be longer than 64 MiB.</exception>
    public string DescribeJson() => InterfaceDescription.Write(Imports, Exports);

    /// <summary>Describes what the component imports and exports as WIT: the world <c>root:component/root</c> of a package that is made for
    /// it, with all interfaces that it speaks of. A component that is itself the binary form of a package is that package.</summary>
    /// <exception cref="WitException">The component imports or exports what WIT has no words for: core modules, components and
    /// values.</exception>
    public WitPackages ToWit() => ComponentWorld.Of(this);
}
