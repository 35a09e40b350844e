using Lanner.Hostile.Shapes;
using Lanner.Tests.Aggregates;

namespace Lanner.Tests.Hostile;

/// <summary>The cost of a module before its first instruction runs is bounded by its size: SECURITY.md has the table, and
/// <c>tests/Lanner.Hostile</c> the shapes and the long run. Here all shapes are small, and what is asserted does not depend on the machine:
/// what is allocated, and how it ends. Time is asserted with a wide margin.</summary>
[Collection(nameof(MeasuredHeap))]
public sealed class ShapeTests
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Groups => ["^(?!instruction|chain|sequence|functions of|nested|calls|indirect)", "^sequence",
        "^functions of", "^nested", "^(calls|indirect)", "^instruction", "^chain"];

    [Theory]
    [MemberData(nameof(Groups))]
    public void Every_shape_of_two_kilobytes_ends_within_its_bound(string group)
    {
        foreach (var shape in Shape.All.Where(shape => System.Text.RegularExpressions.Regex.IsMatch(shape.Name, group)))
        {
            var bytes = shape.Make(2_000);
            var measured = ShapeMeasurement.Of(bytes, ShapeOptions.Default.Engine);
            Assert.True(measured.Time < Time, $"{shape.Name}: {measured.Time} for {bytes.Length} bytes");
            Assert.True(
                measured.Allocated < AllocationBound(bytes.Length),
                $"{shape.Name}: {measured.Allocated} bytes allocated for {bytes.Length} bytes");
            Assert.DoesNotContain("InvalidModule", measured.Outcome, StringComparison.Ordinal);
            Assert.DoesNotContain("Malformed", measured.Outcome, StringComparison.Ordinal);
        }
    }

    /// <summary>Cutting takes more rounds for larger functions until there are no more, so that it is the bound that counts.</summary>
    [Theory]
    [InlineData("nested ifs with results")]
    [InlineData("nested ifs of four values")]
    public void A_large_function_is_cut_within_its_bound(string name)
    {
        var bytes = Shape.All.Single(shape => shape.Name == name).Make(60_000);

        var measured = ShapeMeasurement.Of(bytes, ShapeOptions.Default.Engine);

        Assert.Equal("ran", measured.Outcome);
        Assert.True(measured.Time < Time, $"{measured.Time} for {bytes.Length} bytes");
        Assert.True(measured.Allocated < AllocationBound(bytes.Length), $"{measured.Allocated} bytes allocated for {bytes.Length} bytes");
    }

    [Theory]
    [InlineData("functions of many unused locals")]
    [InlineData("one segment of structures")]
    [InlineData("elements: segments with computed offsets")]
    [InlineData("globals")]
    [InlineData("many fields read")]
    public void What_is_allocated_grows_as_the_module_does(string name)
    {
        var shape = Shape.All.Single(shape => shape.Name == name);
        ShapeMeasurement.Of(shape.Make(2_000), ShapeOptions.Default.Engine);

        var small = ShapeMeasurement.Of(shape.Make(20_000), ShapeOptions.Default.Engine);
        var large = ShapeMeasurement.Of(shape.Make(80_000), ShapeOptions.Default.Engine);

        Assert.True(large.Allocated < AllocationBound(large.Bytes), $"{large.Allocated} bytes allocated for {large.Bytes} bytes");
        Assert.True(
            large.Allocated < 8 * (small.Allocated + (8 << 20)),
            $"{small.Allocated} bytes allocated for {small.Bytes} bytes, {large.Allocated} for {large.Bytes}");
    }

    [Theory]
    [InlineData("calls with a thousand vectors")]
    [InlineData("calls in a row with a thousand numbers")]
    [InlineData("br_table with a thousand references")]
    [InlineData("nested blocks with a thousand vectors")]
    public void Code_that_hands_on_more_values_than_its_bytes_allow_is_refused_at_once(string name)
    {
        var bytes = Shape.All.Single(shape => shape.Name == name).Make(10_000);
        using var engine = new Engine();

        var error = Assert.Throws<ResourceLimitException>(() => Module.FromBinary(engine, bytes));

        Assert.Equal(ResourceKind.CompilationCost, error.Limit!.Kind);
    }

    [Fact]
    public void The_cost_of_all_functions_together_is_bounded_too()
    {
        var bytes = Shape.All.Single(shape => shape.Name == "functions with a thousand numbers").Make(10_000);
        using var engine = new Engine();

        var error = Assert.Throws<ResourceLimitException>(() => Module.FromBinary(engine, bytes));

        Assert.Contains("The module costs too much", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_huge_function_is_left_when_the_time_is_up()
    {
        var bytes = Shape.All.Single(shape => shape.Name == "sequence local.tee").Make(2_000_000);
        using var engine = new Engine(new EngineOptions { Limits = new EngineLimits { CompilationTime = TimeSpan.Zero } });

        var error = Assert.Throws<ResourceLimitException>(() => Module.FromBinary(engine, bytes));

        Assert.Equal(ResourceKind.CompilationTime, error.Limit!.Kind);
    }

    [Fact]
    public void Text_counts_against_the_size_of_modules_before_it_is_parsed()
    {
        using var engine = new Engine(new EngineOptions { Limits = new EngineLimits { ModuleBytes = 1000 } });

        // Not even text of a module: nobody looks at it.
        var error = Assert.Throws<ResourceLimitException>(() => Module.FromText(engine, "(module" + new string('(', 1000)));

        Assert.Equal(new ResourceLimit(ResourceKind.ModuleSize, 1000), error.Limit);
    }

    /// <summary>SECURITY.md, "What a module may cost before it runs".</summary>
    private static long AllocationBound(int bytes) => (256L << 20) + (16L << 10) * bytes;
}
