namespace Lanner.Components.Tests;

/// <summary>Values of many types through a guest, to the host and back: as flat parameters where they are few, or in memory.</summary>
public class RandomValueTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Values_come_back_as_they_went(int seed)
    {
        var random = new Random(seed);
        using var running = new Running();
        var received = new List<ComponentValue>();
        running.Linker.Define("echo", (_, arguments) =>
        {
            received.Add(arguments[0]);
            return arguments[0];
        });
        for (var round = 0; round < 60; round++)
        {
            var types = new RandomTypes(random);
            var (type, make) = types.Make(3);
            var inner = EchoComponent.Text(running.Engine, types.Definitions, type, EchoComponent.Encodings[round % 3]);
            var echo = running.Instantiate(inner).GetFunction("echo");

            // The same again, through another component before it.
            var between = new ComponentLinker(running.Engine);
            between.DefineFunction(null, "echo", echo);
            var text = EchoComponent.Text(running.Engine, types.Definitions, type, EchoComponent.Encodings[random.Next(3)]);
            echo = between.Instantiate(running.Store, Component.FromText(running.Engine, text)).GetFunction("echo");
            for (var call = 0; call < 8; call++)
            {
                var value = make();
                var returned = echo.Call(value)!.Value;
                Assert.True(value == received[^1] && value == returned, $"{type}: {value} became {received[^1]} and {returned}");
            }
        }
    }
}
