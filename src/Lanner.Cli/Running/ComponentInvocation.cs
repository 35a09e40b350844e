using System.Diagnostics;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Messages;
using Lanner.Components;

namespace Lanner.Cli.Running;

/// <summary>Calls a function of a component with arguments given as text, and prints what it returns.</summary>
internal static class ComponentInvocation
{
    /// <summary>Makes the call of <c>lanner invoke</c>.</summary>
    /// <returns>The exit code.</returns>
    internal static int Run(RunOptions options, LoadedComponent component, Stopwatch clock) =>
        component.Run(options, clock, instance => Print(instance, options));

    private static void Print(ComponentInstance instance, RunOptions options)
    {
        try
        {
            var result = options.IsJson ? CallJson(instance, options) : CallWave(instance, options);
            if (result.Length > 0)
            {
                Console.WriteLine(result);
            }
        }
        catch (KeyNotFoundException error)
        {
            throw new NotSupportedException(error.Message, error);
        }
        catch (ComponentTextException error)
        {
            throw new NotSupportedException($"in the {(options.IsJson ? "arguments" : "call")}, {error.Message}", error);
        }
    }

    private static string CallJson(ComponentInstance instance, RunOptions options)
    {
        var function = instance.ResolveFunction(options.Invoke!);
        var arguments = options.Arguments switch
        {
            [] => "[]",
            [var only] => only,
            _ => throw new NotSupportedException("the arguments in JSON are one array"),
        };
        return TextOf(() => function.CallJson(arguments));
    }

    private static string CallWave(ComponentInstance instance, RunOptions options) => options.Arguments.Length == 0
        ? TextOf(() => instance.CallWave(options.Invoke!))
        : throw new NotSupportedException(
            $"a call of a component has its arguments in it: '{options.Invoke}({string.Join(", ", options.Arguments)})'");

    /// <summary>The text of a result, which cannot be one of a handle.</summary>
    private static string TextOf(Func<string> call)
    {
        try
        {
            return call();
        }
        catch (InvalidOperationException error)
        {
            throw new NotSupportedException(error.Message, error);
        }
    }
}
