using Lanner.Hosting;
using Lanner.Wasi;

namespace Lanner.Server.Schedules;

/// <summary>The call that a schedule makes.</summary>
/// <param name="guest">The guest.</param>
/// <param name="call">The call, in WAVE; null to run the guest.</param>
internal sealed class ScheduledCall(GuestPool guest, string? call)
{
    /// <summary>A program has an instance of its own each time.</summary>
    private static readonly GuestCall Fresh = new() { ConfigureWasi = static _ => { } };

    private string FunctionName => call!.Split('(', 2)[0].Trim();

    /// <summary>Finds out whether the guest has what is to be called.</summary>
    /// <exception cref="NotSupportedException">It has not.</exception>
    internal async Task CheckAsync(CancellationToken cancellation)
    {
        var code = await guest.LoadAsync(cancellation).ConfigureAwait(false);
        if (call is null)
        {
            Require(
                code.Component is { } program ? WasiCommand.IsCommand(program) : HasFunction(code.Module!, "_start"),
                "is no program, so that a call is expected");
        }
        else if (code.Module is { } module)
        {
            Require(call == FunctionName + "()" && HasFunction(module, FunctionName), $"has no function '{call}' without parameters");
        }
        else
        {
            var problem = await FindProblemAsync(cancellation).ConfigureAwait(false);
            Require(problem is null, $"cannot be called: {problem}");
        }
    }

    /// <summary>Makes the call once.</summary>
    /// <returns>The result in words: of a component in WAVE, of a program its exit code.</returns>
    internal Task<string> RunAsync() => guest.CallAsync(RunAsync, call is null ? Fresh : null);

    private async Task<string> RunAsync(GuestLease lease)
    {
        if (call is null)
        {
            return $"exit code {await lease.RunProgramAsync().ConfigureAwait(false)}";
        }

        if (lease.Component is { } component)
        {
            return await component.CallWaveAsync(call, lease.Scheduler, lease.Cancellation).ConfigureAwait(false);
        }

        var results = await lease.Module!.GetFunction(FunctionName).InvokeAsync(default, lease.Scheduler, lease.Cancellation)
            .ConfigureAwait(false);
        return string.Join(", ", results);
    }

    private static bool HasFunction(Module module, string name) => module.Exports.Any(export =>
        export.Name == name && export.Type is FunctionExternalType { Type.Parameters.Count: 0 });

    private async Task<string?> FindProblemAsync(CancellationToken cancellation)
    {
        try
        {
            await guest.CallAsync(lease => Task.FromResult(lease.Component!.ResolveFunction(FunctionName)), null, cancellation)
                .ConfigureAwait(false);
            return null;
        }
        catch (Exception exception) when (exception is KeyNotFoundException or GuestCallException)
        {
            return exception.Message;
        }
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new NotSupportedException($"the guest '{guest.Name}' of a schedule {otherwise}");
        }
    }
}
