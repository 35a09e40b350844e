using Lanner.Components.Generators.Naming;
using Lanner.Components.Generators.Types;
using Lanner.Wit;

namespace Lanner.Components.Generators.Emission;

/// <summary>The expressions that lift and lower values. For types with parts they call methods, each of which is written once, when it is
/// asked for.</summary>
internal sealed partial class Codec(WorldModel world, Places places)
{
    internal const string Bindings = "global::Lanner.Components.Bindings";

    private readonly Dictionary<(string Verb, WitType Type, bool InExport), string> _methods = [];
    private readonly Queue<(string Verb, WitType Type, bool InExport, string Method)> _wanted = new();
    private readonly Dictionary<(WitType Type, bool InExport), string> _suffixes = [];
    private readonly NameScope _names = new();

    internal WorldModel World => world;

    internal Places Places => places;

    /// <summary>Takes a method that is asked for and not written yet.</summary>
    internal bool TryTake(out (string Verb, WitType Type, bool InExport, string Method) wanted)
    {
        wanted = _wanted.Count > 0 ? _wanted.Dequeue() : default;
        return wanted.Method is not null;
    }

    internal string TypeOf(WitType? type, bool inExport) => TypeNames.Of(world, type, inExport);

    /// <summary>The value at an address.</summary>
    internal string Load(WitType type, bool inExport, string at)
    {
        switch (type.Underlying)
        {
            case WitPrimitiveType { Primitive: WitPrimitive.String }:
                return $"_side.LoadString({at})";
            case WitListType { Length: null } list when places.IsBlock(list.Element):
                return $"_side.LoadNumbers<{TypeOf(list.Element, inExport)}>({at}, {AlignmentOf(list)})";
            case WitHandleType handle:
                return LiftHandle(handle, inExport, $"_side.Read<uint>({at})");
            case var scalar when Shapes.IsScalar(scalar):
                return FromBits(scalar, inExport, $"_side.Read<{BitsOf(scalar)}>({at})");
            default:
                return $"{MethodFor("Load", type, inExport)}(_side, {at})";
        }
    }

    /// <summary>The statement that puts a value to an address.</summary>
    internal string Store(WitType type, bool inExport, string value, string at)
    {
        switch (type.Underlying)
        {
            case WitPrimitiveType { Primitive: WitPrimitive.String }:
                return $"_side.StoreString({at}, {value});";
            case WitListType { Length: null } list when places.IsBlock(list.Element):
                return $"_side.StoreNumbers<{TypeOf(list.Element, inExport)}>({at}, {value}, {AlignmentOf(list)});";
            case WitHandleType handle:
                return $"_side.Write<uint>({at}, (uint){LowerHandle(handle, inExport, value)});";
            case var scalar when Shapes.IsScalar(scalar):
                return $"_side.Write<{BitsOf(scalar)}>({at}, {ToBits(scalar, value)});";
            default:
                return $"{MethodFor("Store", type, inExport)}(_side, {value}, {at});";
        }
    }

    /// <summary>The value of core values.</summary>
    internal string Lift(WitType type, bool inExport)
    {
        switch (type.Underlying)
        {
            case WitPrimitiveType { Primitive: WitPrimitive.String }:
                return "_side.LiftString(ref _reader)";
            case WitListType { Length: null } list when places.IsBlock(list.Element):
                return $"_side.LiftNumbers<{TypeOf(list.Element, inExport)}>(ref _reader, {AlignmentOf(list)})";
            case WitHandleType handle:
                return LiftHandle(handle, inExport, "_reader.Next()");
            case WitPrimitiveType { Primitive: WitPrimitive.F32 }:
                return "global::System.BitConverter.UInt32BitsToSingle((uint)_reader.Next())";
            case WitPrimitiveType { Primitive: WitPrimitive.F64 }:
                return "global::System.BitConverter.UInt64BitsToDouble(_reader.Next())";
            case var scalar when Shapes.IsScalar(scalar):
                return FromBits(scalar, inExport, "_reader.Next()", isFlat: true);
            default:
                return $"{MethodFor("Lift", type, inExport)}(_side, ref _reader)";
        }
    }

    /// <summary>The statement that makes core values of a value.</summary>
    internal string Lower(WitType type, bool inExport, string value)
    {
        switch (type.Underlying)
        {
            case WitPrimitiveType { Primitive: WitPrimitive.String }:
                return $"_side.LowerString({value}, ref _writer);";
            case WitListType { Length: null } list when places.IsBlock(list.Element):
                return $"_side.LowerNumbers<{TypeOf(list.Element, inExport)}>({value}, ref _writer, {AlignmentOf(list)});";
            case WitHandleType handle:
                return $"_writer.Write({LowerHandle(handle, inExport, value)});";
            case WitPrimitiveType { Primitive: WitPrimitive.F32 }:
                return $"_writer.Write(global::System.BitConverter.SingleToUInt32Bits({value}));";
            case WitPrimitiveType { Primitive: WitPrimitive.F64 }:
                return $"_writer.Write(global::System.BitConverter.DoubleToUInt64Bits({value}));";
            case WitPrimitiveType { Primitive: WitPrimitive.S64 or WitPrimitive.U64 }:
                return $"_writer.Write((ulong){value});";
            case WitPrimitiveType { Primitive: WitPrimitive.S8 or WitPrimitive.S16 or WitPrimitive.S32 }:
                return $"_writer.Write((uint)(int){value});";
            case var scalar when Shapes.IsScalar(scalar):
                return $"_writer.Write((uint){ToBits(scalar, value)});";
            default:
                return $"{MethodFor("Lower", type, inExport)}(_side, {value}, ref _writer);";
        }
    }

