namespace Lanner.Calls;

/// <summary>The code that compiled code calls for a host function.</summary>
/// <param name="Code">Its address.</param>
/// <param name="Callback">The delegate that it calls, of exactly the type that it expects.</param>
/// <param name="Owner">The object that keeps the code loaded, when that can be unloaded.</param>
internal sealed record HostThunk(nint Code, Delegate Callback, object? Owner = null);
