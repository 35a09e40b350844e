using Lanner.Binary;
using Lanner.Wast;

namespace Lanner.AheadOfTime.Running;

/// <summary>Leaves those commands of a script out that use a module without a library, be it through an instance of another module that
/// imports from it. What they would have done to instances of others is missing then, which would show as a failure.</summary>
/// <param name="table">The libraries.</param>
/// <param name="features">The features of the script.</param>
internal sealed class ScriptSelection(LibraryTable table, WasmFeatures features)
{
    private static readonly SelectedModule Nothing = new(null, []);

    private readonly Dictionary<string, SelectedModule> _modules = new(StringComparer.Ordinal);

    // The reasons for instances that are left out, null for others: by name, and by the name that they are registered with.
    private readonly Dictionary<string, string?> _instances = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _registered = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _leftOut = new(StringComparer.Ordinal);
    private SelectedModule _module = Nothing;
    private string? _instance;

    /// <summary>The number of commands that are left out, by reason.</summary>
    internal IReadOnlyDictionary<string, int> LeftOut => _leftOut;

    /// <summary>The commands that are left.</summary>
    internal ScriptCommand[] Select(ScriptCommand[] commands)
    {
        var left = new List<ScriptCommand>();
        foreach (var command in commands)
        {
            if (ReasonLeftOut(command) is { } reason)
            {
                Count(reason, 1);
            }
            else
            {
                left.Add(command is ThreadCommand thread ? Select(thread) : command);
            }
        }

        return [.. left];
    }

    /// <summary>Nothing is registered in a thread yet, and it has those instances that are shared with it.</summary>
    private ThreadCommand Select(ThreadCommand thread)
    {
        var inner = new ScriptSelection(table, features);
        foreach (var name in thread.Shared)
        {
            inner._instances[name] = _instances.GetValueOrDefault(name);
        }

        var selected = thread with { Commands = inner.Select(thread.Commands) };
        foreach (var (reason, count) in inner.LeftOut)
        {
            Count(reason, count);
        }

        return selected;
    }

    private void Count(string reason, int count) => _leftOut[reason] = _leftOut.GetValueOrDefault(reason) + count;

    /// <summary>Says why a command is left out; null if it is not.</summary>
    private string? ReasonLeftOut(ScriptCommand command) => command switch
    {
        ModuleCommand module => Define(module),
        InstanceCommand { Name: var name, Module: null } => Instantiate(name, _module),
        InstanceCommand { Name: var name, Module: { } module } => Instantiate(name, _modules.GetValueOrDefault(module, Nothing)),
        RegisterCommand register => _registered[register.Name] = OfInstance(register.Instance),
        ActionCommand action => OfInstance(action.Action.Instance),
        AssertReturnCommand assertion => OfInstance(assertion.Action.Instance),
        AssertTrapCommand assertion => OfInstance(assertion.Action.Instance),
        AssertExceptionCommand assertion => OfInstance(assertion.Action.Instance),
        AssertModuleTrapCommand assertion => OfInstance(Read(assertion.Source)),
        AssertFaultCommand { Fault: ModuleFault.Unlinkable } assertion => OfInstance(Read(assertion.Source)),
        _ => null,
    };

    private string? Define(ModuleCommand command)
    {
        _module = Read(command.Source);
        if (command.Name is not null)
        {
            _modules[command.Name] = _module;
        }

        return command.IsDefinition ? _module.ReasonLeftOut : Instantiate(command.Name, _module);
    }

    private string? Instantiate(string? name, SelectedModule module)
    {
        _instance = OfInstance(module);
        if (name is not null)
        {
            _instances[name] = _instance;
        }

        return _instance;
    }

    private string? OfInstance(string? name) => name is null ? _instance : _instances.GetValueOrDefault(name);

    private string? OfInstance(SelectedModule module) => module.ReasonLeftOut
        ?? module.Imports.Select(import => _registered.GetValueOrDefault(import)).FirstOrDefault(reason => reason is not null);

    private SelectedModule Read(ModuleSource source)
    {
        if (ScriptModules.TryToBinary(source, features) is not { } binary)
        {
            return Nothing;
        }

        try
        {
            return new SelectedModule(
                table.ReasonLeftOut(ScriptModules.KeyOf(binary, features)),
                [.. ModuleDecoder.Decode(binary, features).Imports.Select(import => import.ModuleName).Distinct()]);
        }
        catch (MalformedModuleException)
        {
            return Nothing;
        }
    }

    /// <summary>A module of the script.</summary>
    /// <param name="ReasonLeftOut">Says why it has no library; null if it has one, or is not valid, which the command is to find.</param>
    /// <param name="Imports">The names that it imports from.</param>
    private sealed record SelectedModule(string? ReasonLeftOut, string[] Imports);
}
