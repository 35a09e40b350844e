using System.Buffers.Binary;
using System.Text;

namespace Lanner.Wasi.Preview1;

/// <summary>The functions of WASI 0.1, one part of the class for each family. A pointer of the guest that leads out of its memory is the error
/// <see cref="Errno.Fault"/>, never an exception of the host.</summary>
internal sealed partial class WasiPreview1
{
    private readonly WasiContext _context;
    private readonly Random? _random;
    private readonly long _start;

    internal WasiPreview1(WasiContext context)
    {
        _context = context;
        _random = context.RandomSeed is { } seed ? new Random(seed) : null;
        _start = context.Time.GetTimestamp();
    }

    private DescriptorTable Descriptors => _context.Descriptors;

    internal void Define(Linker linker)
    {
        foreach (var module in (ReadOnlySpan<string>)["wasi_snapshot_preview1", "wasi_unstable"])
        {
            DefineProcess(linker, module);
            DefineDescriptors(linker, module);
            DefinePaths(linker, module);
            DefinePolling(linker, module);
        }
    }

    /// <summary>Runs a function of WASI and makes an error number of what went wrong.</summary>
    private static int Run(Action action)
    {
        try
        {
            action();
            return (int)Errno.Success;
        }
        catch (WasiException exception)
        {
            return (int)exception.Errno;
        }
        catch (ArgumentOutOfRangeException)
        {
            return (int)Errno.Fault;
        }
        catch (IOException)
        {
            return (int)Errno.InputOutput;
        }
    }

    private static ReadOnlySpan<byte> Bytes(Memory memory, int address, int length) => memory.GetSpan((uint)address, length);

    private static void Write32(Memory memory, int address, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(memory.GetSpan((uint)address, 4), value);

    private static void Write64(Memory memory, int address, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(memory.GetSpan((uint)address, 8), value);

    private static uint Read32(Memory memory, long address) => BinaryPrimitives.ReadUInt32LittleEndian(memory.GetSpan(address, 4));

    private static ulong Read64(Memory memory, long address) => BinaryPrimitives.ReadUInt64LittleEndian(memory.GetSpan(address, 8));

    private static long Start(uint address) => address;

    /// <summary>Writes strings one after the other, each ended by zero, and pointers to them.</summary>
    private static void WriteStrings(Memory memory, IEnumerable<string> strings, int pointers, int buffer)
    {
        var address = Start((uint)buffer);
        var pointer = Start((uint)pointers);
        foreach (var text in strings)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var destination = memory.GetSpan(address, bytes.Length + 1);
            bytes.CopyTo(destination);
            destination[^1] = 0;
            BinaryPrimitives.WriteUInt32LittleEndian(memory.GetSpan(pointer, 4), (uint)address);
            pointer += 4;
            address += destination.Length;
        }
    }

    private static void WriteSizes(Memory memory, IReadOnlyCollection<string> strings, int count, int size)
    {
        Write32(memory, count, (uint)strings.Count);
        Write32(memory, size, (uint)strings.Sum(text => Encoding.UTF8.GetByteCount(text) + 1));
    }
}
