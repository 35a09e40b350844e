using System.Diagnostics;
using System.Globalization;
using Lanner.Wasi;

namespace Lanner.Hostile.Attacks;

/// <summary>The process in which attacks run: a line in for each, and one out with what was measured.</summary>
internal static class AttackWorker
{
    private const int Calls = 2;

    internal static void Serve(TextReader input, TextWriter output)
    {
        while (input.ReadLine() is { } line)
        {
            var parts = line.Split(' ', 4);
            var attack = Attack.All.Single(attack => attack.Name == parts[3]);
            output.WriteLine(Run(attack, AttackConfiguration.Parse(parts[0], parts[1], parts[2])));
            output.Flush();
        }
    }

    internal static AttackMeasurement Run(Attack attack, AttackConfiguration configuration)
    {
        using var engine = new Engine(configuration.EngineOptions);
        using var other = new OtherTenant(engine);
        other.Compute();
        using var usage = new UsageWatch();
        using var end = new CancellationTokenSource();
        var tenant = Task.Factory.StartNew(
            () => other.ComputeUntil(end.Token), default, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var start = Stopwatch.GetTimestamp();
        var (outcome, callTime, failure) = ("", TimeSpan.Zero, "");
        var thread = new Thread(
            () =>
            {
                try
                {
                    (outcome, callTime) = Attempt(engine, attack, configuration);
                }
                catch (Exception unexpected)
                {
                    failure = $"an exception of another type: {unexpected}";
                }
            },
            configuration.StackKibibytes << 10);
        thread.Start();
        thread.Join();
        var time = Stopwatch.GetElapsedTime(start);
        end.Cancel();
        var rounds = 0;
        try
        {
            rounds = tenant.GetAwaiter().GetResult();
            other.Compute();
        }
        catch (Exception error) when (error is LannerException or InvalidOperationException)
        {
            failure = $"the other tenant: {error}";
        }

        if (failure.Length == 0 && attack.End is not null && outcome != attack.End && !IsEarlier(outcome))
        {
            failure = $"ended with {outcome}, expected {attack.End}";
        }

        return new AttackMeasurement(time, callTime, usage.Heap, usage.Resident, usage.Mappings, rounds, outcome, failure);
    }

    /// <summary>A limit on modules, or the deadline, may come before what an attack is about.</summary>
    private static bool IsEarlier(string outcome) =>
        outcome.StartsWith(nameof(ResourceLimitException), StringComparison.Ordinal)
        || outcome is nameof(TrapCode.DeadlinePassed) or nameof(TrapCode.StackExhausted);

    private static (string Outcome, TimeSpan CallTime) Attempt(Engine engine, Attack attack, AttackConfiguration configuration)
    {
        var longest = TimeSpan.Zero;
        var outcome = Ended(() =>
        {
            using var module = attack.Text is null ? Module.FromBinary(engine, attack.Make!()) : Module.FromText(engine, attack.Text);
            using var store = new Store(engine, configuration.StoreLimits);
            var files = new InMemoryFileSystem(1 << 20);
            using var context = new WasiContextBuilder { Output = WasiOutput.Discarded, Error = WasiOutput.Discarded }
                .AddFileSystem(files, "/").Build();
            var linker = new Linker(engine);
            linker.DefineWasi(context);
            Function? function = null;
            linker.Define("env", "again", () => { function!.Invoke(); });
            linker.Define("env", "nothing", () => { });
            linker.Define("env", "throw", (Action)(() => throw new HostileException()));
            linker.Define("env", "wait", (Caller caller) => { caller.Store.Interruption.WaitHandle.WaitOne(); });
            linker.Define("env", "identity", (object? value) => value);
            linker.DefineUnknownFunctions(module);
            var instance = linker.Instantiate(store, module);
            function = instance.FindFunction("run") ?? instance.FindFunction("f");
            var last = Attack.Returns;
            for (var call = 0; call < Calls && function is not null; call++)
            {
                var start = Stopwatch.GetTimestamp();
                last = Ended(() =>
                {
                    function.Invoke();
                    return Attack.Returns;
                });
                var time = Stopwatch.GetElapsedTime(start);
                longest = time > longest ? time : longest;
            }

            return last;
        });
        return (outcome, longest);
    }

    /// <summary>Runs an action and tells how it ended; exceptions of other types than the declared ones are not caught.</summary>
    private static string Ended(Func<string> action)
    {
        try
        {
            return action();
        }
        catch (TrapException trap)
        {
            // A backtrace is made of names that the guest chose.
            return trap.ToString().Length > 1 << 20 ? $"a text of {trap.ToString().Length} characters" : trap.Code.ToString();
        }
        catch (ResourceLimitException refused)
        {
            return $"{nameof(ResourceLimitException)} {refused.Limit?.Kind.ToString() ?? refused.Message}";
        }
        catch (Exception error) when (error is LannerException or WasiExitException or HostileException)
        {
            return error.GetType().Name;
        }
    }

    private sealed class HostileException() : Exception("thrown by the host");

    /// <summary>Looks every few milliseconds at what the process holds.</summary>
    private sealed class UsageWatch : IDisposable
    {
        private readonly CancellationTokenSource _end = new();
        private readonly Thread _thread;
        private readonly long _heapBefore, _residentBefore;
        private readonly int _mappingsBefore;
        private long _heap, _resident;
        private int _mappings;

        internal UsageWatch()
        {
            GC.Collect();
            (_heapBefore, _residentBefore, _mappingsBefore) = (GC.GetTotalMemory(false), Environment.WorkingSet, CountMappings());
            _thread = new Thread(() =>
            {
                do
                {
                    Sample();
                }
                while (!_end.Token.WaitHandle.WaitOne(5));
            });
            _thread.Start();
        }

        internal long Heap => Math.Max(0, _heap - _heapBefore);

        internal long Resident => Math.Max(0, _resident - _residentBefore);

        internal int Mappings => Math.Max(0, _mappings - _mappingsBefore);

        private void Sample()
        {
            _heap = Math.Max(_heap, GC.GetTotalMemory(false));
            _resident = Math.Max(_resident, Environment.WorkingSet);
            _mappings = Math.Max(_mappings, CountMappings());
        }

        private static int CountMappings() => OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/maps").Count() : 0;

        public void Dispose()
        {
            _end.Cancel();
            _thread.Join();
            _end.Dispose();
        }
    }
}
