// One C library twice: as machine code through P/Invoke, and as WebAssembly through Lanner. Compares what they decode and how long they
// take, and shows what becomes of the process when they get files that make them write where they must not.
using Lanner;
using NativeLibrarySample;

var file = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "sound.ogg"));
var limits = new StoreLimits
{
    MemoryBytes = 64 << 20,
    CallTime = TimeSpan.FromSeconds(10),
};
var native = new NativeDecoder();
if (args is [NativeProcess.Argument, var path])
{
    Console.WriteLine(Answer(native, File.ReadAllBytes(path)));
    Console.WriteLine($"and then, for sound.ogg: {Answer(native, file)}");
    GC.Collect();
    GC.WaitForPendingFinalizers();
    return 0;
}

var expected = native.Decode(file);
GuestDecoder guest = null!;
Sound decoded = null!;
var first = Timing.Once(() => decoded = (guest = new GuestDecoder(limits)).Decode(file));
var isSame = decoded.IsSameAs(expected);
Console.WriteLine($"sound.ogg, {file.Length:N0} bytes: {expected.Seconds:F1} s, {expected.Channels} channels, {expected.SampleRate:N0} Hz");
Console.WriteLine($"both ways: {expected.Samples.Length:N0} samples, {(isSame ? "all the same" : "NOT THE SAME")}");

var times = Timing.MediansInTurn(
    31,
    () => native.Decode(file),
    () => guest.Decode(file),
    () =>
    {
        using var own = new GuestDecoder(limits);
        own.Decode(file);
    });
Console.WriteLine();
Console.WriteLine($"P/Invoke                            {times[0],6:F1} ms");
Console.WriteLine($"Lanner                              {times[1],6:F1} ms, {times[1] / times[0]:F2} of P/Invoke");
Console.WriteLine($"Lanner, an instance for each call   {times[2],6:F1} ms, {times[2] / times[0]:F2} of P/Invoke");
Console.WriteLine($"Lanner, the first call              {first,6:F1} ms");
guest.Dispose();

foreach (var bad in BadFile.All)
{
    Console.WriteLine();
    Console.WriteLine($"{bad.Name}, {bad.Bytes.Length} bytes: {bad.Story}");
    var copy = Path.Combine(Path.GetTempPath(), $"{Environment.ProcessId}-{bad.Name}");
    File.WriteAllBytes(copy, bad.Bytes);
    Print("P/Invoke:", NativeProcess.Run(copy));
    File.Delete(copy);

    using (var own = new GuestDecoder(limits))
    {
        Print("Lanner:", Answer(own, bad.Bytes).Split('\n'));
    }

    using var next = new GuestDecoder(limits);
    var isSameAgain = next.Decode(file).IsSameAs(expected);
    isSame &= isSameAgain;
    Print("", $"and then, for sound.ogg in a new instance: {(isSameAgain ? "the same samples as before" : "OTHER SAMPLES")}");
}

return isSame ? 0 : 1;

static string Answer(IVorbisDecoder decoder, byte[] bytes)
{
    try
    {
        return $"{decoder.Decode(bytes).Samples.Length:N0} samples";
    }
    catch (InvalidDataException error)
    {
        return $"an exception: {error.Message}";
    }
    catch (TrapException trap)
    {
        return string.Join("\n  in ", [$"a trap: {trap.Message}", .. trap.Backtrace.Select(frame => frame.FunctionName)]);
    }
}

static void Print(string head, params string[] lines)
{
    foreach (var line in lines)
    {
        Console.WriteLine($"  {head,-9} {line}");
        head = "";
    }
}
