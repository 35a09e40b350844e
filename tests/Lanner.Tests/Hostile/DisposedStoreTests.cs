using Lanner.Platform;
using Lanner.Runtime;

namespace Lanner.Tests.Hostile;

/// <summary>Tests what is left of a store that was disposed of: if any of its code still ran, against all that keeps it from being called,
/// it would find nothing.</summary>
public sealed unsafe class DisposedStoreTests
{
    private const string Text =
        """
        (module
          (memory (export "memory") 1)
          (data (i32.const 0) "initial")
          (func (export "load") (param i32) (result i32) local.get 0 i32.load)
          (func (export "load far") (param i32) (result i32) local.get 0 i32.load offset=0xfffffff0)
          (func (export "store") (param i32) (result i32) local.get 0 i32.const 7 i32.store i32.const 0)
          (func (export "call") (param i32) (result i32) local.get 0 call $load)
          (func $load (param i32) (result i32) local.get 0 i32.load)
          (func (export "loop") (param i32) (result i32) loop br 0 end unreachable)
          (func (export "size") (param i32) (result i32) memory.size)
          (func (export "grow") (param i32) (result i32) (memory.grow (i32.const 1))))
        """;

    [Theory]
    [InlineData(MemoryMode.Guarded)]
    [InlineData(MemoryMode.Checked)]
    public void Code_that_is_called_past_all_checks_finds_no_memory(MemoryMode mode)
    {
        Assert.SkipUnless(mode == MemoryMode.Checked || GuardedMemory.IsSupported, "There are no guarded memories here.");
        using var engine = new Engine(new EngineOptions { MemoryMode = mode, Interruptible = true });
        using var module = Module.FromText(engine, Text);
        var linker = new Linker(engine);
        var store = new Store(engine);
        var instance = linker.Instantiate(store, module);
        Function Find(string name) => instance.GetFunction(name);
        var (load, far, write, call, loop, size, grow) =
            (Find("load"), Find("load far"), Find("store"), Find("call"), Find("loop"), Find("size"), Find("grow"));
        store.Dispose();

        // Another instance of the module gets the place of the first one's memory.
        using var next = new Store(engine);
        var memory = linker.Instantiate(next, module).GetMemory("memory");
        memory.GetSpan(0, 65536).Fill(0x11);

        foreach (var address in (int[])[0, 4, 65532, 65536, -4])
        {
            Assert.Equal(TrapCode.MemoryOutOfBounds, TrapOf(load, address));
            Assert.Equal(TrapCode.MemoryOutOfBounds, TrapOf(far, address));
            Assert.Equal(TrapCode.MemoryOutOfBounds, TrapOf(write, address));
        }

        Assert.Equal(TrapCode.Interrupted, TrapOf(call, 0));
        Assert.Equal(TrapCode.Interrupted, TrapOf(loop, 0));
        Assert.Equal(0, Call(size, 0));
        Assert.Equal(-1, Call(grow, 0));
        Assert.Equal(-1, memory.GetSpan(0, 65536).IndexOfAnyExcept((byte)0x11));
    }

    private static int Call(Function function, int argument) =>
        ((delegate*<InstanceState, int, int>)function.Code)(function.State, argument);

    private static TrapCode? TrapOf(Function function, int argument)
    {
        try
        {
            Call(function, argument);
            return null;
        }
        catch (TrapException trap)
        {
            return trap.Code;
        }
        catch (NullReferenceException)
        {
            // A fault of the guest before the border to the host makes a trap of it.
            return TrapCode.MemoryOutOfBounds;
        }
    }
}
