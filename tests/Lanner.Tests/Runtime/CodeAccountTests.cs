using System.Runtime.CompilerServices;
using Lanner.Tests.Platform;

namespace Lanner.Tests.Runtime;

/// <summary>Code and metadata of modules count in the account of their engine, from when they are made until they are collected.</summary>
public sealed class CodeAccountTests
{
    private const string Small = "(module (func (export \"f\") (result i32) (i32.const 42)))";

    /// <summary>The large function lies in an assembly of its own, which is emitted when the JIT meets the call.</summary>
    private static readonly string TwoParts =
        $$"""
        (module
          (memory 1)
          (func (export "small") (result i32) (i32.const 1))
          (func $caller (result i32) (call $large))
          (func (export "large") (result i32) (call $caller))
          (func $large (result i32)
            {{string.Concat(Enumerable.Range(0, 3000).Select(number =>
                $"(i32.store (i32.const {number * 8}) (i32.load (i32.const {number * 16})))"))}}
            (i32.const 42)))
        """;

    [Fact]
    public void Modules_are_refused_when_there_is_no_room_and_made_when_others_are_gone()
    {
        using var engine = new Engine(new EngineOptions { Limits = new EngineLimits { CodeBytes = 2 << 20 } });
        var modules = new List<Module>();

        var error = Assert.Throws<ResourceLimitException>(() =>
        {
            while (modules.Count < 1000)
            {
                modules.Add(Module.FromText(engine, Small));
            }
        });

        Assert.Equal(new ResourceLimit(ResourceKind.Code, 2 << 20), error.Limit);
        Assert.InRange(modules.Count, 4, 16);
        Assert.InRange(engine.Account.CodeBytes, 1 << 20, 2 << 20);
        GC.KeepAlive(modules);
        modules.Clear();
        Assert.True(Patience.UntilCollected(() => engine.Account.CodeBytes == 0));
        using var another = Module.FromText(engine, Small);
    }

    /// <summary>Nobody collects here but the account.</summary>
    [Fact]
    public void What_nobody_uses_any_more_makes_room()
    {
        using var engine = new Engine(new EngineOptions { Limits = new EngineLimits { CodeBytes = 8 << 20 } });
        for (var round = 0; round < 200; round++)
        {
            Assert.True(Patience.Until(() => TryUse(engine)));
        }
    }

    [Fact]
    public void A_call_that_comes_to_code_for_which_there_is_no_room_ends_and_the_guest_goes_on()
    {
        long taken;
        using (var guest = new Guest(TwoParts))
        {
            Assert.Equal(1, guest.Get<Func<int>>("small")());
            _ = guest.Get<Func<int>>("large");
            taken = guest.Engine.Account.CodeBytes;
            Assert.Equal(42, guest.Get<Func<int>>("large")());
            Assert.InRange(guest.Engine.Account.CodeBytes, taken + 10_000, taken + 10_000_000);
        }

        using var limited = new Guest(
            TwoParts, options: new EngineOptions { Limits = new EngineLimits { CodeBytes = taken + 5_000 } });
        for (var round = 0; round < 2; round++)
        {
            var error = Assert.Throws<ResourceLimitException>(() => limited.Get<Func<int>>("large")());
            Assert.Equal(ResourceKind.Code, error.Limit!.Kind);
            Assert.Equal(1, limited.Get<Func<int>>("small")());
        }

        Assert.Equal(taken, limited.Engine.Account.CodeBytes);
    }

    [Fact]
    public void All_comes_back_when_modules_and_instances_are_collected()
    {
        using var engine = new Engine();
        Use(engine);

        Assert.True(Patience.UntilCollected(() => engine.Account.CodeBytes == 0));
    }

    /// <summary>In a process of its own, whose memory nobody else uses.</summary>
    [Fact]
    public void What_is_counted_is_no_less_than_what_code_takes()
    {
        var (exitCode, output) = Child.Run(nameof(Child.CompareCodeWithItsEstimate), hasSmallHeap: false);

        Assert.Equal("done", output.Trim());
        Assert.Equal(0, exitCode);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryUse(Engine engine)
    {
        try
        {
            Use(engine);
            return true;
        }
        catch (ResourceLimitException)
        {
            // What was made before is still on its way out.
            return false;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Use(Engine engine)
    {
        using var module = Module.FromText(engine, TwoParts);
        using var store = new Store(engine);
        Assert.Equal(42, new Linker(engine).Instantiate(store, module).GetFunction<Func<int>>("large")());
        Assert.NotEqual(0, engine.Account.CodeBytes);
    }
}
