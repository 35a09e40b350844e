using System.Text;
using Lanner.Components;
using Lanner.Hunt.Generation;

namespace Lanner.Hunt.CanonicalAbi;

/// <summary>Passes values of random types through components, and has guests pass on memory in which one field is wrong. What comes of it
/// is compared with the specification, which <see cref="Shape"/> follows, in Lanner's ways of running and, where its package can, in
/// Wasmtime.</summary>
internal sealed class ComponentHunt(HuntOptions options, TextWriter output) : SeedHunt<ComponentHunt.Team>(options, output)
{
    private long _calls;
    private long _traps;
    private long _foreign;

    protected override string Inputs => "components";

    protected override string Counts =>
        $"{Volatile.Read(ref _calls)} values and images, of which {Volatile.Read(ref _traps)} trap, "
        + $"{Volatile.Read(ref _foreign)} of them in Wasmtime too";

    protected override Team CreateWorker() => new();

    protected override void Try(Team worker, ulong seed)
    {
        var chance = new Chance(seed);
        var made = worker.Make(chance);
        Interlocked.Add(ref _calls, made.Calls.Count);
        Interlocked.Add(ref _traps, made.Calls.Count(call => call.Expected == GuestOutcome.Trap));
        Interlocked.Add(ref _foreign, made.IsForeign ? 0 : made.Calls.Count);
        if (worker.Compare(made) is not { } difference)
        {
            return;
        }

        Find(seed, difference, $"components-{seed}.wat", Encoding.UTF8.GetBytes(made.Text));
        if (!Options.Shrinks)
        {
            return;
        }

        var kind = KindOf(difference);
        var smallest = Shrinker.Shrink(
            chance.Decisions,
            decisions => worker.Compare(worker.Make(new Chance(decisions))) is { } other && KindOf(other) == kind,
            TimeSpan.FromSeconds(60));
        var small = worker.Make(new Chance(smallest));
        Save($"components-{seed}.small.wat", Encoding.UTF8.GetBytes(small.Text));
        Write($"seed {seed}, made smaller: {worker.Compare(small)}");
    }

    /// <summary>Returns the function and the engine: what must stay when a find is made smaller.</summary>
    private static string KindOf(string difference) => difference[..difference.IndexOf(':', StringComparison.Ordinal)];

    /// <summary>The engines of one thread.</summary>
    internal sealed class Team : IDisposable
    {
        private const int MostCharacters = 400;

        private readonly HostResourceType _resource = new("resource");
        private readonly Engine _reader = new(new EngineOptions { Features = WasmFeatures.All });
        private readonly LannerGuest[] _guests;
        private readonly WasmtimeGuest _wasmtime = new();

        internal Team() => _guests = LannerGuest.All(_resource);

        internal ComponentCase Make(Chance chance) => new(chance, _resource);

        /// <summary>Returns the first difference, or null.</summary>
        internal string? Compare(ComponentCase made)
        {
            var component = Component.ToBinary(_reader, made.Text);
            IGuest[] guests = made.IsForeign ? _guests : [.. _guests, _wasmtime];
            return guests.Select(guest => Run(guest, component, made)).FirstOrDefault(difference => difference is not null);
        }

        /// <summary>Returns the first difference of one engine, or null.</summary>
        internal static string? Run(IGuest guest, byte[] component, ComponentCase made)
        {
            var function = "load";
            try
            {
                guest.Load(component);
                foreach (var call in made.Calls)
                {
                    if (call.IsAtStart)
                    {
                        guest.Restart();
                    }

                    function = call.Function;
                    var arguments = call.Arguments();
                    var given = string.Join(", ", arguments.Select(argument => Shorten(ValueText.Of(argument))));
                    var outcome = guest.Call(function, arguments);
                    if (outcome != call.Expected)
                    {
                        return $"{guest.Name}, {function}: {given} gives {Shorten(outcome.Result)}, {Shorten(outcome.Received)}; the "
                            + $"specification says {Shorten(call.Expected.Result)}, {Shorten(call.Expected.Received)}";
                    }
                }

                return null;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                return $"{guest.Name}, {function}: throws {exception.GetType().Name}: {exception.Message} "
                    + exception.StackTrace?.Split('\n').FirstOrDefault()?.Trim();
            }
        }

        public void Dispose()
        {
            Array.ForEach(_guests, guest => guest.Dispose());
            _wasmtime.Dispose();
            _reader.Dispose();
        }

        private static string Shorten(string text) => text.Length <= MostCharacters ? text : $"{text[..MostCharacters]}… ({text.Length})";
    }
}
