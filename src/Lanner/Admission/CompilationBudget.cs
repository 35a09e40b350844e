using Lanner.Structure;

namespace Lanner.Admission;

/// <summary>Holds what a module costs to validate and to compile to a multiple of its size. The unit is an operand: an instruction costs
/// one, and one more for each value that it takes or gives by way of a type or a label, since that is what validation, emission and the JIT
/// do for it. A call of two bytes may hand on two thousand values, and without a bound a module of ten kilobytes would take a
/// minute.</summary>
/// <remarks>What compilers make costs less than two for each byte. Shared by the threads that validate a module.</remarks>
internal sealed class CompilationBudget
{
    /// <summary>The cost that is allowed for each byte.</summary>
    private const int ForEachByte = 16;

    /// <summary>The cost that is allowed for a module besides.</summary>
    private const int ForModule = 1_000_000;

    /// <summary>The cost that is allowed for a function besides.</summary>
    private const int ForFunction = 200_000;

    /// <summary>The cost of the classes of a recursion group with structures or arrays. They take an assembly of their own,
    /// which costs the CLR far more than the bytes that define them.</summary>
    internal const int ForClasses = 4_000;

    /// <summary>The cost that is validated between two looks at the clock: less than a millisecond's worth.</summary>
    internal const int Step = 50_000;

    private readonly ModuleAdmission? _admission;
    private readonly long _most;
    private long _spent;

    internal CompilationBudget(ModuleDefinition module, ModuleAdmission? admission)
    {
        _admission = admission;
        _most = ForModule + ((long)ForEachByte * module.Bytes.Length);
    }

    /// <summary>Returns the cost that is allowed for a function, or a constant expression.</summary>
    internal static int MostOf(ByteRange code) => ForFunction + (ForEachByte * code.Length);

    /// <summary>Counts what a function or a constant expression has cost.</summary>
    /// <exception cref="ResourceLimitException">The module costs too much.</exception>
    internal void Spend(int cost)
    {
        if (Interlocked.Add(ref _spent, cost) > _most)
        {
            throw TooMuch("The module", _most);
        }
    }

    /// <summary>Refuses to go on when the time is up.</summary>
    internal void CheckTime() => _admission?.CheckTime();

    internal static ResourceLimitException TooMuch(string what, long most) =>
        new(new ResourceLimit(ResourceKind.CompilationCost, most), $"{what} costs too much to compile for its size");
}
