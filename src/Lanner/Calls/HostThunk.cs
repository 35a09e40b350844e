namespace Lanner.Calls;

/// <summary>The code that compiled code calls for a host function.</summary>
/// <param name="Code">Its address.</param>
/// <param name="Callback">The object that it calls: a delegate of exactly the type that it expects, or the imports of a library.</param>
/// <param name="Owner">The object that keeps the code loaded, when that can be unloaded.</param>
internal sealed record HostThunk(nint Code, object Callback, object? Owner = null);
