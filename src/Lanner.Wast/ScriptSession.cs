namespace Lanner.Wast;

/// <summary>The state of a script while it runs: its modules and instances by name, and what has become of its commands.</summary>
internal sealed class ScriptSession(string file, IScriptHost host, WasmFeatures features)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, object> _modules = new(StringComparer.Ordinal);
    private readonly Dictionary<string, object> _instances = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Thread Thread, ScriptSession Session)> _threads = new(StringComparer.Ordinal);
    private readonly List<ScriptFailure> _failures = [];
    private object? _module;
    private object? _instance;
    private int _passed;
    private bool _isAbandoned;
    private volatile int _currentLine;

    /// <summary>The line of the command that is running.</summary>
    internal int CurrentLine => _currentLine;

    internal ScriptResult Result => new(_passed, 0, _failures);

    /// <summary>Gives up on the session: what its thread still finds out no longer counts.</summary>
    internal ScriptResult Abandon(ScriptFailure failure)
    {
        lock (_gate)
        {
            _isAbandoned = true;
            return new ScriptResult(_passed, 0, [.. _failures, failure]);
        }
    }

    internal void Run(ScriptCommand[] commands)
    {
        foreach (var command in commands)
        {
            _currentLine = command.Line;
            var complaint = RunGuarded(command);
            lock (_gate)
            {
                if (_isAbandoned)
                {
                    return;
                }

                if (complaint is null)
                {
                    _passed++;
                }
                else
                {
                    _failures.Add(new ScriptFailure(file, command.Line, complaint));
                }
            }
        }
    }

    /// <summary>Runs a command.</summary>
    /// <returns>The description of the failure, or null.</returns>
    private string? RunGuarded(ScriptCommand command)
    {
        try
        {
            return Run(command);
        }
        catch (ScriptException mistake)
        {
            return mistake.Message;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return Describe(host.Classify(exception));
        }
    }

    private string? Run(ScriptCommand command)
    {
        switch (command)
        {
            case ModuleCommand module:
                Define(module);
                return null;
            case InstanceCommand instance:
                SetInstance(instance.Name, host.Instantiate(instance.Module is null ? Require(_module) : Find(_modules, instance.Module)));
                return null;
            case RegisterCommand register:
                host.Register(register.Name, FindInstance(register.Instance));
                return null;
            case ActionCommand action:
                Perform(action.Action);
                return null;
            case AssertReturnCommand assertion:
                return Compare(assertion.Results, Perform(assertion.Action));
            case AssertTrapCommand assertion:
                return Expect(StopKind.Trap, assertion.Phrase, () => Perform(assertion.Action));
            case AssertModuleTrapCommand assertion:
                return Expect(StopKind.Trap, assertion.Phrase, () => host.Instantiate(host.Load(assertion.Source.ToBinary(features))));
            case AssertExceptionCommand assertion:
                return Expect(StopKind.Exception, "", () => Perform(assertion.Action));
            case AssertFaultCommand assertion:
                return ExpectFault(assertion);
            case ThreadCommand thread:
                Start(thread);
                return null;
            case WaitCommand wait:
                return WaitFor(wait);
            default:
                return $"unknown command {command.GetType().Name}";
        }
    }

    private void Define(ModuleCommand command)
    {
        _module = null;
        if (!command.IsDefinition)
        {
            _instance = null;
        }

        _module = host.Load(command.Source.ToBinary(features));
        if (command.Name is not null)
        {
            _modules[command.Name] = _module;
        }

        if (!command.IsDefinition)
        {
            SetInstance(command.Name, host.Instantiate(_module));
        }
    }

    private void SetInstance(string? name, object instance)
    {
        _instance = instance;
        if (name is not null)
        {
            _instances[name] = instance;
        }
    }

    private object FindInstance(string? name) => name is null ? Require(_instance) : Find(_instances, name);

    private static object Find(Dictionary<string, object> map, string name) =>
        map.TryGetValue(name, out var found) ? found : throw new ScriptException($"no ${name} was defined before this command");

    private static object Require(object? current) =>
        current ?? throw new ScriptException("no module was defined before this command, or the last one failed");

    private ScriptValue[] Perform(ScriptAction action)
    {
        var instance = FindInstance(action.Instance);
        return action is InvokeAction invocation
            ? host.Invoke(instance, invocation.Export, invocation.Arguments)
            : [host.GetGlobal(instance, action.Export)];
    }

    private string? Compare(ResultPattern[] expected, ScriptValue[] actual)
    {
        var matches = expected.Length == actual.Length;
        for (var index = 0; matches && index < expected.Length; index++)
        {
            matches = expected[index].Matches(actual[index], host);
        }

        return matches ? null : $"expected {string.Join<ResultPattern>(' ', expected)}, got {string.Join(' ', actual)}";
    }

    private string? ExpectFault(AssertFaultCommand assertion)
    {
        switch (assertion.Fault)
        {
            case ModuleFault.Malformed or ModuleFault.MalformedCustom:
                return Expect(StopKind.Malformed, assertion.Phrase, () => host.Load(assertion.Source.ToBinary(features)));
            case ModuleFault.Invalid or ModuleFault.InvalidCustom:
                return Expect(StopKind.Invalid, assertion.Phrase, () => host.Load(assertion.Source.ToBinary(features)));
            default:
                var module = host.Load(assertion.Source.ToBinary(features));
                return Expect(StopKind.Unlinkable, assertion.Phrase, () => host.Instantiate(module));
        }
    }

    /// <summary>Does something that has to stop in a certain way.</summary>
    private string? Expect(StopKind kind, string phrase, Func<object?> action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is not (OutOfMemoryException or ScriptException))
        {
            var stop = host.Classify(exception);
            return stop.Kind == kind && Wordings.Matches(phrase, stop.Message)
                ? null
                : $"expected {kind} \"{phrase}\", got {Describe(stop)}";
        }

        return $"expected {kind} \"{phrase}\", got no error";
    }

    private static string Describe(ScriptStop stop) => $"{stop.Kind} \"{stop.Message}\"";

    private void Start(ThreadCommand command)
    {
        var session = new ScriptSession(file, host.Fork(), features);
        foreach (var name in command.Shared)
        {
            session._instances[name] = Find(_instances, name);
        }

        var thread = new Thread(() => session.Run(command.Commands), maxStackSize: 16 << 20) { IsBackground = true };
        _threads[command.Name] = (thread, session);
        thread.Start();
    }

    private string? WaitFor(WaitCommand command)
    {
        if (!_threads.Remove(command.Thread, out var started))
        {
            return $"no thread ${command.Thread} was started before this command";
        }

        started.Thread.Join();
        lock (_gate)
        {
            _passed += started.Session._passed;
            _failures.AddRange(started.Session._failures);
        }

        return null;
    }
}

/// <summary>A command could not be run on account of another that failed, or of a mistake in the script.</summary>
internal sealed class ScriptException(string message) : Exception(message);
