using System.Diagnostics.Tracing;

namespace Lanner.Cli.Commands;

/// <summary>A method that the JIT has compiled.</summary>
/// <param name="Name">The method's name.</param>
/// <param name="CilSize">The size of its CIL in bytes.</param>
/// <param name="CodeSize">The size of its machine code in bytes.</param>
/// <param name="Time">How long it took.</param>
/// <param name="IsOptimized">Whether it was optimised. The JIT gives up on methods that are too large.</param>
internal sealed record JittedMethod(string Name, int CilSize, int CodeSize, TimeSpan Time, bool IsOptimized);

/// <summary>Listens to what the CLR tells about the compilation of guests' functions.</summary>
internal sealed class JitListener : EventListener
{
    /// <summary>The keyword <c>JIT</c> of the CLR's events.</summary>
    private const EventKeywords Jit = (EventKeywords)0x10;

    /// <summary>Guests' functions are methods of these classes, as docs/modules.md tells those who profile them.</summary>
    private static readonly string[] FunctionClasses = ["Functions", "LargeFunctions"];

    private const int MethodLoadVerbose = 143;
    private const int MethodJittingStarted = 145;

    /// <summary>The tier of code that was not optimised (<c>MinOptJitted</c>), in bits 7 to 9 of a method's flags.</summary>
    private const uint MinimumOptimization = 1;

    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, (DateTime Start, int CilSize)> _started = [];
    private readonly List<JittedMethod> _methods = [];

    /// <summary>The methods so far. Events come from another thread, a little later than what they tell of.</summary>
    internal JittedMethod[] Methods
    {
        get
        {
            lock (_lock)
            {
                return [.. _methods];
            }
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
        {
            EnableEvents(eventSource, EventLevel.Verbose, Jit);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventId is not (MethodLoadVerbose or MethodJittingStarted) || eventData.Payload is not { } payload)
        {
            return;
        }

        lock (_lock)
        {
            if (eventData.EventId == MethodJittingStarted && FunctionClasses.Contains((string)payload[4]!))
            {
                _started[(ulong)payload[0]!] = (eventData.TimeStamp, (int)(uint)payload[3]!);
            }
            else if (eventData.EventId == MethodLoadVerbose && _started.Remove((ulong)payload[0]!, out var start))
            {
                var tier = ((uint)payload[5]! >> 7) & 7;
                var (name, codeSize, time) = ((string)payload[7]!, (int)(uint)payload[3]!, eventData.TimeStamp - start.Start);
                _methods.Add(new JittedMethod(name, start.CilSize, codeSize, time, tier != MinimumOptimization));
            }
        }
    }
}
