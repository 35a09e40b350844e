using Lanner.Runtime;

namespace Lanner;

/// <summary>An exception of WebAssembly (specification 4.2.10): thrown by a guest that did not catch it, or by a host function for the guest to catch. It is the only kind
/// of exception that guests can catch.</summary>
public sealed class WasmException : LannerException
{
    /// <summary>The values, as the tag's type has them. Compiled code reads this.</summary>
    internal readonly Value[] Payload;

    /// <summary>How often <c>throw_ref</c> and <c>rethrow</c> have thrown it.</summary>
    internal int TimesThrownAgain;

    private IReadOnlyList<WasmFrame>? _backtrace;
    private IReadOnlyList<Value>? _values;

    /// <summary>Makes an exception. It may be thrown into any store that the references among its values belong to.</summary>
    /// <param name="tag">Its kind.</param>
    /// <param name="values">The values that it carries, as many as the tag's type has parameters and of their types.</param>
    /// <exception cref="ArgumentException">The values are not those of the tag's type.</exception>
    public WasmException(Tag tag, params ReadOnlySpan<Value> values)
        : this(CheckedValues(tag, values), tag, null)
    {
    }

    /// <summary>Makes an exception of a guest from values of the right types. Compiled code calls this.</summary>
    internal WasmException(Value[] payload, Tag tag, InstanceState? thrower)
        : base("An exception of WebAssembly was not caught.")
    {
        Tag = tag;
        Payload = payload;
        Owner = thrower?.Store.Identity;
    }

    /// <summary>The store whose guest made the exception; null when the host made it.</summary>
    internal StoreIdentity? Owner { get; }

    /// <summary>The kind of the exception.</summary>
    public Tag Tag { get; }

    /// <summary>The values that the exception carries, as many as the tag's type has parameters.</summary>
    public IReadOnlyList<Value> Values => _values ??= HandOut();

    /// <summary>The guest's functions that were active when the exception was thrown, the innermost first, as far as it has come up the stack. At most 100 are kept.</summary>
    public IReadOnlyList<WasmFrame> Backtrace => _backtrace ??= Runtime.Backtrace.Of(this);

    private IReadOnlyList<Value> HandOut()
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
