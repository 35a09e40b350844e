namespace Lanner.Platform;

/// <summary>One of <see cref="JitQuirks"/>.</summary>
/// <param name="Name">Its name, by which the code refers to it.</param>
/// <param name="Kind">The kind of its consequences.</param>
/// <param name="Issues">The numbers of the issues and changes of dotnet/runtime that are about it; none where none is known.</param>
/// <param name="Description">The description of what the JIT does.</param>
/// <param name="Remedy">The description of what Lanner does about it.</param>
/// <param name="Regression">The file that shows it, from the root of the repository.</param>
internal sealed record JitQuirk(string Name, JitQuirkKind Kind, int[] Issues, string Description, string Remedy, string Regression)
{
    /// <summary>The versions of the runtime that were seen to have it: all have been looked at with the same one.</summary>
    internal string Seen { get; init; } = Engine.TestedRuntime.ToString();
}

/// <summary>The kinds of a quirk of the JIT, by what it leads to.</summary>
internal enum JitQuirkKind
{
    /// <summary>The process ends.</summary>
    EndsProcess,

    /// <summary>A check that memory safety rests on is left out.</summary>
    LostCheck,

    /// <summary>Guests compute wrong values.</summary>
    WrongValue,

    /// <summary>An access to memory that would trap is not made.</summary>
    LostAccess,

    /// <summary>Something has to be done in another way.</summary>
    Limit,

    /// <summary>Guests run more slowly.</summary>
    Cost,
}
