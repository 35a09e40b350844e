namespace Lanner;

/// <summary>The choices for a library of .NET, which is made of a module (<see cref="Module.SaveLibrary"/>) or of a component.</summary>
public sealed record LibraryOptions
{
    /// <summary>The name of the class, which is an identifier of C#.</summary>
    public required string ClassName { get; init; }

    /// <summary>The namespace of the class: identifiers with dots between them; empty for none, which is what it is if nothing else is
    /// said.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The kind of memories that the code is for. Null is for both, so that the library runs everywhere, and as fast as it can
    /// wherever guarded memories are possible; it then has all code twice.</summary>
    public MemoryMode? MemoryMode { get; init; }
}
