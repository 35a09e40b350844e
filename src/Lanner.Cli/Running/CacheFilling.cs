using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Messages;
using Component = Lanner.Components.Component;

namespace Lanner.Cli.Running;

/// <summary>Has a module that was not in the cache compiled for it, by a process of low priority that outlives this one: neither the first
/// run nor its end waits for that. It begins when the program has run for a while or is done, so that it does not take the time in which
/// most programs run.</summary>
internal sealed class CacheFilling : IDisposable
{
    /// <summary>The option of the hidden command <c>cache add</c> for the features, as a number.</summary>
    internal const string FeaturesOption = "--features-value";

    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private readonly string[] _arguments;
    private readonly Timer _timer;
    private int _isStarted;

    private CacheFilling(string[] arguments)
    {
        _arguments = arguments;
        _timer = new Timer(static filling => ((CacheFilling)filling!).Start(), this, Delay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Makes it; null if there is nothing to compile: there is no cache, the module is in it, or it is in no file.</summary>
    internal static CacheFilling? Of(RunOptions options, Module module) =>
        options.Cache is not { } cache || cache.Problem is not null || options.File == StandardStream.Name || cache.Contains(module)
            ? null
            : new CacheFilling(ArgumentsToAdd(options.File, module.Engine));

    /// <summary>Makes it for the core modules of a component; null if there is nothing to compile.</summary>
    internal static CacheFilling? Of(RunOptions options, Component component)
    {
        if (options.Cache is not { Problem: null } cache || options.File == StandardStream.Name)
        {
            return null;
        }

        return component.CoreModules.All(binary => cache.Contains(component.Engine, binary.Span))
            ? null
            : new CacheFilling(ArgumentsToAdd(options.File, component.Engine));
    }

    /// <summary>The arguments of the hidden command that compiles a file for the cache, with the options of an engine.</summary>
    private static string[] ArgumentsToAdd(string file, Engine engine) =>
    [
        "cache", "add",
        FeaturesOption, ((ulong)engine.Options.Features).ToString(CultureInfo.InvariantCulture),
        .. CodeOptions.ArgumentsFor(engine),
        Path.GetFullPath(file),
    ];

    public void Dispose()
    {
        _timer.Dispose();
        Start();
    }

    private void Start()
    {
        if (Interlocked.Exchange(ref _isStarted, 1) != 0 || Environment.ProcessPath is not { } program)
        {
            return;
        }

        // A terminal or a pipe must not wait for it.
        var information = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            information.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "lanner.dll"));
        }

        foreach (var argument in _arguments)
        {
            information.ArgumentList.Add(argument);
        }

        try
        {
            Process.Start(information)?.Dispose();
        }
        catch (Win32Exception)
        {
            // The next run tries again.
        }
    }
}
