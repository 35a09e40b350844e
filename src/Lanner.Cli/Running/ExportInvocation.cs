using Lanner.Cli.Messages;
using Lanner.Wasi;

namespace Lanner.Cli.Running;

/// <summary>Calls an export with arguments given as text, and prints what it returns.</summary>
internal static class ExportInvocation
{
    internal static void Run(Instance instance, string name, string[] arguments, WasiContext context)
    {
        var function = instance.FindFunction(name)
            ?? throw new NotSupportedException($"the module exports no function '{name}'{Suggest(instance)}");
        var parameters = function.Type.Parameters;
        if (parameters.Count != arguments.Length)
        {
            throw new NotSupportedException(
                $"'{name}' takes {parameters.Count} arguments, but {arguments.Length} were given: {function.Type}");
        }

        var values = new Value[arguments.Length];
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = ParseArgument(arguments[index], parameters[index]);
        }

        // A library sets itself up first.
        if (name is not "_initialize" and not "_start")
        {
            GuestEntry.Find(instance, "_initialize")?.Invoke();
        }

        var results = function.Invoke(values);
        context.Flush();
        foreach (var result in results)
        {
            Console.WriteLine(Printable.Line(result.ToString()));
        }
    }

    /// <summary>Reads an argument: a value as results are printed, or for <c>externref</c> any text, which is then what the guest has a
    /// reference to.</summary>
    private static Value ParseArgument(string text, WasmValueType type) => Value.TryParse(text, type, out var value) ? value
        : type.IsReference && type.HeapType.Kind == HeapTypeKind.Extern ? Value.FromReference(text)
        : throw new NotSupportedException($"'{text}' is not an argument of type {type}");

    private static string Suggest(Instance instance)
    {
        const int shown = 10;
        var functions = instance.Module.GetExports<FunctionExternalType>();
        return functions.Count == 0
            ? ", nor any other"
            : $"; it exports {string.Join(", ", functions.Take(shown).Select(export => Printable.Name(export.Key)))}"
                + (functions.Count > shown ? " and others" : "");
    }
}
