using System.Diagnostics.CodeAnalysis;

namespace Lanner;

/// <summary>The caller of a host function: the instance that imports the function. The same object for all calls, valid as long as its
/// store.</summary>
public sealed class Caller
{
    private readonly Instance? _instance;
    private Memory? _memory;

    internal Caller(Store store, Instance? instance)
    {
        Store = store;
        _instance = instance;
    }

    /// <summary>The store of the call.</summary>
    public Store Store { get; }

    /// <summary>The instance that imports the function.</summary>
    /// <exception cref="InvalidOperationException">No instance imports it: the function was called as it was made.</exception>
    public Instance Instance => _instance ?? throw new InvalidOperationException("The function is not imported by an instance.");

    /// <summary>The memory that the instance exports as <c>memory</c>, which is where toolchains put a program's memory.</summary>
    /// <exception cref="InvalidOperationException">The instance exports no such memory.</exception>
    public Memory Memory => _memory ??= Instance.FindMemory("memory")
        ?? throw new InvalidOperationException("The calling instance exports no memory named \"memory\".");

    /// <summary>Something that the instance exports.</summary>
    /// <param name="name">The export's name.</param>
    /// <returns>A <see cref="Function"/>, <see cref="Table"/>, <see cref="Memory"/>, <see cref="Global"/> or <see cref="Tag"/>, or null
    /// when there is no such export.</returns>
    public Extern? GetExport(string name) => Instance.GetExport(name);

    /// <summary>A function that the instance exports, as a delegate.</summary>
    /// <typeparam name="TDelegate">The type of the delegate; see <see cref="Function.ToDelegate"/>.</typeparam>
    /// <param name="name">The export's name.</param>
    /// <exception cref="ArgumentException">There is no such function, or the delegate's type does not fit it.</exception>
    [RequiresDynamicCode(Function.NeedsJit)]
    public TDelegate GetFunction<TDelegate>(string name)
        where TDelegate : Delegate => Instance.GetFunction<TDelegate>(name);
}
