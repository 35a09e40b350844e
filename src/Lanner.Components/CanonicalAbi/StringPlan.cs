using System.Runtime.InteropServices;
using Lanner.Components.Resources;
using Lanner.Components.Structure;

namespace Lanner.Components.CanonicalAbi;

/// <summary>Lifts and lowers strings (Canonical ABI, <c>load_string</c> and <c>store_string</c>).</summary>
internal sealed class StringPlan(bool is64) : ValuePlan
{
    internal override int Size => is64 ? 16 : 8;

    internal override int Alignment => is64 ? 8 : 4;

    internal override int FlatCount => 2;

    internal override string Name => "string";

    internal override bool Accepts(in ComponentValue value, AbiContext context) => value.Kind == ComponentValueKind.String;

    internal override ComponentValue Load(in AbiCall call, ulong address)
    {
        var pointer = call.Context.ReadPointer(address);
        return LiftRange(call, pointer, call.Context.ReadPointer(address + (uint)Alignment));
    }

    internal override void Store(in AbiCall call, in ComponentValue value, ulong address)
    {
        var (pointer, units) = Lower(call.Context, value);
        call.Context.WritePointer(address, pointer);
        call.Context.WritePointer(address + (uint)Alignment, units);
    }

    internal override ComponentValue LiftFlat(in AbiCall call, ref CoreReader reader)
    {
        var pointer = call.Context.Narrow(reader.Next());
        return LiftRange(call, pointer, call.Context.Narrow(reader.Next()));
    }

    internal override void LowerFlat(in AbiCall call, in ComponentValue value, ref CoreWriter writer)
    {
        var (pointer, units) = Lower(call.Context, value);
        writer.Write(pointer);
        writer.Write(units);
    }

    /// <summary>Lifts a string for the host.</summary>
    internal static string Lift(AbiContext context, ulong pointer, ulong taggedUnits)
    {
        var (units, bytes, form) = RequireString(context, pointer, taggedUnits);
        context.Charge(((long)units * 2) + 32);
        return StringTranscoder.Decode(context.Span(pointer, bytes), form);
    }

    /// <summary>Lowers a string of the host.</summary>
    internal static (ulong Pointer, ulong Units) Lower(AbiContext context, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return StringTranscoder.Lower(context, MemoryMarshal.AsBytes(text.AsSpan()), TextForm.Utf16);
    }

    private static ComponentValue LiftRange(in AbiCall call, ulong pointer, ulong taggedUnits)
    {
        if (!call.KeepsInMemory)
        {
            return new ComponentValue(ComponentValueKind.String, 0, Lift(call.Context, pointer, taggedUnits));
        }

        var (units, bytes, form) = RequireString(call.Context, pointer, taggedUnits);
        return new ComponentValue(
            ComponentValueKind.String, 0, new MemorySlice(call.Memory, pointer, (int)bytes, (int)units, form));
    }

    /// <summary>Traps unless a string that a guest gives is within its memory.</summary>
    private static (ulong Units, ulong Bytes, TextForm Form) RequireString(AbiContext context, ulong pointer, ulong taggedUnits)
    {
        var isLatin1OrUtf16 = context.Encoding == StringEncoding.Latin1OrUtf16;
        var isTagged = isLatin1OrUtf16 && (taggedUnits & context.Utf16Tag) != 0;
        var units = isTagged ? taggedUnits ^ context.Utf16Tag : taggedUnits;
        var form = context.Encoding == StringEncoding.Utf8 ? TextForm.Utf8
            : isLatin1OrUtf16 && !isTagged ? TextForm.Latin1
            : TextForm.Utf16;
        var unitSize = form == TextForm.Utf16 ? 2u : 1u;
        if (units > AbiContext.MaximumBytes / unitSize)
        {
            throw AbiTraps.Of(AbiTraps.StringOutOfBounds);
        }

        var bytes = units * unitSize;
        context.Require(pointer, bytes, context.Encoding == StringEncoding.Utf8 ? 1 : 2, AbiTraps.StringOutOfBounds);
        return (units, bytes, form);
    }

    private static (ulong Pointer, ulong Units) Lower(AbiContext context, in ComponentValue value) => value.Payload is MemorySlice slice
        ? StringTranscoder.Lower(context, slice.Span, slice.Form)
        : Lower(context, (string)value.Payload!);
}
