namespace Lanner.Compilation.Cil;

/// <summary>A place in a method body, for branches to refer to before it is known.</summary>
internal readonly record struct Label(int Index);