    private int AlignmentOf(WitListType list) => places.Of(list.Element).Alignment.With64;

    /// <summary>The value of a type that is one number, of the number.</summary>
    /// <param name="type">The type.</param>
    /// <param name="inExport">True in an exported item.</param>
    /// <param name="bits">The number.</param>
    /// <param name="isFlat">True for a core value, which may have more bits than the type.</param>
    internal string FromBits(WitType type, bool inExport, string bits, bool isFlat = false)
    {
        switch (type.Underlying)
        {
            case WitPrimitiveType { Primitive: WitPrimitive.Bool }:
                return isFlat ? $"(uint){bits} != 0" : $"{bits} != 0";
            case WitPrimitiveType { Primitive: WitPrimitive.Char }:
                return $"{Bindings}.GuestSide.ToRune((uint){bits})";
            case WitPrimitiveType primitive:
                return isFlat ? $"({TypeNames.Of(primitive.Primitive)}){bits}" : bits;
            case WitEnumType labels:
                return $"({TypeOf(type, inExport)}){Bindings}.GuestSide.RequireCase((uint){bits}, {labels.Cases.Count})";
            default:
                var flags = (WitFlagsType)type.Underlying;
                return $"({TypeOf(type, inExport)})((uint){bits} & {(uint)((1UL << flags.Flags.Count) - 1)}u)";
        }
    }

    /// <summary>The discriminant at an address, or of core values, which is checked.</summary>
    internal static string Case(int count, string? at) => at is null
        ? $"{Bindings}.GuestSide.RequireCase((uint)_reader.Next(), {count})"
        : $"{Bindings}.GuestSide.RequireCase(_side.Read<{TypeNames.OfSize(ValueLayout.DiscriminantSize(count))}>({at}), {count})";

    /// <summary>The number of an enum's value of the host, which is checked.</summary>
    internal static string Label(WitEnumType labels, string value) =>
        $"{Bindings}.GuestSide.RequireLabel((uint){value}, {labels.Cases.Count})";

    private static string ToBits(WitType type, string value) => type switch
    {
        WitPrimitiveType { Primitive: WitPrimitive.Bool } => $"({value} ? (byte)1 : (byte)0)",
        WitPrimitiveType { Primitive: WitPrimitive.Char } => $"(uint){value}.Value",
        WitPrimitiveType => value,
        WitEnumType labels => $"({BitsOf(type)}){Label(labels, value)}",
        _ => $"({BitsOf(type)}){value}",
    };

    private static string BitsOf(WitType type) => type switch
    {
        WitPrimitiveType { Primitive: WitPrimitive.Bool } => "byte",
        WitPrimitiveType { Primitive: WitPrimitive.Char } => "uint",
        WitPrimitiveType primitive => TypeNames.Of(primitive.Primitive),
        WitEnumType labels => TypeNames.OfSize(ValueLayout.DiscriminantSize(labels.Cases.Count)),
        _ => TypeNames.OfSize(ValueLayout.FlagsSize(((WitFlagsType)type).Flags.Count)),
    };

    private string LiftHandle(WitHandleType handle, bool inExport, string index)
    {
        var resource = (WitResourceType)handle.Resource.Underlying;
        var number = world.NumberOf(resource, inExport);
        var name = world.NameOf(resource, inExport);
        if (!world.IsExported(resource, inExport))
        {
            return $"_side.LiftHost{(handle.IsBorrow ? "Borrow" : "Own")}<{name}>({index}, {number})";
        }

        return WrapHandle(resource, inExport, $"_side.LiftOwn({index}, {number})");
    }

    /// <summary>The object for a handle of a guest's resource.</summary>
    private string WrapHandle(WitResourceType resource, bool inExport, string handle)
    {
        var home = world.HomeOf(resource, inExport);
        return $"new {world.NameOf(resource, inExport)}((({world.FullName})_side.Owner!).{home.PropertyName}, {handle})";
    }

    private string LowerHandle(WitHandleType handle, bool inExport, string value)
    {
        var resource = (WitResourceType)handle.Resource.Underlying;
        var side = world.IsExported(resource, inExport) ? "" : "Host";
        return $"_side.Lower{side}{(handle.IsBorrow ? "Borrow" : "Own")}({value}, {world.NumberOf(resource, inExport)})";
    }

    private string MethodFor(string verb, WitType type, bool inExport)
    {
        type = type.Underlying;
        if (!_methods.TryGetValue((verb, type, inExport), out var method))
        {
            if (!_suffixes.TryGetValue((type, inExport), out var suffix))
            {
                _suffixes[(type, inExport)] = suffix = _names.Add(WordsOf(type), "");
            }

            _methods[(verb, type, inExport)] = method = verb + suffix;
            _wanted.Enqueue((verb, type, inExport, method));
        }

        return $"_Codec.{method}";
    }

    private static string WordsOf(WitType type) => type.Underlying switch
    {
        WitDefinedType defined => CSharpNames.Pascal(defined.Name),
        WitListType => "List",
        WitMapType => "Map",
        WitOptionType option => "Option" + (option.Some is WitDefinedType or WitPrimitiveType ? WordsOf(option.Some) : ""),
        WitResultType => "Result",
        WitTupleType => "Tuple",
        WitStreamType => "Stream",
        WitFutureType => "Future",
        var other => CSharpNames.Pascal(other.ToString()),
    };
}
