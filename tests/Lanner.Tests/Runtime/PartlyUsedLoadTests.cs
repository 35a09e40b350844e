namespace Lanner.Tests.Runtime;

/// <summary>A load traps if any of its bytes is outside, whatever becomes of its value.</summary>
public sealed class PartlyUsedLoadTests
{
    [Theory]
    [InlineData(MemoryMode.Guarded)]
    [InlineData(MemoryMode.Checked)]
    public void A_load_that_passes_the_end_traps_however_little_of_it_is_used(MemoryMode mode)
    {
        Assert.SkipUnless(mode == MemoryMode.Checked || Lanner.Platform.GuardedMemory.IsSupported, "Memories cannot be guarded here.");
        var (text, functions) = PartlyUsedLoads.Build();
        using var guest = new Guest(text, options: new EngineOptions { MemoryMode = mode });
        for (var index = 0; index < functions.Count; index++)
        {
            var (source, width) = functions[index];
            var function = guest.Get<Func<int, int, int>>($"{index}");
            function(65536 - width, 3);

            // Once only the last byte is outside, and once only the first is inside.
            foreach (var address in new[] { 65536 - width + 1, 65535 })
            {
                var error = Record.Exception(() => function(address, 3));
                Assert.True(error is TrapException { Code: TrapCode.MemoryOutOfBounds }, source);
            }
        }
    }
}
