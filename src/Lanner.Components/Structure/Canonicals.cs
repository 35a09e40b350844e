namespace Lanner.Components.Structure;

/// <summary>The encodings that strings have in a memory.</summary>
internal enum StringEncoding : byte
{
    Utf8 = 0,
    Utf16 = 1,
    Latin1OrUtf16 = 2,
}

/// <summary>The kinds of canonical option, with the numbers of the binary format.</summary>
internal enum CanonicalOptionKind : byte
{
    Utf8 = 0x00,
    Utf16 = 0x01,
    Latin1OrUtf16 = 0x02,
    Memory = 0x03,
    Realloc = 0x04,
    PostReturn = 0x05,
    Async = 0x06,
    Callback = 0x07,
}

/// <summary>An option as it is written (Binary.md, <c>canonopt</c>).</summary>
internal readonly record struct CanonicalOption(CanonicalOptionKind Kind, uint Index, int Offset);

/// <summary>Makes a function of the component of a core function.</summary>
internal sealed record LiftDefinition(int Offset, uint CoreFunction, CanonicalOption[] Options, uint Type) : Definition(Offset);

/// <summary>Makes a core function of a function of the component.</summary>
internal sealed record LowerDefinition(int Offset, uint Function, CanonicalOption[] Options) : Definition(Offset);

/// <summary>A core function that the component model provides.</summary>
internal sealed record BuiltInDefinition(int Offset, BuiltIn BuiltIn) : Definition(Offset)
{
    internal uint Type { get; init; }

    internal uint CoreType { get; init; }

    internal uint Table { get; init; }

    internal uint Memory { get; init; }

    /// <summary>The result that <c>task.return</c> takes.</summary>
    internal ValueTypeReference? Result { get; init; }

    /// <summary>The byte of the core value type of <c>context.get</c> and <c>context.set</c>.</summary>
    internal byte ValueType { get; init; }

    /// <summary>The slot of <c>context.get</c> and <c>context.set</c>.</summary>
    internal uint Slot { get; init; }

    /// <summary><c>async</c>, <c>cancellable</c> or <c>shared</c>, of which a built-in has at most one.</summary>
    internal bool Flag { get; init; }

    internal CanonicalOption[] Options { get; init; } = [];
}

/// <summary>The built-in functions, with the numbers of the binary format.</summary>
internal enum BuiltIn : byte
{
    ResourceNew = 0x02,
    ResourceDrop = 0x03,
    ResourceRep = 0x04,
    TaskCancel = 0x05,
    SubtaskCancel = 0x06,
    TaskReturn = 0x09,
    ContextGet = 0x0A,
    ContextSet = 0x0B,
    ThreadYield = 0x0C,
    SubtaskDrop = 0x0D,
    StreamNew = 0x0E,
    StreamRead = 0x0F,
    StreamWrite = 0x10,
    StreamCancelRead = 0x11,
    StreamCancelWrite = 0x12,
    StreamDropReadable = 0x13,
    StreamDropWritable = 0x14,
    FutureNew = 0x15,
    FutureRead = 0x16,
    FutureWrite = 0x17,
    FutureCancelRead = 0x18,
    FutureCancelWrite = 0x19,
    FutureDropReadable = 0x1A,
    FutureDropWritable = 0x1B,
    ErrorContextNew = 0x1C,
    ErrorContextDebugMessage = 0x1D,
    ErrorContextDrop = 0x1E,
    WaitableSetNew = 0x1F,
    WaitableSetWait = 0x20,
    WaitableSetPoll = 0x21,
    WaitableSetDrop = 0x22,
    WaitableJoin = 0x23,
    BackpressureInc = 0x24,
    BackpressureDec = 0x25,
    ThreadIndex = 0x26,
    ThreadNewIndirect = 0x27,
    ThreadResumeLater = 0x28,
    ThreadSuspend = 0x29,
    ThreadSuspendThenResume = 0x2A,
    ThreadYieldThenResume = 0x2B,
    ThreadSuspendThenPromote = 0x2C,
    ThreadYieldThenPromote = 0x2D,
    ThreadSpawnRef = 0x40,
    ThreadSpawnIndirect = 0x41,
    ThreadAvailableParallelism = 0x42,
}
