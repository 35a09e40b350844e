using System.Runtime.Intrinsics;
using Lanner.Text;

namespace Lanner.Wast;

/// <summary>Reads the values and patterns of a script. A value is a pattern that only one value matches.</summary>
internal sealed class ScriptValueParser(TokenReader reader)
{
    private bool _isInEither;

    internal ScriptValue[] ReadArguments()
    {
        var values = new List<ScriptValue>();
        while (reader.Current.Kind == TokenKind.LeftParenthesis)
        {
            var token = reader.Current;
            values.Add(ToValue(ReadPattern()) ?? throw reader.Unexpected("an argument, such as i32.const", token));
        }

        return [.. values];
    }

    internal ResultPattern[] ReadPatterns()
    {
        var patterns = new List<ResultPattern>();
        while (reader.Current.Kind == TokenKind.LeftParenthesis)
        {
            patterns.Add(ReadPattern());
        }

        return [.. patterns];
    }

    private static ScriptValue? ToValue(ResultPattern pattern) => pattern switch
    {
        LanesPattern { Kind: var kind, Lanes: var lanes } when Array.TrueForAll(lanes, lane => lane.Nan == NanClass.None) =>
            new ScriptValue(kind, Pack(lanes), null),
        NullPattern => ScriptValue.FromReference(null),
        HostReferencePattern { Expected: { } reference } => ScriptValue.FromReference(reference),
        _ => null,
    };

    private static Vector128<byte> Pack(LanePattern[] lanes)
    {
        var bytes = new byte[16];
        var offset = 0;
        foreach (var lane in lanes)
        {
            for (var shift = 0; shift < lane.Width; shift += 8)
            {
                bytes[offset++] = (byte)(lane.Bits >> shift);
            }
        }

        return Vector128.Create(bytes);
    }

    private ResultPattern ReadPattern()
    {
        reader.Expect(TokenKind.LeftParenthesis);
        var pattern = ReadContent();
        reader.ExpectRight();
        return pattern;
    }

    private ResultPattern ReadContent()
    {
        if (reader.Accept("i32.const"u8))
        {
            return new LanesPattern(WasmValueKind.I32, [new LanePattern(32, reader.ReadInteger(32))]);
        }

        if (reader.Accept("i64.const"u8))
        {
            return new LanesPattern(WasmValueKind.I64, [new LanePattern(64, reader.ReadInteger(64))]);
        }

        if (reader.Accept("f32.const"u8))
        {
            return new LanesPattern(WasmValueKind.F32, [ReadFloat(32)]);
        }

        if (reader.Accept("f64.const"u8))
        {
            return new LanesPattern(WasmValueKind.F64, [ReadFloat(64)]);
        }

        if (reader.Accept("v128.const"u8))
        {
            return ReadVector();
        }

        if (reader.Accept("either"u8))
        {
            // One inside the other says nothing that one alone does not, and would make reading recursive.
            if (_isInEither)
            {
                throw reader.Unexpected("no alternatives within alternatives");
            }

            _isInEither = true;
            var pattern = new EitherPattern(ReadPatterns());
            _isInEither = false;
            return pattern;
        }

        return ReadReference();
    }

    private LanesPattern ReadVector()
    {
        var (width, isFloat) = ConstantParser.ReadShape(reader);
        var lanes = new LanePattern[128 / width];
        for (var index = 0; index < lanes.Length; index++)
        {
            lanes[index] = isFloat ? ReadFloat(width) : new LanePattern(width, reader.ReadInteger(width));
        }

        return new LanesPattern(WasmValueKind.V128, lanes);
    }

    private LanePattern ReadFloat(int width) =>
        reader.Accept("nan:canonical"u8) ? new LanePattern(width, 0, NanClass.Canonical)
        : reader.Accept("nan:arithmetic"u8) ? new LanePattern(width, 0, NanClass.Arithmetic)
        : new LanePattern(width, width == 32 ? reader.ReadFloat32() : reader.ReadFloat64());

    private ResultPattern ReadReference()
    {
        if (reader.Accept("ref.null"u8))
        {
            // The type of a null makes no difference to what it is.
            if (!reader.IsAtRight)
            {
                reader.Advance();
            }

            return new NullPattern();
        }

        if (reader.Accept("ref.extern"u8) || reader.Accept("ref.host"u8))
        {
            return new HostReferencePattern(reader.IsAtRight ? null : new HostReference(reader.ReadNatural32()));
        }

        HeapTypeKind? kind =
            reader.Accept("ref.func"u8) ? HeapTypeKind.Func
            : reader.Accept("ref.i31"u8) ? HeapTypeKind.I31
            : reader.Accept("ref.struct"u8) ? HeapTypeKind.Struct
            : reader.Accept("ref.array"u8) ? HeapTypeKind.Array
            : reader.Accept("ref.eq"u8) ? HeapTypeKind.Eq
            : reader.Accept("ref.any"u8) ? HeapTypeKind.Any
            : reader.Accept("ref.exn"u8) ? HeapTypeKind.Exn
            : null;
        return kind is { } known ? new KindPattern(known) : throw reader.Unexpected("a result, such as i32.const");
    }
}
