namespace Lanner.Components.Resources;

/// <summary>Keeps the loans of a call that has ended for the next one, so that calls make no objects. Calls may nest: then each has its
/// own.</summary>
internal struct SpareScope
{
    private CallScope? _scope;

    /// <summary>Begins a call.</summary>
    internal CallScope Begin()
    {
        var scope = _scope ?? new CallScope();
        _scope = null;
        return scope;
    }

    /// <summary>Ends the loans of a call that has come to its end: no handle of the callee refers to them any more.</summary>
    internal void End(CallScope scope)
    {
        scope.End();
        if (scope.IsSmall)
        {
            _scope = scope;
        }
    }
}
