namespace Lanner.Compilation.Cil;

/// <summary>The objects that the state of an instance points to.</summary>
internal enum StateObjectKind : byte
{
    /// <summary>A <see cref="Lanner.Table"/>.</summary>
    Table,

    /// <summary>A <see cref="Lanner.Memory"/>.</summary>
    Memory,

    /// <summary>A <see cref="Lanner.Global"/>.</summary>
    Global,

    /// <summary>A <see cref="Lanner.Tag"/>.</summary>
    Tag,

    /// <summary>An imported <see cref="Lanner.Function"/>.</summary>
    ImportedFunction,

    /// <summary>A <see cref="DefinedType"/> of the module.</summary>
    Type,

    /// <summary>The array of elements of a table that always has the same.</summary>
    TableElements,
}
