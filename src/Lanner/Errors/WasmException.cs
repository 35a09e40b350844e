using Lanner.Runtime;

namespace Lanner;

/// <summary>An exception of WebAssembly (specification 4.2.10): thrown by a guest that did not catch it, or by a host function for the
/// guest to catch. It is the only kind of exception that guests can catch.</summary>
public sealed class WasmException : LannerException
{
    /// <summary>The values, as the tag's type has them. Compiled code reads this.</summary>
    internal readonly Value[] Payload;

    /// <summary>The address on the stack where it was made, or thrown again.</summary>
    internal nuint ThrownAt;

    /// <summary>The number of bytes of stack that it has come up until it was caught, as far as the CLR's record of that is still
    /// there.</summary>
    internal nuint UnwoundBytes;

    /// <summary>The innermost of the functions that the exception that this one stands for had come up; null when the CLR's record says
    /// it.</summary>
    private readonly List<ActiveFunction>? _origin;

    private IReadOnlyList<WasmFrame>? _backtrace;
    private IReadOnlyList<Value>? _values;

    /// <summary>Makes an exception. It may be thrown into any store that the references among its values belong to.</summary>
    /// <param name="tag">Its kind.</param>
    /// <param name="values">The values that it carries, as many as the tag's type has parameters and of their types.</param>
    /// <exception cref="ArgumentException">The values are not those of the tag's type.</exception>
    public WasmException(Tag tag, params ReadOnlySpan<Value> values)
        : this(CheckedValues(tag, values), tag, owner: null)
    {
    }

    /// <summary>Makes an exception of a guest from values of the right types. Compiled code calls this.</summary>
    internal WasmException(Value[] payload, Tag tag, InstanceState? thrower)
        : this(payload, tag, thrower?.Store.Identity)
    {
    }

    private unsafe WasmException(Value[] payload, Tag tag, StoreIdentity? owner)
        : base("An exception of WebAssembly was not caught.")
    {
        byte here;
        ThrownAt = (nuint)(&here);
        Tag = tag;
        Payload = payload;
        Owner = owner;
    }

    /// <summary>The store whose guest made the exception; null when the host made it.</summary>
    internal StoreIdentity? Owner { get; }

    private WasmException(WasmException thrown)
        : this(thrown.Payload, thrown.Tag, thrown.Owner) => _origin = thrown._origin ?? Runtime.Backtrace.ActiveFunctions(thrown);

    /// <summary>True if the exception knows where it was first thrown without the CLR.</summary>
    internal bool HasOrigin => _origin is not null;

    /// <summary>The kind of the exception.</summary>
    public Tag Tag { get; }

    /// <summary>The values that the exception carries, as many as the tag's type has parameters.</summary>
    public IReadOnlyList<Value> Values => _values ??= ValuesForHost();

    /// <summary>The guest's functions that were active when the exception was thrown, the innermost first, as far as it has come up the
    /// stack. At most 100 are kept.</summary>
    public IReadOnlyList<WasmFrame> Backtrace =>
        _backtrace ??= _origin is null ? Runtime.Backtrace.Of(this) : Runtime.Backtrace.Of(_origin);

    /// <summary>The same exception without the CLR's record of its way; of that it keeps the innermost functions.</summary>
    internal WasmException WithOrigin() => new(this);

    private IReadOnlyList<Value> ValuesForHost()
    {
        if (Owner is { } owner)
        {
            foreach (var value in Payload)
            {
                Ownership.Note(owner, value.Reference);
            }
        }

        return Array.AsReadOnly(Payload);
    }

    private static Value[] CheckedValues(Tag tag, ReadOnlySpan<Value> values)
    {
        ArgumentNullException.ThrowIfNull(tag);
        ValueChecks.CheckTypes(tag.Type.Type.ParameterArray, values, "The tag carries", nameof(values));
        return values.ToArray();
    }
}
