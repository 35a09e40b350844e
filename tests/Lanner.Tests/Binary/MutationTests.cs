using System.Diagnostics;
using System.Text;
using Lanner.Binary;
using Lanner.Text;
using Lanner.Validation;

namespace Lanner.Tests.Binary;

/// <summary>Bytes from outside are hostile. Whatever they are, decoding and validating them ends in a module or in one of two exceptions,
/// soon, and without taking much more memory than the bytes themselves.</summary>
public sealed class MutationTests
{
    /// <summary>The number of bytes that a stage may allocate: so many for each byte of input, and a constant for its own stacks and for
    /// the message of an exception.</summary>
    private const long AllocationPerByte = 64;
    private const long AllocationConstant = 64 * 1024;

    /// <summary>The time that the processor may work on one module, the first ones with the compilation of Lanner itself.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    private static readonly byte[][] Seeds = [.. Modules.Select(
        text => TextModule.ToBinary(Encoding.UTF8.GetBytes(text), WasmFeatures.All))];

    private static IEnumerable<string> Modules =>
    [
        """
        (module $arithmetic
          (memory (export "memory") 1 4)
          (global $counter (mut i32) (i32.const 7))
          (data (i32.const 16) "some bytes")
          (func (export "sum") (param i32 i64) (result i64) (local f32 f64 i64)
            (block $done
              (loop $again
                (br_if $done (i32.eqz (local.get 0)))
                (local.set 4 (i64.add (local.get 4) (i64.extend_i32_u (i32.load offset=4 align=2 (local.get 0)))))
                (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
                (global.set $counter (i32.add (global.get $counter) (i32.const -100000)))
                (br $again)))
            (if (result i64) (i32.lt_s (local.get 0) (i32.const 300)) (then (local.get 4)) (else (local.get 1)))))
        """,
        """
        (module $tables
          (type $binary (func (param i32 i32) (result i32)))
          (import "env" "log" (func $log (param i32)))
          (import "env" "limit" (global i32))
          (table $functions 4 16 funcref)
          (elem (i32.const 0) func $add $subtract)
          (elem $more funcref (ref.func $add) (ref.null func))
          (func $add (type $binary) (i32.add (local.get 0) (local.get 1)))
          (func $subtract (type $binary) (i32.sub (local.get 0) (local.get 1)))
          (func (export "apply") (param i32 i32 i32) (result i32)
            (block (block (block (br_table 0 1 2 (local.get 0))) (call $log (i32.const 1))) (call $log (i32.const 2)))
            (table.init $functions $more (i32.const 0) (i32.const 0) (i32.const 2))
            (call_indirect $functions (type $binary) (local.get 1) (local.get 2) (local.get 0))))
        """,
        """
        (module $objects
          (rec
            (type $node (sub (struct (field $value (mut i32)) (field $next (mut (ref null $node))) (field $bytes (ref null $bytes)))))
            (type $bytes (array (mut i8))))
          (type $leaf (sub final $node (struct (field (mut i32)) (field (mut (ref null $node))) (field (ref null $bytes)) (field f64))))
          (data $text "abcdef")
          (global $empty (ref null $node) (ref.null $node))
          (func $make (export "make") (param i32) (result (ref $node))
            (struct.new $node (local.get 0) (global.get $empty) (array.new_data $bytes $text (i32.const 0) (i32.const 3))))
          (func (export "test") (param anyref) (result i32)
            (block $leaf (result (ref $leaf))
              (drop (br_on_cast $leaf anyref (ref $leaf) (local.get 0)))
              (return (ref.test (ref i31) (local.get 0))))
            (struct.get $leaf 0)
            (array.len (array.new_fixed $bytes 2 (i32.const 1) (i32.const 2)))
            (i32.add)))
        """,
        """
        (module $exceptions
          (tag $problem (param i32 i64))
          (memory i64 1)
          (memory $shared 1 2 shared)
          (func (export "risky") (param i64) (result i32)
            (block $caught (result i32 i64)
              (try_table (catch $problem $caught)
                (throw $problem (i32.const 1) (i64.load offset=0x100000000 (local.get 0))))
              (return (i32.atomic.rmw.add $shared (i32.const 0) (i32.const 1))))
            (drop))
          (func (export "old") (result i32)
            (try (result i32) (do (i32.const 1)) (catch $problem (drop)) (catch_all (rethrow 0))))
          (func (export "vector") (param v128) (result v128)
            (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31
              (v128.const i32x4 1 2 3 4)
              (v128.load8_lane 3 (i64.const 8) (f32x4.relaxed_madd (local.get 0) (local.get 0) (local.get 0))))))
        """,
    ];

    [Fact]
    public void Modules_that_the_mutations_start_from_are_valid()
    {
        foreach (var seed in Seeds)
        {
            ModuleValidator.Validate(ModuleDecoder.Decode(seed, WasmFeatures.All));
        }
    }

    [Fact]
    public void Mutated_modules_end_in_a_declared_exception_or_none()
    {
        var random = new Random(20_250_101);
        var valid = 0;
        for (var round = 0; round < 10_000; round++)
        {
            valid += Process(Mutate(Seeds[round % Seeds.Length], random)) ? 1 : 0;
        }

        // Some of them stay valid, or the mutations would not get past the decoder.
        Assert.InRange(valid, 500, 9_500);
    }

    [Fact]
    public void Mutated_samples_end_in_a_declared_exception_or_none()
    {
        var samples = Samples().ToArray();
        Assert.SkipWhen(samples.Length == 0, "There are no compiled samples.");
        var random = new Random(20_250_103);
        for (var round = 0; round < 1_000; round++)
        {
            Process(Mutate(samples[round % samples.Length], random));
        }
    }

    [Fact]
    public void Random_bytes_end_in_a_declared_exception()
    {
        var random = new Random(20_250_102);
        for (var round = 0; round < 10_000; round++)
        {
            var bytes = new byte[random.Next(8, 200)];
            random.NextBytes(bytes);
            "\0asm\u0001\0\0\0"u8.CopyTo(bytes);
            if (bytes.Length > 10)
            {
                // A section that exists and fits gets further than one that does not.
                bytes[8] = (byte)random.Next(14);
                bytes[9] = (byte)Math.Min(bytes.Length - 10, 127);
            }

            Process(bytes);
        }
    }

    /// <summary>Text is no less hostile. Of each byte there may be a token, and of each token an instruction, in buffers that grow by
    /// doubling.</summary>
    [Fact]
    public void Mutated_texts_end_in_a_declared_exception_or_none()
    {
        const long allocationPerByte = 400;
        const long allocationConstant = 256 * 1024;
        var texts = Modules.Select(Encoding.UTF8.GetBytes).ToArray();
        var random = new Random(20_250_104);
        var read = 0;
        for (var round = 0; round < 10_000; round++)
        {
            var text = Mutate(texts[round % texts.Length], random);
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                TextModule.ToBinary(text, WasmFeatures.All);
                read++;
            }
            catch (Exception error) when (error is MalformedModuleException or InvalidModuleException)
            {
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            Assert.True(
                allocated <= (allocationPerByte * text.Length) + allocationConstant,
                $"{allocated} bytes allocated for {Encoding.UTF8.GetString(text)}");
        }

        Assert.InRange(read, 200, 9_800);
    }

    /// <summary>The modules in the folder of samples, which compilers made; not the largest, which would be most of the work.</summary>
    private static IEnumerable<byte[]> Samples() => Repository.Binaries("samples")
        .Select(file => File.ReadAllBytes(Repository.PathOf(file)))
        .Where(bytes => bytes.Length < 64 * 1024);

    /// <summary>Decodes and validates; false when the bytes are no valid module.</summary>
    private static bool Process(byte[] bytes)
    {
        var start = Stopwatch.GetTimestamp();
        var isValid = ProcessOnce(bytes);

        // A busy machine can stop a thread for seconds, but not each time.
        for (var attempt = 0; Stopwatch.GetElapsedTime(start) >= TimeLimit; attempt++)
        {
            Assert.True(attempt < 5, $"too slow: {Convert.ToHexString(bytes)}");
            start = Stopwatch.GetTimestamp();
            ProcessOnce(bytes);
        }

        return isValid;
    }

    private static bool ProcessOnce(byte[] bytes)
    {
        var limit = (AllocationPerByte * bytes.Length) + AllocationConstant;
        var (isValid, allocated) = Measure(bytes);
        if (allocated > limit)
        {
            // Whoever comes first pays for the tables of the process: static fields, and registries shared by all threads that grow.
            (_, allocated) = Measure(bytes);
        }

        Assert.True(allocated <= limit, $"{allocated} bytes allocated for {Convert.ToHexString(bytes)}");
        return isValid;
    }

    private static (bool IsValid, long Allocated) Measure(byte[] bytes)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var isValid = true;
        try
        {
            var module = ModuleDecoder.Decode(bytes, WasmFeatures.All);
            _ = NameSection.Read(module);
            _ = BranchHints.Read(module);
            ModuleValidator.Validate(module);
        }
        catch (Exception error) when (error is MalformedModuleException or InvalidModuleException)
        {
            isValid = false;
        }

        return (isValid, GC.GetAllocatedBytesForCurrentThread() - allocated);
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = seed.ToList();
        for (var remaining = random.Next(1, 4); remaining > 0; remaining--)
        {
            var position = random.Next(8, bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[position] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[position] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes[position] = bytes[random.Next(8, bytes.Count)];
                    break;
                case 3:
                    bytes.RemoveRange(position, Math.Min(random.Next(1, 5), bytes.Count - position));
                    break;
                case 4:
                    bytes.InsertRange(position, bytes.GetRange(random.Next(8, bytes.Count - 4), 4));
                    break;
                default:
                    // The largest number of 32 bits, where counts and indices are.
                    bytes.RemoveAt(position);
                    bytes.InsertRange(position, [0xFF, 0xFF, 0xFF, 0xFF, 0x0F]);
                    break;
            }

            if (bytes.Count < 16)
            {
                break;
            }
        }

        return [.. bytes];
    }
}
