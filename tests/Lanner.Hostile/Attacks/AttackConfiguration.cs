namespace Lanner.Hostile.Attacks;

/// <summary>The conditions that an attack meets: limits, a way to access memories, and a thread.</summary>
/// <param name="IsLimited">True if every limit is set, false if none but the deadline is.</param>
/// <param name="Mode">Guarded or checked memories.</param>
/// <param name="StackKibibytes">The size of the thread's stack.</param>
internal sealed record AttackConfiguration(bool IsLimited, MemoryMode Mode, int StackKibibytes)
{
    internal static readonly int[] Stacks = [256, 512, 1536, 8192];

    internal const long MemoryBytes = 64 << 20, HeapBytes = 16 << 20;

    internal static readonly TimeSpan CallTime = TimeSpan.FromMilliseconds(200);

    /// <summary>The configurations of an attack: with limits and without, guarded and checked, each on another stack, in turn with the
    /// number of the attack; or each on all.</summary>
    internal static IEnumerable<AttackConfiguration> Of(int number, bool isAll)
    {
        var turn = number;
        foreach (var isLimited in new[] { true, false })
        {
            foreach (var mode in new[] { MemoryMode.Guarded, MemoryMode.Checked })
            {
                foreach (var stack in isAll ? Stacks : [Stacks[turn++ % Stacks.Length]])
                {
                    yield return new AttackConfiguration(isLimited, mode, stack);
                }
            }
        }
    }

    internal EngineOptions EngineOptions => new()
    {
        Interruptible = true,
        MemoryMode = Mode,
        FuelCosts = IsLimited ? FuelCosts.Default : null,
        Limits = IsLimited
            ? new EngineLimits
            {
                MemoryBytes = 256 << 20,
                Instances = 100,
                ModuleBytes = 16 << 20,
                Functions = 100_000,
                FunctionBytes = 1 << 20,
                CompilationTime = TimeSpan.FromSeconds(5),
            }
            : new EngineLimits(),
    };

    internal StoreLimits StoreLimits => IsLimited
        ? new StoreLimits
        {
            MemoryBytes = MemoryBytes,
            HeapBytes = HeapBytes,
            TableElements = 1_000_000,
            Tables = 200,
            Memories = 200,
            Instances = 10,
            StackBytes = 128 << 10,
            HostCopyBytes = 1 << 20,
            Fuel = 1_000_000_000_000,
            CallTime = CallTime,
        }
        : new StoreLimits { CallTime = CallTime };

    public override string ToString() => $"{(IsLimited ? "limits" : "none")} {Mode} {StackKibibytes}";

    internal static AttackConfiguration Parse(string limits, string mode, string stack) =>
        new(limits == "limits", Enum.Parse<MemoryMode>(mode), int.Parse(stack, System.Globalization.CultureInfo.InvariantCulture));
}
