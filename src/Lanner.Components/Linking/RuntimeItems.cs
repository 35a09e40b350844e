using Lanner.Components.Resources;
using Lanner.Components.Validation;

namespace Lanner.Components.Linking;

/// <summary>Something that components import and export, at run time. A core module is a <see cref="ModuleItem"/>, and so on.</summary>
internal abstract record RuntimeItem(ComponentExternKind Kind);

/// <summary>A core module.</summary>
internal sealed record ModuleItem(Module Module) : RuntimeItem(ComponentExternKind.CoreModule);

/// <summary>A function.</summary>
internal sealed record FunctionItem(ComponentCallee Callee) : RuntimeItem(ComponentExternKind.Function);

/// <summary>A value.</summary>
internal sealed record ValueItem(ComponentValue Value) : RuntimeItem(ComponentExternKind.Value);

/// <summary>A type, of which only resources are something at run time.</summary>
internal sealed record TypeItem(RuntimeResource? Resource) : RuntimeItem(ComponentExternKind.Type);

/// <summary>A component, with the index spaces around its definition.</summary>
internal sealed record ComponentItem(Component Root, ValidatedComponent Validated, InstanceSpaces? Outer)
    : RuntimeItem(ComponentExternKind.Component);

/// <summary>An instance: what it exports.</summary>
internal sealed record InstanceItem(Dictionary<string, RuntimeItem> Exports) : RuntimeItem(ComponentExternKind.Instance);
