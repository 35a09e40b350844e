namespace Lanner;

/// <summary>A place in the source of a guest, as its debug information has it.</summary>
/// <param name="File">The file, as the compiler was given it.</param>
/// <param name="Line">The line, from 1, or 0 when it is not known.</param>
/// <param name="Column">The column, from 1, or 0 when it is not known.</param>
public readonly record struct SourceLocation(string File, int Line, int Column)
{
    /// <summary>The place as compilers write it, such as <c>main.c:12:3</c>.</summary>
    public override string ToString() => Line == 0 ? File : Column == 0 ? $"{File}:{Line}" : $"{File}:{Line}:{Column}";
}
