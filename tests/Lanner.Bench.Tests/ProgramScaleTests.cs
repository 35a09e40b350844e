using Lanner.Bench.Programs;

namespace Lanner.Bench.Tests;

public class ProgramScaleTests
{
    private static readonly BenchmarkProgram Cubic = new()
    {
        Name = "cubic",
        Category = "float",
        DefaultScale = 330,
        QuickScale = 100,
        ModulePath = "cubic.wasm",
        NativePath = null,
        Expected = "all",
        ExpectedQuick = "little",
    };

    [Theory]
    [InlineData(1.0, 330)]
    [InlineData(1.0 / 35, 100)]
    [InlineData(1e-30, 1)]
    public void The_scale_grows_as_the_two_on_record_say(double fraction, int expected) =>
        Assert.Equal(expected, Cubic.ScaleFor(new Amount(fraction, IsQuick: false)));

    [Fact]
    public void Quick_is_the_scale_on_record() => Assert.Equal(100, Cubic.ScaleFor(new Amount(0.3, IsQuick: true)));

    [Fact]
    public void Output_is_on_record_for_two_scales_only()
    {
        Assert.Equal("all", Cubic.ExpectedAt(330));
        Assert.Equal("little", Cubic.ExpectedAt(100));
        Assert.Null(Cubic.ExpectedAt(200));
    }
}
