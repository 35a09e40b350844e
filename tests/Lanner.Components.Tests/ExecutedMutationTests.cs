using Lanner.Wast.Components;

namespace Lanner.Components.Tests;

/// <summary>Executes components that were changed at random and are valid all the same: they end in one of the ways that the API
/// names.</summary>
public class ExecutedMutationTests
{
    [Fact]
    public void Changed_components_end_as_they_may()
    {
        Assert.SkipWhen(ComponentSuiteTests.Folder is null, "The test suite is not there.");
        var random = new Random(7);
        var binaries = ComponentSuiteTests.Files
            .Where(file => file.Contains("/values/", StringComparison.Ordinal) || file.Contains("/resources/", StringComparison.Ordinal))
            .SelectMany(file => ComponentScript.Run(File.ReadAllBytes(file)).Binaries)
            .ToArray();
        using var engine = new Engine(new EngineOptions { Interruptible = true });
        var calls = 0;
        foreach (var binary in binaries)
        {
            for (var round = 0; round < 30; round++)
            {
                var changed = binary.ToArray();
                for (var change = random.Next(1, 4); change > 0; change--)
                {
                    changed[random.Next(8, changed.Length)] ^= (byte)(1 << random.Next(8));
                }

                if (Component.Validate(engine, changed) is null)
                {
                    calls += Execute(engine, changed, random);
                }
            }
        }

        Assert.True(calls > 100, $"Only {calls} functions were called.");
    }

    private static int Execute(Engine engine, byte[] binary, Random random)
    {
        using var store = new Store(engine, new StoreLimits { CallTime = TimeSpan.FromSeconds(1), MemoryBytes = 64 << 20 });
        var calls = 0;
        try
        {
            var instance = new ComponentLinker(engine).Instantiate(store, Component.FromBinary(engine, binary));
            foreach (var export in instance.Exports.Where(export => export.Kind == ComponentExternKind.Function))
            {
                var parameters = ((ComponentFunctionType)export.Type).Parameters;
                if (parameters.All(parameter => parameter.Type is PrimitiveType { Primitive: PrimitiveKind.U32 or PrimitiveKind.String }))
                {
                    calls++;
                    instance.GetFunction(export.Name).Call([.. parameters.Select(parameter =>
                        parameter.Type is PrimitiveType { Primitive: PrimitiveKind.U32 }
                            ? ComponentValue.FromU32((uint)random.Next())
                            : ComponentValue.FromString("text"))]);
                }
            }
        }
        catch (LannerException)
        {
            // A trap, a limit or a missing import.
        }

        return calls;
    }
}
