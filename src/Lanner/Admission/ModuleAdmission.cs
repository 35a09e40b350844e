using System.Diagnostics;
using System.Runtime.CompilerServices;
using Lanner.Structure;

namespace Lanner.Admission;

/// <summary>Holds one module that is being made to the limits of its engine.</summary>
internal sealed class ModuleAdmission(EngineLimits limits)
{
    /// <summary>The distance that reading goes between two looks at the clock: a millisecond's worth, or some.</summary>
    private const int Stretch = 64 << 10;

    private readonly long _start = Stopwatch.GetTimestamp();
    private int _looked;

    /// <summary>Refuses what is too large, before it is looked at.</summary>
    internal void CheckSize(int bytes) => Check(ResourceKind.ModuleSize, bytes, limits.ModuleBytes, "bytes");

    /// <summary>Refuses text that is too large, before it is looked at: parsing takes memory in proportion.</summary>
    internal void CheckText(int length) => Check(ResourceKind.ModuleSize, length, limits.ModuleBytes, "bytes of text");

    /// <summary>Refuses what would take too long to compile.</summary>
    internal void CheckDefinition(ModuleDefinition module)
    {
        Check(ResourceKind.Functions, module.Functions.Length, limits.Functions, "functions");
        if (limits.FunctionBytes is null)
        {
            return;
        }

        for (var index = module.ImportedFunctionCount; index < module.Functions.Length; index++)
        {
            Check(ResourceKind.FunctionSize, module.Functions[index].Body.Length, limits.FunctionBytes, $"bytes in function {index}");
        }
    }

    /// <summary>Takes notice of how far reading has come, in bytes or tokens or whatever it goes over, and refuses to go on when the time
    /// is up. Everything that reads a module calls this in its loops: it is one comparison, but for every 65,536th step, and wherever
    /// reading goes back or begins anew. For one thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Reach(int position)
    {
        if ((uint)(position - _looked) >= Stretch)
        {
            Look(position);
        }
    }

    /// <summary>Refuses to go on when the time is up.</summary>
    internal void CheckTime()
    {
        if (limits.CompilationTime is { } time && Stopwatch.GetElapsedTime(_start) > time)
        {
            throw TimeIsUp();
        }
    }

    /// <summary>Compiles all functions in the time that is left.</summary>
    internal void Run(Action<CancellationToken> compile)
    {
        if (limits.CompilationTime is not { } time)
        {
            compile(CancellationToken.None);
            return;
        }

        var left = time - Stopwatch.GetElapsedTime(_start);
        using var timer = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        try
        {
            compile(timer.Token);
        }
        catch (OperationCanceledException)
        {
            throw TimeIsUp();
        }
    }

    private void Look(int position)
    {
        _looked = position;
        CheckTime();
    }

    private ResourceLimitException TimeIsUp() => new(
        new ResourceLimit(ResourceKind.CompilationTime, (long)limits.CompilationTime!.Value.TotalMilliseconds),
        "The module takes too long");

    private static void Check(ResourceKind kind, int count, int? most, string what)
    {
        if (count > most)
        {
            throw new ResourceLimitException(new ResourceLimit(kind, most.Value), $"The module has {count} {what}");
        }
    }
}
