namespace Lanner.Hunt.Tasks.Model;

/// <summary>A trap that the specification asks for.</summary>
internal sealed class SpecifiedTrapException(string reason) : Exception(reason)
{
    internal static void ThrowIf(bool condition, string reason)
    {
        if (condition)
        {
            throw new SpecifiedTrapException(reason);
        }
    }
}
