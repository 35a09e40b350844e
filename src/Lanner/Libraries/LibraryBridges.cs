namespace Lanner.Libraries;

/// <summary>The bridges between the host and the functions of a library. Each library has a class of it.</summary>
internal abstract class LibraryBridges
{
    /// <summary>The address of what calls functions of a type with rows of values, as a <see cref="Calls.TrampolineBody"/>.</summary>
    /// <param name="index">The place of the type among the function types of the module.</param>
    internal abstract nint CallWithValues(int index);

    /// <summary>The address of what calls a <see cref="HostCallback"/> as a function of a type.</summary>
    /// <param name="index">The place of the type among the function types of the module.</param>
    internal abstract nint Callback(int index);

    /// <summary>The address of what calls a function that the library imports through its interface, or reads another import from the
    /// user's object with the interface; 0 for what does not come through it.</summary>
    /// <param name="import">The place of the import.</param>
    internal abstract nint Import(int import);
}
