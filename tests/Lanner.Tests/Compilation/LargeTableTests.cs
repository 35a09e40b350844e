using System.Globalization;
using System.Text;
using Lanner.Binary;
using Lanner.Compilation.Emission;
using Lanner.Compilation.Layout;
using Lanner.Text;

namespace Lanner.Tests.Compilation;

/// <summary>Functions as Go makes them: all places at which they can be resumed stand in one branch table.</summary>
public sealed class LargeTableTests
{
    private const int Places = 3000;

    [Fact]
    public void Every_method_of_a_function_with_a_huge_table_is_within_the_limits()
    {
        var definition = ModuleDecoder.Decode(TextModule.ToBinary(Resumable(Places), WasmFeatures.All), WasmFeatures.All);
        var options = new CompilationOptions(MemoryMode.Guarded, Interruptible: false);
        var writer = new AssemblyWriter(new ModuleLayout(definition, options), new FunctionNames(definition), 0);

        var function = writer.Functions.Compile(0);

        Assert.All(
            writer.Functions.OutlinedFunctions.Select(outlined => outlined.Function.Size).Append(function.Size),
            size => Assert.True(size.LargestShareOf(options.MethodLimits.Method) <= 1, size.ToString()));
    }

    [Theory]
    [InlineData(Places, null)]
    [InlineData(40, 20)]
    [InlineData(40, 60)]
    [InlineData(100, 200)]
    public void It_is_resumed_where_it_is_told(int places, int? instructions)
    {
        using var guest = new Guest(
            Resumable(places),
            options: new EngineOptions { MethodLimits = instructions is { } count ? MethodLimits.OfInstructions(count) : null });
        var run = guest.Get<Func<int, int, int>>("run");

        for (var place = -1; place <= places + 1; place += places > 100 ? 7 : 1)
        {
            Assert.Equal(Expected(places, place, 5), run(place, 5));
        }
    }

    /// <summary>A loop around a table; each place mixes its number into a sum and goes on with the next, and now and then jumps far ahead
    /// by the table.</summary>
    private static string Resumable(int places)
    {
        var text = new StringBuilder(
            "(module (memory 1) (func (export \"run\") (param $place i32) (param $sum i32) (result i32)\n(loop $again\n(block $end\n");
        for (var place = places - 1; place >= 0; place--)
        {
            text.Append(CultureInfo.InvariantCulture, $"(block $p{place} ");
        }

        text.Append("(br_table");
        for (var place = 0; place < places; place++)
        {
            text.Append(CultureInfo.InvariantCulture, $" $p{place}");
        }

        text.AppendLine(" $end (local.get $place)))");
        for (var place = 0; place < places; place++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 31)) (i32.const {{place}})))
                (i32.store (i32.and (local.get $sum) (i32.const 1020)) (local.get $sum))
                (local.set $sum (i32.xor (local.get $sum) (i32.load (i32.and (local.get $sum) (i32.const 1020)))))
                (local.set $sum (i32.add (local.get $sum) (i32.const {{place * 7}})))
                (if (i32.eq (i32.and (local.get $sum) (i32.const 15)) (i32.const 9))
                  (then (local.set $place (i32.const {{place + 11}})) (br $again)))

                """);
            text.AppendLine(")");
        }

        text.Append(")\n(local.get $sum)))");
        return text.ToString();
    }

    private static int Expected(int places, int place, int sum)
    {
        if (place < 0 || place >= places)
        {
            return sum;
        }

        while (place < places)
        {
            // What is stored and loaded again is the sum itself, so that nothing but zero is left of it.
            sum = place * 7;
            place += (sum & 15) == 9 ? 11 : 1;
        }

        return sum;
    }
}
