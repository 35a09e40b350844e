using Lanner.Components;
using Lanner.Hunt.CanonicalAbi;
using Lanner.Hunt.Generation;

namespace Lanner.Hunt.Tests;

/// <summary>A short hunt with components. The long ones are the command <c>components</c> of Lanner.Hunt.</summary>
public sealed class ComponentHuntTests(ITestOutputHelper output)
{
    private const int Components = 40;

    [Fact]
    public void Values_and_memory_that_breaks_the_rules_go_through_components_as_the_specification_says()
    {
        var report = new StringWriter();
        var options = new HuntOptions(
            1, Components, TimeSpan.FromMinutes(5), Environment.ProcessorCount, Repository.PathOf("artifacts/hunt-tests"), Shrinks: false);

        var finds = new ComponentHunt(options, report).Run();

        Assert.True(finds == 0, report.ToString());
        output.WriteLine(report.ToString());
    }

    [Fact]
    public void The_same_decisions_make_the_same_component_and_the_same_calls()
    {
        var resource = new HostResourceType("resource");
        for (var seed = 0UL; seed < 50; seed++)
        {
            var chance = new Chance(seed);
            var made = new ComponentCase(chance, resource);
            var again = new ComponentCase(new Chance(chance.Decisions), resource);
            Assert.Equal(made.Text, again.Text);
            Assert.Equal(made.Calls.Select(Describe), again.Calls.Select(Describe));
        }

        static (string, GuestOutcome) Describe(GuestCall call) => (call.Function, call.Expected);
    }

    [Theory]
    [InlineData("a trap", "")]
    [InlineData("", "")]
    public void An_engine_that_does_something_else_is_found(string result, string received)
    {
        var made = new ComponentCase(new Chance(1), new HostResourceType("resource"));
        using var guest = new SimpleGuest(new GuestOutcome(result, received));

        var difference = ComponentHunt.Team.Run(guest, [], made);

        Assert.Contains("the specification says", difference, StringComparison.Ordinal);
    }

    /// <summary>An engine that does the same whatever it is asked.</summary>
    private sealed class SimpleGuest(GuestOutcome outcome) : IGuest
    {
        public string Name => "simple";

        public void Load(byte[] component)
        {
        }

        public void Restart()
        {
        }

        public GuestOutcome Call(string function, params ReadOnlySpan<ComponentValue> arguments) => outcome;

        public void Dispose()
        {
        }
    }
}
