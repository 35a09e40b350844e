using System.Text;
using Lanner.Components;

namespace Lanner.Wasi.Preview2;

/// <summary>Defines an interface of WASI 0.2 or 0.3 in a linker.</summary>
/// <param name="linker">The linker.</param>
/// <param name="find">Finds the context of a store.</param>
/// <param name="trace">Takes a line about each call; null for none.</param>
/// <param name="name">The name, such as <c>wasi:io/poll</c>.</param>
/// <param name="version">The version; null if there is none, or the name has it. The newest of 0.2 or 0.3 is also given to whoever imports
/// another one.</param>
internal sealed class InterfaceDefinition(
    ComponentLinker linker, Func<Store, WasiContext> find, Action<string>? trace, string name, string? version = "0.2.12")
{
    /// <summary>The characters of a value that a line about a call shows.</summary>
    private const int LongestValue = 200;

    private readonly string _name = version is null ? name : $"{name}@{version}";

    /// <summary>True for an interface of WASI 0.3.</summary>
    internal bool IsPreview3 { get; } = version?.StartsWith("0.3.", StringComparison.Ordinal) == true;

    /// <summary>Defines a type of resources: one of the interface, or one that it uses from another.</summary>
    internal void Resource(HostResourceType type) => Resource(type.Name, type);

    /// <summary>Defines another name for a type of resources.</summary>
    internal void Resource(string resource, HostResourceType type) => linker.DefineResource(_name, resource, type);

    /// <summary>Defines a function.</summary>
    internal void Function(string function, InterfaceFunction body)
    {
        if (trace is null)
        {
            linker.Define(_name, function, (store, arguments) => body(Call(store, arguments)));
            return;
        }

        linker.Define(_name, function, (store, arguments) =>
        {
            var line = Show(function, arguments);
            try
            {
                var result = body(Call(store, arguments));
                trace(result is { } value ? $"{line} = {Show(value)}" : line.ToString());
                return result;
            }
            catch (Exception exception) when (Tell(line, exception))
            {
                throw;
            }
        });
    }

    /// <summary>Defines a function that may wait while the guest goes on.</summary>
    internal void AsyncFunction(string function, AsyncInterfaceFunction body) =>
        linker.DefineAsync(_name, function, (store, arguments, cancellation) =>
        {
            var call = Call(store, arguments.Span);
            return trace is null ? body(call, cancellation) : TraceAsync(Show(function, arguments.Span), body(call, cancellation));
        });

    /// <summary>Defines a method of a resource that may wait while the guest goes on.</summary>
    internal void AsyncMethod(HostResourceType type, string method, AsyncInterfaceFunction body) =>
        AsyncFunction($"[method]{type.Name}.{method}", body);

    /// <summary>Defines a method of a resource.</summary>
    internal void Method(HostResourceType type, string method, InterfaceFunction body) => Function($"[method]{type.Name}.{method}", body);

    private InterfaceCall Call(Store store, ReadOnlySpan<ComponentValue> arguments) =>
        new(store, find(store), arguments) { IsPreview3 = IsPreview3 };

    private async ValueTask<ComponentValue?> TraceAsync(StringBuilder line, ValueTask<ComponentValue?> pending)
    {
        try
        {
            var result = await pending.ConfigureAwait(false);
            trace!(result is { } value ? $"{line} = {Show(value)}" : line.ToString());
            return result;
        }
        catch (Exception exception) when (Tell(line, exception))
        {
            throw;
        }
    }

    private StringBuilder Show(string function, ReadOnlySpan<ComponentValue> arguments)
    {
        var line = new StringBuilder(name).Append('#').Append(function).Append('(');
        for (var index = 0; index < arguments.Length; index++)
        {
            line.Append(index > 0 ? ", " : "").Append(Show(arguments[index]));
        }

        return line.Append(')');
    }

    private static string Show(in ComponentValue value)
    {
        var text = value.ToString();
        return text.Length <= LongestValue ? text : $"{text.AsSpan(0, LongestValue)}…";
    }

    /// <summary>Tells of a call that does not come back, without handling the exception: its stack stays what it is.</summary>
    private bool Tell(StringBuilder line, Exception exception)
    {
        trace!(exception is WasiExitException ? line.ToString() : $"{line} ends the guest: {exception.Message}");
        return false;
    }
}
