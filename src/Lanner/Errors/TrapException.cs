using System.Text;
using Lanner.Runtime;

namespace Lanner;

/// <summary>A guest was stopped by a trap (specification 4.2.1): it did something that the specification forbids, or passed a limit. The
/// message is that of the official test suite. The instance can be called again afterwards; what it had written stays written.</summary>
public sealed class TrapException : LannerException
{
    /// <summary>The exception of the CLR that the trap stands for, which knows where it happened; null when the trap was thrown as
    /// such.</summary>
    private readonly Exception? _origin;

    private IReadOnlyList<WasmFrame>? _backtrace;

    internal TrapException(TrapCode code, Exception? origin = null, ResourceLimit? limit = null, string? detail = null)
        : base(limit is null && detail is null ? TrapMessages.Of(code) : $"{TrapMessages.Of(code)}: {limit?.ToString() ?? detail}")
    {
        Code = code;
        Limit = limit;
        _origin = origin;
    }

    /// <summary>Why the guest was stopped.</summary>
    public TrapCode Code { get; }

    /// <summary>The limit that the guest reached, where it was one that the host has set; otherwise null.</summary>
    public ResourceLimit? Limit { get; }

    /// <summary>The guest's functions that were active, the innermost first. At most 100 are kept. They are looked up when they are first
    /// asked for: what belongs to a module that nobody uses any more may be missing.</summary>
    public IReadOnlyList<WasmFrame> Backtrace => _backtrace ??= Runtime.Backtrace.Of(Origin);

    /// <summary>The exception that knows where the trap happened.</summary>
    internal Exception Origin => _origin ?? this;

    /// <inheritdoc/>
    public override string? StackTrace =>
        _origin is null ? base.StackTrace : Shortened($"{_origin.StackTrace}{Environment.NewLine}{base.StackTrace}");

    /// <summary>The message, then the functions of the guest, then the stack of .NET.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{GetType()}: {Message}").AppendLine();
        foreach (var frame in Backtrace)
        {
            text.AppendLine($"   in {frame}");
        }

        return text.Append(StackTrace).ToString();
    }
}
