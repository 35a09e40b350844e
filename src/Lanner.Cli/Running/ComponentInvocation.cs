using System.Diagnostics;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Messages;
using Lanner.Cli.Modules;
using Lanner.Components;

namespace Lanner.Cli.Running;

/// <summary>Calls a function of a component with arguments given as text, and prints what it returns.</summary>
internal static class ComponentInvocation
{
    /// <summary>Makes the call of <c>lanner invoke</c>; of a module, as <c>lanner run --invoke</c> does.</summary>
    /// <returns>The exit code.</returns>
    internal static int Run(RunOptions options, bool isJson)
    {
        var clock = Stopwatch.StartNew();
        if (ComponentFiles.IsCompiledComponent(options.File))
        {
            using var compiled = LoadedComponent.FromCompiled(options);
            return compiled.Run(options, clock, instance => Print(instance, options, isJson));
        }

        var bytes = ModuleFiles.IsCompiled(options.File) ? [] : InputFile.Read(options.File);
        if (!ComponentFiles.IsComponent(bytes))
        {
            return isJson
                ? throw new NotSupportedException("--json is for components")
                : GuestRun.Run(options);
        }

        using var component = LoadedComponent.Make(options, bytes);
        return component.Run(options, clock, instance => Print(instance, options, isJson));
    }

    private static void Print(ComponentInstance instance, RunOptions options, bool isJson)
    {
        try
        {
            var result = isJson ? CallJson(instance, options) : CallWave(instance, options);
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
            throw new NotSupportedException($"in the {(isJson ? "arguments" : "call")}, {error.Message}", error);
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
