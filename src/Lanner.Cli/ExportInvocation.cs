using System.Globalization;
using Lanner.Wasi;

namespace Lanner.Cli;

/// <summary>Calls an export with arguments given as text, and prints what it returns.</summary>
internal static class ExportInvocation
{
    internal static void Run(Instance instance, string name, string[] arguments, WasiContext context)
    {
        var function = instance.FindFunction(name)
            ?? throw new NotSupportedException($"the module exports no function '{name}'");
        var parameters = function.Type.Parameters;
        if (parameters.Count != arguments.Length)
        {
            throw new NotSupportedException($"'{name}' takes {parameters.Count} arguments, but {arguments.Length} were given: {function.Type}");
        }

        var values = new Value[arguments.Length];
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = Parse(arguments[index], parameters[index]);
        }

        // A library sets itself up first.
        if (name is not "_initialize" and not "_start")
        {
            instance.FindFunction("_initialize")?.Invoke();
        }

        var results = function.Invoke(values);
        context.Flush();
        foreach (var result in results)
        {
            Console.WriteLine(Format(result));
        }
    }

    private static Value Parse(string text, WasmValueType type)
    {
        try
        {
            return type.Kind switch
            {
                WasmValueKind.I32 => (int)ParseInteger(text, int.MinValue, uint.MaxValue),
                WasmValueKind.I64 => (long)ParseInteger(text, long.MinValue, ulong.MaxValue),
                WasmValueKind.F32 => float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
                WasmValueKind.F64 => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
                WasmValueKind.Reference when text == "null" && type.IsNullable => Value.Null,
                _ => throw new FormatException(),
            };
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            throw new NotSupportedException($"'{text}' is not an argument of type {type}", exception);
        }
    }

    /// <summary>Integers have no sign in WebAssembly, so both ways of reading the bits are accepted, in decimal or hexadecimal.</summary>
    private static Int128 ParseInteger(string text, Int128 minimum, Int128 maximum)
    {
        var isNegative = text.StartsWith('-');
        var digits = isNegative ? text[1..] : text;
        var value = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? Int128.Parse("0" + digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : Int128.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        value = isNegative ? -value : value;
        return value >= minimum && value <= maximum ? value : throw new OverflowException();
    }

    private static string Format(Value value) => value.Kind switch
    {
        WasmValueKind.I32 => value.AsInt32().ToString(CultureInfo.InvariantCulture),
        WasmValueKind.I64 => value.AsInt64().ToString(CultureInfo.InvariantCulture),
        WasmValueKind.F32 => value.AsSingle().ToString("R", CultureInfo.InvariantCulture),
        WasmValueKind.F64 => value.AsDouble().ToString("R", CultureInfo.InvariantCulture),
        WasmValueKind.V128 => value.AsVector128().ToString(),
        _ => value.AsReference()?.ToString() ?? "null",
    };
}
