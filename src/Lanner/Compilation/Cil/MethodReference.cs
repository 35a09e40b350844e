namespace Lanner.Compilation.Cil;

/// <summary>A method that can be called.</summary>
/// <param name="Token">Its token; that of a signature for <c>calli</c>.</param>
/// <param name="Arguments">The number of operands that a call takes, <c>this</c> included; a constructor called by <c>newobj</c> takes one
/// less, and <c>calli</c> the address too.</param>
/// <param name="ReturnsValue">True if a call pushes a result.</param>
internal sealed record MethodReference(int Token, int Arguments, bool ReturnsValue);
