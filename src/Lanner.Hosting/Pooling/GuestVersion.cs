using System.Security.Cryptography;
using System.Text;
using Lanner.Components;
using Lanner.Hosting.Output;
using Lanner.Wasi;

namespace Lanner.Hosting.Pooling;

/// <summary>A version of a guest: its code, its imports, and the limits of its instances. It ends when it is retired and nobody uses it
/// any more. Thread-safe.</summary>
internal sealed class GuestVersion
{
    private readonly StoreLimits _limits;
    private readonly PreparedModule? _module;
    private readonly PreparedComponent? _component;

    /// <summary>True if code of the guest may run while an instance is made, which needs a thread for guests.</summary>
    private readonly bool _runsAtStart;

    /// <summary>The number of those who use it: one for being current, and one for each instance.</summary>
    private int _users = 1;

    private GuestVersion(GuestCode code, GuestOptions options, PreparedModule? module, PreparedComponent? component)
    {
        Code = code;
        _module = module;
        _component = component;
        _runsAtStart = code.Module is { } core ? StartCode.IsIn(core) : StartCode.IsIn(code.Component!);
        _limits = new StoreLimits
        {
            MemoryBytes = options.MemoryBytes,
            TableElements = options.TableElements,
            Fuel = options.Fuel,
            CallTime = options.RunningTime,
            CallTimeIncludesWaiting = false,
        };
    }

    internal GuestCode Code { get; }

    /// <summary>Compiles a guest and finds its imports.</summary>
    /// <exception cref="LannerException">The module or component is not right, or an import is not defined.</exception>
    internal static GuestVersion Load(Engine engine, byte[] bytes, string? path, GuestOptions options, int version)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var isText = TextFormat.IsText(bytes, path);
        if (Component.IsComponent(bytes))
        {
            var component = isText
                ? Component.FromText(engine, Encoding.UTF8.GetString(bytes))
                : Component.FromBinary(engine, bytes);
            var componentLinker = new ComponentLinker(engine);
            componentLinker.DefineWasi();
            options.ConfigureComponentLinker?.Invoke(componentLinker);
            return new(new GuestCode(component, null, sha256, version), options, null, componentLinker.Prepare(component));
        }

        var module = isText ? Module.FromText(engine, bytes) : Module.FromBinary(engine, bytes);
        try
        {
            var linker = new Linker(engine);
            linker.DefineWasi();
            options.ConfigureLinker?.Invoke(linker);
            return new(new GuestCode(null, module, sha256, version), options, linker.Prepare(module), null);
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    /// <summary>Counts one more user in.</summary>
    /// <returns>False if the version has ended.</returns>
    internal bool TryUse()
    {
        int users;
        do
        {
            users = Volatile.Read(ref _users);
            if (users == 0)
            {
                return false;
            }
        }
        while (Interlocked.CompareExchange(ref _users, users + 1, users) != users);
        return true;
    }

    /// <summary>Counts a user out, the last of whom ends the version.</summary>
    internal void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            Code.Module?.Dispose();
        }
    }

    /// <summary>Makes an instance, which takes the place of the caller as a user; so it does when it fails. What the guest does at its
    /// start is done on the given threads.</summary>
    /// <param name="wasi">The grants of the instance.</param>
    /// <param name="output">Its outputs.</param>
    /// <param name="scheduler">The threads.</param>
    /// <param name="cancellation">Ends it.</param>
    internal async ValueTask<GuestInstance> InstantiateAsync(
        WasiContextBuilder wasi, GuestOutput output, TaskScheduler scheduler, CancellationToken cancellation)
    {
        var instance = Prepare(wasi, output);
        try
        {
            if (_runsAtStart)
            {
                await instance.Store.RunAsync(() => Fill(instance), scheduler, cancellation).ConfigureAwait(false);
            }
            else
            {
                cancellation.ThrowIfCancellationRequested();
                Fill(instance);
            }

            return instance;
        }
        catch
        {
            await instance.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private GuestInstance Prepare(WasiContextBuilder wasi, GuestOutput output)
    {
        Store? store = null;
        try
        {
            store = new Store(Code.Module?.Engine ?? Code.Component!.Engine, _limits);
            var context = wasi.Build();
            store.Set(WasiContext.Key, context);
            return new GuestInstance(this, store, context, output);
        }
        catch
        {
            store?.Dispose();
            Release();
            throw;
        }
    }

    private void Fill(GuestInstance instance)
    {
        if (_component is not null)
        {
            instance.Component = _component.Instantiate(instance.Store);
            return;
        }

        instance.Module = _module!.Instantiate(instance.Store);
        if (instance.Module.FindFunction(StartCode.Initialize) is { Type: { Parameters.Count: 0, Results.Count: 0 } } initialize)
        {
            initialize.Invoke();
        }
    }
}
