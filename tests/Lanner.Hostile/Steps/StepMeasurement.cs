using System.Reflection;
using System.Runtime.CompilerServices;
using Lanner.Compilation;
using Lanner.Compilation.Emission;
using Lanner.Compilation.Layout;

namespace Lanner.Hostile.Steps;

/// <summary>The longest that compiling a module goes on after it was told to stop, in processor time.</summary>
/// <param name="Emission">The longest time from a cancellation of the emission of a part to its end, of several at different
/// moments.</param>
/// <param name="Allocated">The most bytes that were allocated meanwhile.</param>
/// <param name="Method">The longest that the JIT took for one method, which nothing ends.</param>
/// <param name="WholePart">The time that the emission of the longest part takes when nobody ends it.</param>
internal sealed record StepMeasurement(TimeSpan Emission, long Allocated, TimeSpan Method, TimeSpan WholePart)
{
    /// <summary>The number of moments at which emission is cancelled.</summary>
    private const int Moments = 12;

    /// <exception cref="LannerException">The module is refused.</exception>
    internal static StepMeasurement Of(byte[] bytes)
    {
        using var engine = new Engine();
        using var module = Module.FromBinary(engine, bytes);
        var compiled = (ClrModule)module.Compiled;
        var layout = new ModuleLayout(module.Definition, engine.CompilationOptions);
        var names = new FunctionNames(module.Definition);
        var (longest, time) = (0, TimeSpan.Zero);
        var clock = ThreadClock.OfCurrentThread();
        for (var part = 0; part < layout.PartCount; part++)
        {
            var start = clock.Elapsed!.Value;
            new AssemblyWriter(layout, names, part).Write();
            if (clock.Elapsed!.Value - start > time)
            {
                (longest, time) = (part, clock.Elapsed!.Value - start);
            }
        }

        var (emission, allocated) = (TimeSpan.Zero, 0L);
        for (var moment = 1; moment <= Moments; moment++)
        {
            var (rest, bytesMore) = Cancel(
                time * moment / (Moments + 1), cancellation => new AssemblyWriter(layout, names, longest, cancellation).Write());
            emission = rest > emission ? rest : emission;
            allocated = Math.Max(allocated, bytesMore);
        }

        return new StepMeasurement(emission, allocated, LongestMethod(compiled, layout), time);
    }

    /// <summary>Cancels something once it has run for a while.</summary>
    private static (TimeSpan Time, long Allocated) Cancel(TimeSpan after, Action<CancellationToken> action)
    {
        using var cancellation = new CancellationTokenSource();
        ThreadClock? clock = null;
        var end = TimeSpan.Zero;
        var thread = new Thread(
            () =>
            {
                var own = ThreadClock.OfCurrentThread();
                Volatile.Write(ref clock, own);
                try
                {
                    action(cancellation.Token);
                }
                catch (OperationCanceledException)
                {
                }

                end = own.Elapsed!.Value;
                Volatile.Write(ref clock, null);
            },
            16 << 20);
        thread.Start();
        while (Volatile.Read(ref clock) is null && thread.IsAlive)
        {
            Thread.Sleep(0);
        }

        while (Volatile.Read(ref clock) is { } running && running.Elapsed < after)
        {
            Thread.Sleep(0);
        }

        var begin = Volatile.Read(ref clock)?.Elapsed ?? TimeSpan.MaxValue;
        var allocated = GC.GetTotalAllocatedBytes();
        cancellation.Cancel();
        thread.Join();
        return begin < end ? (end - begin, GC.GetTotalAllocatedBytes() - allocated) : (TimeSpan.Zero, 0);
    }

    private static TimeSpan LongestMethod(ClrModule compiled, ModuleLayout layout)
    {
        var clock = ThreadClock.OfCurrentThread();
        var longest = TimeSpan.Zero;
        for (var part = 0; part < layout.PartCount; part++)
        {
            foreach (var type in compiled.PartOf(part).GetTypes())
            {
                foreach (var method in type.GetMethods(
                    BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    var start = clock.Elapsed!.Value;
                    try
                    {
                        RuntimeHelpers.PrepareMethod(method.MethodHandle);
                    }
                    catch (InvalidProgramException)
                    {
                        // What the JIT refuses took its time as well.
                    }

                    longest = clock.Elapsed!.Value - start is var took && took > longest ? took : longest;
                }
            }
        }

        return longest;
    }
}
