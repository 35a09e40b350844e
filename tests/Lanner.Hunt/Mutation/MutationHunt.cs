using System.Diagnostics;
using System.Text;
using Lanner.Binary;
using Lanner.Hunt.Generation;
using Lanner.Text;
using Lanner.Validation;

namespace Lanner.Hunt.Mutation;

/// <summary>Gives mutated modules to the decoder, the validator and the text parser, and runs those that stayed valid. Nothing may come of
/// it but the declared exceptions, within bounds of time and memory.</summary>
internal sealed class MutationHunt(HuntOptions options, Corpus corpus, TextWriter output) : SeedHunt<Engine>(options, output)
{
    /// <summary>The number of bytes that reading may allocate: so many for each byte of input, and a constant.</summary>
    private const long AllocationPerByte = 512;
    private const long AllocationConstant = 256 << 10;

    /// <summary>On a machine that does much else.</summary>
    private static readonly TimeSpan ReadingTime = TimeSpan.FromSeconds(5);

    private long _valid;
    private long _ran;

    protected override string Inputs => "inputs";

    protected override string Counts => $"{_valid} were valid, {_ran} ran";

    protected override Engine CreateWorker() => new(new EngineOptions { Features = WasmFeatures.All, Interruptible = true });

    protected override void Try(Engine worker, ulong seed)
    {
        var chance = new Chance(seed);
        var isText = chance.Below(4) == 3;
        var inputs = isText ? corpus.Texts : corpus.Binaries;
        var input = Mutator.Mutate(chance.Of(inputs), chance.Of(inputs), isText, chance);
        try
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            var isValid = isText ? ReadText(input) : ReadBinary(input);
            var time = Stopwatch.GetElapsedTime(start);
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            if (allocated > (AllocationPerByte * input.Length) + AllocationConstant)
            {
                Find(seed, $"reading {input.Length} bytes allocated {allocated}", $"mutation-{seed}", input);
            }
            else if (time > ReadingTime)
            {
                Find(seed, $"reading {input.Length} bytes took {time}", $"mutation-{seed}", input);
            }

            if (isValid && !isText)
            {
                Interlocked.Increment(ref _valid);
                Execute(worker, input);
            }
        }
        catch (Exception exception)
        {
            Find(
                seed, $"{exception.GetType().Name}: {exception.Message} {exception.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}",
                $"mutation-{seed}", input);
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
                catch (Exception exception) when (exception is TrapException or WasmException or LinkException
                    || exception is ArgumentException && HasStrictReference(function))
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

    private static bool HasStrictReference(Function function) =>
        function.Type.Parameters.Any(type => type is { IsReference: true, IsNullable: false });
}
