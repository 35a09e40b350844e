namespace Lanner.Validation;

/// <summary>The functions that <c>ref.func</c> in a body may name: those that occur in the module outside of bodies (specification 3.5.17,
/// "refs").</summary>
internal sealed class DeclaredFunctions(int count)
{
    private readonly bool[] _declared = new bool[count];

    internal void Add(int index) => _declared[index] = true;

    internal bool Contains(int index) => _declared[index];
}
