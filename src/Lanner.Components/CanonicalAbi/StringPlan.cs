using Lanner.Components.Resources;
using Lanner.Components.Structure;

namespace Lanner.Components.CanonicalAbi;

/// <summary>Lifts and lowers strings (Canonical ABI, <c>load_string</c> and <c>store_string</c>).</summary>
internal sealed class StringPlan(bool is64) : ValuePlan
{
    internal override int Size => is64 ? 16 : 8;

    internal override int Alignment => is64 ? 8 : 4;

    internal override int FlatCount => 2;

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
        var form = Locate(context, pointer, taggedUnits, out var bytes);
        context.Charge((CountOf(bytes, form) * 2L) + 32);
        return StringTranscoder.Decode(context.Span(pointer, (uint)bytes), form);
    }

    /// <summary>Finds out how a string, which a guest gives, lies in its memory, and traps if it is not within.</summary>
    /// <param name="context">The guest's side.</param>
    /// <param name="pointer">The address.</param>
    /// <param name="taggedUnits">The length as the guest gives it.</param>
    /// <param name="byteLength">The number of bytes.</param>
    internal static TextForm Locate(AbiContext context, ulong pointer, ulong taggedUnits, out int byteLength)
    {
        var isLatin1OrUtf16 = context.Encoding == StringEncoding.Latin1OrUtf16;
        var isTagged = isLatin1OrUtf16 && (taggedUnits & context.Utf16Tag) != 0;
        var units = isTagged ? taggedUnits ^ context.Utf16Tag : taggedUnits;
        var form = context.Encoding == StringEncoding.Utf8 ? TextForm.Utf8
            : isLatin1OrUtf16 && !isTagged ? TextForm.Latin1
            : TextForm.Utf16;
        var alignment = context.Encoding == StringEncoding.Utf8 ? 1 : 2;
        byteLength = context.RequireRow(pointer, units, form == TextForm.Utf16 ? 2 : 1, alignment, AbiTraps.StringOutOfBounds);
        return form;
    }

    /// <summary>The number of code units in a number of bytes.</summary>
    private static int CountOf(int bytes, TextForm form) => form == TextForm.Utf16 ? bytes / 2 : bytes;

    private static ComponentValue LiftRange(in AbiCall call, ulong pointer, ulong taggedUnits)
    {
        if (!call.KeepsInMemory)
        {
            return new ComponentValue(ComponentValueKind.String, 0, Lift(call.Context, pointer, taggedUnits));
        }

        var form = Locate(call.Context, pointer, taggedUnits, out var bytes);
        return new ComponentValue(
            ComponentValueKind.String, 0, new MemorySlice(call.Memory, pointer, bytes, CountOf(bytes, form), form));
    }

    private static (ulong Pointer, ulong Units) Lower(AbiContext context, in ComponentValue value) => value.Payload is MemorySlice slice
        ? StringTranscoder.Lower(context, slice.Span, slice.Form)
        : StringTranscoder.Lower(context, (string)value.Payload!);
}
