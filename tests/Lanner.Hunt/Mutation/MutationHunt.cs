using System.Diagnostics;
using System.Globalization;
using System.Text;
using Lanner.Binary;
using Lanner.Hunt.Generation;
using Lanner.Text;
using Lanner.Validation;

namespace Lanner.Hunt.Mutation;

/// <summary>Gives mutated modules to the decoder, the validator and the text parser, and runs those that stayed valid. Nothing may come of it but the declared exceptions,
/// within bounds of time and memory.</summary>
internal sealed class MutationHunt(HuntOptions options, Corpus corpus, TextWriter output)
{
    /// <summary>What reading may allocate: so many bytes for each byte of input, and a constant.</summary>
    private const long AllocationPerByte = 512;
    private const long AllocationConstant = 256 << 10;

    /// <summary>On a machine that does much else.</summary>
    private static readonly TimeSpan ReadingTime = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private long _inputs;
    private long _valid;
    private long _ran;
    private int _finds;

    internal int Run()
    {
        var clock = Stopwatch.StartNew();
        var next = (long)options.Seed - 1;
        var end = (long)options.Seed + options.Count;
        var threads = Enumerable.Range(0, options.Threads).Select(_ => new Thread(Work, 16 << 20)).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{_inputs} inputs from seed {options.Seed} in {clock.Elapsed.TotalSeconds:F0} s: {_valid} were valid, {_ran} ran, {_finds} finds"));
        return _finds;

        void Work()
        {
            using var engine = new Engine(new EngineOptions { Features = WasmFeatures.All, Interruptible = true });
            while (clock.Elapsed < options.Time)
            {
                var seed = Interlocked.Increment(ref next);
                if (seed >= end)
                {
                    break;
                }

                using var watchdog = new Timer(_ => Environment.FailFast($"seed {seed} hangs"), null, Patience, Timeout.InfiniteTimeSpan);
                Process(engine, (ulong)seed);
            }
        }
    }

    private void Process(Engine engine, ulong seed)
    {
        var chance = new Chance(seed);
        var isText = chance.Below(4) == 3;
        var inputs = isText ? corpus.Texts : corpus.Binaries;
        var input = Mutator.Mutate(chance.Of(inputs), chance.Of(inputs), isText, chance);
        Interlocked.Increment(ref _inputs);
        try
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            var isValid = isText ? ReadText(input) : ReadBinary(input);
            var time = Stopwatch.GetElapsedTime(start);
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            if (allocated > (AllocationPerByte * input.Length) + AllocationConstant)
            {
                Find(seed, input, $"reading {input.Length} bytes allocated {allocated}");
            }
            else if (time > ReadingTime)
            {
                Find(seed, input, $"reading {input.Length} bytes took {time}");
            }

            if (isValid && !isText)
            {
                Interlocked.Increment(ref _valid);
                Execute(engine, input);
            }
        }
        catch (Exception exception)
        {
            Find(seed, input, $"{exception.GetType().Name}: {exception.Message} {exception.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}");
        }
    }

    private static bool ReadText(byte[] input)
    {
        try
        {
            _ = TextModule.ToBinary(input, WasmFeatures.All);
            return true;
        }
        catch (MalformedTextException)
        {
            return false;
        }
    }

    private static bool ReadBinary(byte[] input)
    {
        try
        {
            var module = ModuleDecoder.Decode(input, WasmFeatures.All);
            _ = NameSection.Read(module);
            _ = BranchHints.Read(module);
            ModuleValidator.Validate(module);
            return true;
        }
        catch (Exception exception) when (exception is MalformedModuleException or InvalidModuleException)
        {
            return false;
        }
    }

    /// <summary>Runs every export with zeros, as far as it comes in a moment.</summary>
    private void Execute(Engine engine, byte[] input)
    {
        using var module = Module.FromBinary(engine, input);
        using var store = new Store(engine, new StoreLimits { MemoryBytes = 16 << 20, TableElements = 100_000, StackBytes = 256 << 10 });
        var linker = new Linker(engine);
        linker.DefineUnknownFunctions(module);
        try
        {
            using var deadline = store.InterruptAfter(TimeSpan.FromMilliseconds(100));
            var instance = linker.Instantiate(store, module);
            Interlocked.Increment(ref _ran);
            foreach (var export in instance.Exports.Where(export => export.Type is FunctionExternalType))
            {
                var function = instance.GetFunction(export.Name);
                try
                {
                    function.Invoke([.. function.Type.Parameters.Select(Value.DefaultOf)]);
                }
                catch (Exception exception) when (exception is TrapException or WasmException or LinkException || exception is ArgumentException && HasStrictReference(function))
                {
                    // What a guest may do.
                }
            }
        }
        catch (Exception exception) when (exception is LinkException or TrapException or WasmException or ResourceLimitException)
        {
            // What an instantiation may end in.
        }
    }

    private static bool HasStrictReference(Function function) => function.Type.Parameters.Any(type => type is { IsReference: true, IsNullable: false });

    private void Find(ulong seed, byte[] input, string what)
    {
        Interlocked.Increment(ref _finds);
        Directory.CreateDirectory(options.Folder);
        File.WriteAllBytes(Path.Combine(options.Folder, $"mutation-{seed}"), input);
        lock (output)
        {
            output.WriteLine($"seed {seed}: {what}");
        }
    }
}
