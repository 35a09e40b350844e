namespace Lanner;

/// <summary>Limits on what all stores of an <see cref="Engine"/> use together, and on the size of a module. Immutable. Passing one throws
/// <see cref="ResourceLimitException"/>, but a guest that grows a memory too far is told so by the instruction's result.</summary>
/// <remarks>Whatever is set here, modules are also held to the limits that the JavaScript embedding of WebAssembly has: 1 GiB, 1,000,000
/// functions of at most 7,654,321 bytes with 50,000 locals, and so on. What is larger is malformed.</remarks>
public sealed record EngineLimits
{
    /// <summary>The number of bytes that all guests of all stores may hold together, as <see cref="StoreLimits.MemoryBytes"/> counts them;
    /// null, the default, for seven eighths of the memory that the machine or the container has, with what <see cref="CodeBytes"/>
    /// counts.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>The number of bytes that the code and metadata of all modules may take together; null, the default, for an eighth of the
    /// memory that the machine or the container has. A module counts when it is made, and its functions when they are compiled; both until
    /// it is disposed of, or unreachable, and collected with its instances. Where the limit is passed while a guest runs, the call ends
    /// with <see cref="ResourceLimitException"/>.</summary>
    /// <remarks>The CLR does not say how much memory code takes, so that this is by an estimate from above: 128 KiB for a module, what it
    /// defines by number, and eight times the CIL that it is compiled to. Of most modules that is 10 to 30 times their size, and twice what
    /// they take.</remarks>
    public long? CodeBytes { get; init; }

    /// <summary>The number of bytes of address space that the memories of all stores may reserve, as
    /// <see cref="StoreLimits.AddressSpaceBytes"/> counts them; null, the default, for no limit but that of the process: memories together
    /// reserve no more than three quarters of what it can have.</summary>
    public long? AddressSpaceBytes { get; init; }

    /// <summary>The number of instances that all stores may hold together; null for no limit. An instance counts until its store is
    /// disposed of or collected.</summary>
    public int? Instances { get; init; }

    /// <summary>The number of bytes that a module may have, in the format that it comes in: text counts as such, before it is parsed, and
    /// what it says in the binary format too; null for no limit but the general one.</summary>
    public int? ModuleBytes { get; init; }

    /// <summary>The number of functions that a module may have, imports included; null for no limit but the general one.</summary>
    public int? Functions { get; init; }

    /// <summary>The number of bytes that the body of a function may have; null for no limit but the general one. The JIT of .NET cannot be
    /// interrupted, so that this, and not <see cref="CompilationTime"/>, bounds how long the first call of a function may take.</summary>
    public int? FunctionBytes { get; init; }

    /// <summary>The time that parsing, decoding, validating and, with <see cref="CompilationMode.Eager"/>, compiling a module may take;
    /// null for no limit. The clock is looked at all along, but not while the JIT of .NET compiles one method. What is compiled later,
    /// because a call or an instantiation comes to it, counts against the time of that call (<see cref="StoreLimits.CallTime"/>) and not
    /// against this one.</summary>
    public TimeSpan? CompilationTime { get; init; }
}
