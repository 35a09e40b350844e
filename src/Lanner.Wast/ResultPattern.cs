using System.Runtime.Intrinsics;

namespace Lanner.Wast;

/// <summary>A result that a script expects.</summary>
internal abstract record ResultPattern
{
    internal abstract bool Matches(ScriptValue value, IScriptHost host);
}

/// <summary>A number or vector, lane by lane, each with its own bits or any NaN of a class. A number is a vector of one lane.</summary>
internal sealed record LanesPattern(WasmValueKind Kind, LanePattern[] Lanes) : ResultPattern
{
    internal override bool Matches(ScriptValue value, IScriptHost host)
    {
        if (value.Kind != Kind)
        {
            return false;
        }

        var offset = 0;
        foreach (var lane in Lanes)
        {
            if (!lane.Matches(value.Bits, offset))
            {
                return false;
            }

            offset += lane.Width / 8;
        }

        return true;
    }

    public override string ToString() => $"({Kind} {string.Join<LanePattern>(' ', Lanes)})";
}

/// <summary>The two classes of NaN that a script can ask for (specification 2.2.3.2): canonical ones have only the highest bit of the
/// payload, arithmetic ones at least that.</summary>
internal enum NanClass
{
    None,
    Canonical,
    Arithmetic,
}

/// <summary>A lane of <paramref name="Width"/> bits.</summary>
internal readonly record struct LanePattern(int Width, ulong Bits, NanClass Nan = NanClass.None)
{
    internal bool Matches(Vector128<byte> vector, int offset)
    {
        ulong bits = 0;
        for (var index = 0; index < Width / 8; index++)
        {
            bits |= (ulong)vector[offset + index] << (8 * index);
        }

        var quiet = Width == 32 ? 0x7FC0_0000UL : 0x7FF8_0000_0000_0000UL;
        return Nan switch
        {
            NanClass.Canonical => (bits & ~(1UL << (Width - 1))) == quiet,
            NanClass.Arithmetic => (bits & quiet) == quiet,
            _ => bits == Bits,
        };
    }

    public override string ToString() =>
        Nan == NanClass.None ? $"0x{Bits.ToString($"x{Width / 4}", System.Globalization.CultureInfo.InvariantCulture)}" : $"nan:{Nan}";
}

/// <summary>The null reference, of any type.</summary>
internal sealed record NullPattern : ResultPattern
{
    internal override bool Matches(ScriptValue value, IScriptHost host) => value is { Kind: WasmValueKind.Reference, Reference: null };

    public override string ToString() => "(ref.null)";
}

/// <summary>A reference to an object of the host; without number, to any.</summary>
internal sealed record HostReferencePattern(HostReference? Expected) : ResultPattern
{
    internal override bool Matches(ScriptValue value, IScriptHost host) =>
        value.Kind == WasmValueKind.Reference
        && (Expected is null ? value.Reference is not null : Expected.Equals(host.ToHostReference(value.Reference)));

    public override string ToString() => $"(ref.extern {Expected?.Number})";
}

/// <summary>Any reference to something of a kind, but null.</summary>
internal sealed record KindPattern(HeapTypeKind Kind) : ResultPattern
{
    internal override bool Matches(ScriptValue value, IScriptHost host) =>
        value is { Kind: WasmValueKind.Reference, Reference: { } reference } && host.IsOfKind(reference, Kind);

    public override string ToString() => $"(ref.{Kind})";
}

/// <summary>One of several, since relaxed instructions leave a choice.</summary>
internal sealed record EitherPattern(ResultPattern[] Alternatives) : ResultPattern
{
    internal override bool Matches(ScriptValue value, IScriptHost host) =>
        Array.Exists(Alternatives, alternative => alternative.Matches(value, host));

    public override string ToString() => $"(either {string.Join<ResultPattern>(' ', Alternatives)})";
}
