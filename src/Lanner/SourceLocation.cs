namespace Lanner;

/// <summary>A place in the source of a guest, as its debug information has it.</summary>
/// <param name="File">The file, as the compiler was given it.</param>
/// <param name="Line">The line, from 1, or 0 when it is not known.</param>
/// <param name="Column">The column, from 1, or 0 when it is not known.</param>
public readonly record struct SourceLocation(string File, int Line, int Column)
{
    /// <summary>The place as compilers write it, such as <c>main.c:12:3</c>. A long name of a file is cut, and has no control
    /// characters.</summary>
    public override string ToString()
    {
        var file = DisplayedName.Of(File);
        return Line == 0 ? file : Column == 0 ? $"{file}:{Line}" : $"{file}:{Line}:{Column}";
    }
}
