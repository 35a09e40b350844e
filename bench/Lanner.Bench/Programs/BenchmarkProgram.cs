namespace Lanner.Bench.Programs;

/// <summary>The amount of a program's work that is done.</summary>
/// <param name="Fraction">The part of the work at the default scale, roughly: 1 for all of it.</param>
/// <param name="IsQuick">True if the program is to do the little that its quick scale is.</param>
internal readonly record struct Amount(double Fraction, bool IsQuick);

/// <summary>A program of the benchmark.</summary>
internal sealed record BenchmarkProgram
{
    public required string Name { get; init; }

    public required string Category { get; init; }

    /// <summary>The argument that the program takes when it gets none.</summary>
    public required int DefaultScale { get; init; }

    /// <summary>The argument for a small part, about a thirty-fifth, of the default work.</summary>
    public required int QuickScale { get; init; }

    public required string ModulePath { get; init; }

    /// <summary>The native build, or null when it has not been built.</summary>
    public required string? NativePath { get; init; }

    /// <summary>The output of the program at its default scale, if that is on record.</summary>
    public string? Expected { get; init; }

    /// <summary>The output of the program at its quick scale, if that is on record.</summary>
    public string? ExpectedQuick { get; init; }

    /// <summary>The factor from the quick work to the default work.</summary>
    private const double QuickFraction = 35;

    /// <summary>The scale for an amount of work. How work grows with the scale (some programs are cubic, some exponential) follows from the
    /// two scales on record.</summary>
    internal int ScaleFor(Amount amount)
    {
        if (amount.IsQuick)
        {
            return QuickScale;
        }

        var exponent = Math.Log((double)DefaultScale / QuickScale) / Math.Log(QuickFraction);
        return int.Max(1, (int)Math.Round(DefaultScale * Math.Pow(amount.Fraction, exponent)));
    }

    /// <summary>Returns the output that the program must have at a scale, if that is on record.</summary>
    internal string? ExpectedAt(int scale) => scale == DefaultScale ? Expected : scale == QuickScale ? ExpectedQuick : null;
}
