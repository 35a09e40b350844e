namespace Lanner;

/// <summary>Something that a module asks for when it is instantiated (specification 2.5.10).</summary>
/// <param name="ModuleName">The first of the two names; not necessarily that of a module.</param>
/// <param name="Name">The second of the two names.</param>
/// <param name="Type">The type of what is asked for.</param>
public sealed record ModuleImport(string ModuleName, string Name, ExternalType Type);

/// <summary>Something that a module offers once it is instantiated (specification 2.5.11).</summary>
/// <param name="Name">The name; no two exports of a module share one.</param>
/// <param name="Type">The type of what is offered.</param>
public sealed record ModuleExport(string Name, ExternalType Type);

/// <summary>A custom section of a module (specification 5.5.3): data for tools, which means nothing to execution.</summary>
/// <param name="Name">The name. Several sections may share one.</param>
/// <param name="Content">The bytes that follow the name.</param>
public sealed record ModuleCustomSection(string Name, ReadOnlyMemory<byte> Content);
