using Lanner.Interpreter.Objects;

namespace Lanner.Interpreter;

/// <summary>The guest trapped.</summary>
internal sealed class GuestTrap(TrapCode code) : Exception(TrapMessages.Of(code))
{
    internal TrapCode Code => code;
}

/// <summary>The guest threw an exception that nobody has caught yet.</summary>
internal sealed class GuestException(ExceptionObject thrown) : Exception("the guest threw an exception")
{
    internal ExceptionObject Thrown => thrown;
}

/// <summary>An import of a module is missing, or of another type.</summary>
internal sealed class ImportException(string message) : Exception(message);
