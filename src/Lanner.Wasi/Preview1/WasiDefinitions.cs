using System.Globalization;
using System.Reflection;
using System.Text;

namespace Lanner.Wasi.Preview1;

/// <summary>Defines the functions of one version of WASI 0.1.</summary>
/// <param name="linker">The linker that gets the functions.</param>
/// <param name="module">The name of the version.</param>
/// <param name="trace">Takes a line about each call; null for none.</param>
internal sealed class WasiDefinitions(Linker linker, string module, Action<string>? trace)
{
    /// <summary>The number of bytes of a path that a line shows.</summary>
    private const int LongestPath = 1024;

    /// <summary>Defines a function.</summary>
    /// <param name="name">Its name in WASI.</param>
    /// <param name="function">The function. Its first parameter is the caller, the others have the types that the guest knows.</param>
    internal void Define(string name, Delegate function)
    {
        if (trace is null)
        {
            linker.Define(module, name, function);
            return;
        }

        var method = function.Method;
        var parameters = method.GetParameters()[1..];
        var hasResult = method.ReturnType != typeof(void);
        var type = FunctionType.Create(
            parameters.Select(parameter => TypeOf(parameter.ParameterType)), hasResult ? [WasmValueType.I32] : []);
        linker.Define(module, name, type, (caller, arguments, results) =>
        {
            var call = new StringBuilder(name).Append('(');
            var values = new object[parameters.Length + 1];
            values[0] = caller;
            for (var index = 0; index < parameters.Length; index++)
            {
                values[index + 1] = parameters[index].ParameterType == typeof(long)
                    ? (object)arguments[index].AsInt64()
                    : arguments[index].AsInt32();
                call.Append(
                    CultureInfo.InvariantCulture,
                    $"{(index > 0 ? ", " : "")}{parameters[index].Name}={Show(caller, parameters, arguments, index)}");
            }

            call.Append(')');
            try
            {
                var result = method.Invoke(function.Target, BindingFlags.DoNotWrapExceptions, null, values, null);
                trace(hasResult ? $"{call} = {(WasiError)(int)result!}" : call.ToString());
                if (hasResult)
                {
                    results[0] = (int)result!;
                }
            }
            catch (Exception exception) when (Tell(call, exception))
            {
                throw;
            }
        });
    }

    /// <summary>Tells of a call that does not come back, without handling the exception: its stack stays what it is.</summary>
    private bool Tell(StringBuilder call, Exception exception)
    {
        trace!(exception is WasiExitException ? call.ToString() : $"{call} ends the guest: {exception.Message}");
        return false;
    }

    private static WasmValueType TypeOf(Type type) => type == typeof(long) ? WasmValueType.I64 : WasmValueType.I32;

    /// <summary>An argument for people to read: the text of a path, and otherwise a number.</summary>
    private static string Show(Caller caller, ParameterInfo[] parameters, ReadOnlySpan<Value> arguments, int index)
    {
        var value = arguments[index];
        if (parameters[index].ParameterType == typeof(long))
        {
            return value.AsInt64().ToString(CultureInfo.InvariantCulture);
        }

        if (parameters[index].Name is "path" or "newPath" or "target")
        {
            var length = (uint)arguments[index + 1].AsInt32();
            if (caller.Instance.FindMemory("memory")?.TryGetSpan(
                (uint)value.AsInt32(), (int)uint.Min(length, LongestPath), out var path) == true)
            {
                return $"\"{Encoding.UTF8.GetString(path)}{(length > LongestPath ? "…" : "")}\"";
            }
        }

        return value.AsInt32().ToString(CultureInfo.InvariantCulture);
    }
}
