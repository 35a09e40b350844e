namespace Lanner.Wast;

/// <summary>A command of a script. The grammar is that of the reference interpreter's scripts, which the official test suite is written
/// in.</summary>
internal abstract record ScriptCommand(int Line);

/// <summary><c>(module …)</c>, <c>(module definition …)</c>: a module, instantiated at once unless it is only a definition.</summary>
internal sealed record ModuleCommand(int Line, string? Name, ModuleSource Source, bool IsDefinition) : ScriptCommand(Line);

/// <summary><c>(module instance $instance $module)</c>.</summary>
internal sealed record InstanceCommand(int Line, string? Name, string? Module) : ScriptCommand(Line);

/// <summary><c>(register "name" $instance)</c>: makes the exports of an instance importable.</summary>
internal sealed record RegisterCommand(int Line, string Name, string? Instance) : ScriptCommand(Line);

/// <summary>An action for its effect.</summary>
internal sealed record ActionCommand(int Line, ScriptAction Action) : ScriptCommand(Line);

/// <summary><c>(assert_return …)</c>.</summary>
internal sealed record AssertReturnCommand(int Line, ScriptAction Action, ResultPattern[] Results) : ScriptCommand(Line);

/// <summary><c>(assert_trap …)</c> and <c>(assert_exhaustion …)</c> of an action.</summary>
internal sealed record AssertTrapCommand(int Line, ScriptAction Action, string Phrase) : ScriptCommand(Line);

/// <summary><c>(assert_trap (module …) "…")</c>: the module traps when it is instantiated.</summary>
internal sealed record AssertModuleTrapCommand(int Line, ModuleSource Source, string Phrase) : ScriptCommand(Line);

/// <summary><c>(assert_exception …)</c>: an exception leaves the guest.</summary>
internal sealed record AssertExceptionCommand(int Line, ScriptAction Action) : ScriptCommand(Line);

/// <summary>The kinds of mistake that a module can have.</summary>
internal enum ModuleFault
{
    Malformed,
    Invalid,
    Unlinkable,

    /// <summary>A custom section or annotation is malformed.</summary>
    MalformedCustom,

    /// <summary>A custom section or annotation is invalid.</summary>
    InvalidCustom,
}

/// <summary><c>(assert_malformed …)</c>, <c>(assert_invalid …)</c>, <c>(assert_unlinkable …)</c> and those for custom sections.</summary>
internal sealed record AssertFaultCommand(int Line, ModuleFault Fault, ModuleSource Source, string Phrase) : ScriptCommand(Line);

/// <summary><c>(thread $name (shared (module $m))* …)</c>: commands that run at the same time as those that follow (threads
/// proposal).</summary>
internal sealed record ThreadCommand(int Line, string Name, string[] Shared, ScriptCommand[] Commands) : ScriptCommand(Line);

/// <summary><c>(wait $thread)</c>.</summary>
internal sealed record WaitCommand(int Line, string Thread) : ScriptCommand(Line);

/// <summary>Something done with an instance.</summary>
internal abstract record ScriptAction(string? Instance, string Export);

/// <summary><c>(invoke $instance "export" arguments…)</c>.</summary>
internal sealed record InvokeAction(string? Instance, string Export, ScriptValue[] Arguments) : ScriptAction(Instance, Export);

/// <summary><c>(get $instance "export")</c>: the value of a global.</summary>
internal sealed record GetAction(string? Instance, string Export) : ScriptAction(Instance, Export);
