using Lanner.Hostile.Shapes;

namespace Lanner.Hostile.Attacks;

/// <summary>A module or a program that means harm: what it exports as <c>run</c> is called, or <c>f</c> of a shape.</summary>
/// <param name="Name">Its name: the kind, a colon, and what is done.</param>
/// <param name="Make">Makes the module in the binary format; null when it is text.</param>
/// <param name="Text">The module as text; null when it is binary.</param>
/// <param name="End">The end of the call, where that is sure: a code of a trap, or <see cref="Returns"/>.</param>
internal sealed record Attack(string Name, Func<byte[]>? Make, string? Text, string? End = null)
{
    internal const string Returns = "returns";

    /// <summary>The bytes of a shape.</summary>
    private const int ShapeBytes = 10_000;

    internal Attack(string name, string text, TrapCode end)
        : this(name, null, text, end.ToString())
    {
    }

    internal Attack(string name, string text)
        : this(name, null, text)
    {
    }

    /// <summary>All of them, in an order that does not change.</summary>
    internal static IReadOnlyList<Attack> All { get; } =
    [
        .. StackAttacks.All,
        .. LoopAttacks.All,
        .. MemoryAttacks.All,
        .. HeapAttacks.All,
        .. TrapAttacks.All,
        .. WasiAttacks.All,
        .. NameAttacks.All,
        .. Shape.All.Select(shape => new Attack($"shape: {shape.Name}", () => shape.Make(ShapeBytes), null)),
    ];
}
